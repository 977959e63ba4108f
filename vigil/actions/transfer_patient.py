"""A patient is followed elsewhere from now on: nothing more is owed to them, until they come back.

What was planned is cancelled with its reason and the questions that were put close: their links then say to call, while
an answer that is on its way is still kept and judged. Open alerts stay open: somebody has to end them.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.replan import replan
from vigil.domain.errors import Refused
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, PatientState
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Ask, Message, Patient, Report, Transfer

_LONGEST = 500
_OWED = (MessageState.PLANNED, MessageState.CLAIMED, MessageState.UNCERTAIN)


def transfer_patient(
    session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> None:
    """End the follow-up here; ``Refused`` without a reason, or for who is not followed here any more."""
    reason = _checked(reason)
    if not patient.state.is_followed:
        raise Refused("This patient is not followed here any more.", field="state")

    def act() -> bool:
        _note(session, patient, reason, staff_id, now, is_return=False)
        patient.state = PatientState.TRANSFERRED
        session.flush()
        for message in _messages(session, patient):
            ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.PATIENT_TRANSFERRED)
        for ask in _asks(session, patient):
            ask.state, ask.remind_due_at, ask.silent_due_at = AskState.CLOSED, None, None
        session.flush()
        replan(session, patient.id, now)
        return True

    once(session, patient.clinic_id, request_id, "transfer_patient", now, act)


def take_back(
    session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> None:
    """Follow the patient again, as they were followed before; what is still useful is owed again."""
    reason = _checked(reason)
    if patient.state is not PatientState.TRANSFERRED:
        raise Refused("This patient is followed here.", field="state")

    def act() -> bool:
        before = latest_transfer(session, patient)
        _note(session, patient, reason, staff_id, now, is_return=True)
        patient.state = before.before if before is not None else PatientState.ACTIVE
        session.flush()
        for ask in _asks(session, patient):
            _reopen(session, ask, now)
        session.flush()
        replan(session, patient.id, now)
        return True

    once(session, patient.clinic_id, request_id, "take_back", now, act)


def latest_transfer(session: Session, patient: Patient) -> Transfer | None:
    """When the patient went last."""
    return session.scalar(
        select(Transfer)
        .where(Transfer.clinic_id == patient.clinic_id, Transfer.patient_id == patient.id, ~Transfer.is_return)
        .order_by(Transfer.at.desc(), Transfer.id.desc())
        .limit(1)
    )


def _checked(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say in a few words why.", field="reason")
    if len(reason) > _LONGEST:
        raise Refused(f"The reason is longer than {_LONGEST} characters.", field="reason")
    return reason.strip()


def _note(session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, *, is_return: bool) -> None:
    row = Transfer(
        id=new_id(session),
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        staff_id=staff_id,
        at=now,
        is_return=is_return,
        before=patient.state,
    )
    row.reason = reason
    session.add(row)


def _messages(session: Session, patient: Patient) -> list[Message]:
    mine = (Message.clinic_id == patient.clinic_id, Message.patient_id == patient.id)
    return list(session.scalars(select(Message).where(*mine, Message.state.in_(_OWED)).order_by(Message.id)))


def _asks(session: Session, patient: Patient) -> list[Ask]:
    return list(session.scalars(select(Ask).where(Ask.clinic_id == patient.clinic_id, Ask.patient_id == patient.id)))


def _reopen(session: Session, ask: Ask, now: datetime) -> None:
    """A question that was put waits again, or is answered as it was; planning opens those that were not put yet."""
    if ask.state is not AskState.CLOSED or ask.asked_at is None or ask.closes_at <= now:
        return
    is_answered = session.scalar(
        select(Report.id).where(Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id, Report.is_current)
    )
    if is_answered and ask.answered_at is not None:
        ask.state = AskState.ANSWERED
        return
    ask.state = AskState.OPEN
    ask.silent_due_at = max(ask.late_at, now)
