"""A patient is followed elsewhere from now on: nothing more is owed to them, until they come back.

What was planned is cancelled with its reason, coming appointments too, and the questions that were put close: their
links then say to call, while an answer that is on its way is still kept and judged. Open alerts stay open: somebody has
to end them. Who comes back finds all of it as it was, as far as it is still useful.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.free_agenda import free_agenda, refill_agenda
from vigil.actions.replan import replan
from vigil.domain.errors import Refused, check_length
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.steps import Occasion
from vigil.domain.words import AskState, Channel, PatientState
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Ask, Message, Patient, Report, Transfer

_LONGEST = 500
_OCCASIONS = frozenset(Occasion)
_OWED = (MessageState.PLANNED, MessageState.CLAIMED, MessageState.UNCERTAIN)


def transfer_patient(
    session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> None:
    """End the follow-up here; ``Refused`` without a reason, or for who is not followed here any more."""
    reason = _checked(reason)
    if not patient.state.is_followed:
        raise Refused("This patient is not followed here any more.", field="state")

    def act() -> bool:
        cancelled = free_agenda(session, patient, reason, now)
        _note(session, patient, reason, staff_id, now, cancelled)
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
        _note(session, patient, reason, staff_id, now)
        patient.state = before.before if before is not None else PatientState.ACTIVE
        if before is not None:
            refill_agenda(session, patient, map(UUID, before.cancelled_sessions or ()), now)
        session.flush()
        asks = _asks(session, patient)
        for ask in asks:
            _reopen(session, ask, now)
        session.flush()
        for message in _messages(session, patient, MessageState.CANCELLED):
            _owe_again(session, message, {ask.id: ask for ask in asks}, now)
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
    check_length(reason, _LONGEST, field="reason")
    return reason.strip()


def _note(
    session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, went: Sequence[UUID] | None = None
) -> None:
    """``went`` are the appointments that a transfer cancels; ``None`` for a return."""
    row = Transfer(
        id=new_id(session),
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        staff_id=staff_id,
        at=now,
        is_return=went is None,
        before=patient.state,
        cancelled_sessions=None if went is None else [id.hex for id in went],
    )
    row.reason = reason
    session.add(row)


def _messages(session: Session, patient: Patient, *states: MessageState) -> list[Message]:
    mine = (Message.clinic_id == patient.clinic_id, Message.patient_id == patient.id)
    return list(session.scalars(select(Message).where(*mine, Message.state.in_(states or _OWED)).order_by(Message.id)))


def _owe_again(session: Session, message: Message, asks: Mapping[UUID, Ask], now: datetime) -> None:
    """A reminder or a telephone task that the transfer cancelled, as long as its question still waits.

    What the schedules owe, planning owes again; what was tried once is never tried twice.
    """
    ask = asks.get(message.ask_id) if message.ask_id else None
    is_theirs = message.reason == Reason.PATIENT_TRANSFERRED and not message.attempts
    is_planned_anew = message.mail in _OCCASIONS and message.channel is Channel.EMAIL
    is_over = message.expires_at is not None and message.expires_at <= now
    if not is_theirs or is_planned_anew or is_over or (ask is not None and ask.state is not AskState.OPEN):
        return
    message.due_at = max(message.due_at, now)
    ledger.move(session, message, MessageState.PLANNED, now)


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
    ask.remind_due_at = now if ask.replied_at is None else None
