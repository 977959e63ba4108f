"""How a patient may be reached changes: they opt out, or an address does not work."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import open_alerts
from vigil.actions.replan import OPT_OUT_CONFIRMED, replan
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskKind, AskState, Channel, PatientState, Priority, Urgency
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.patients import mail_address
from vigil.store.requests import once
from vigil.store.tables import Alert, Ask, Message, Patient


def opt_out(session: Session, patient: Patient, now: datetime, request_id: str | None = None) -> bool:
    """Honour an opt-out at once and everywhere; ``False`` when it was already.

    What was to be mailed becomes sheets and telephone tasks. One last mail confirms it, where there is an address. It
    holds for one who could not be reached too: a corrected address is not to bring the mails back.
    """

    def act() -> bool:
        if patient.state is PatientState.TRANSFERRED:  # nothing is sent, and should they come back, none is either
            was, patient.consents_to_email = patient.consents_to_email, False
            return was
        if patient.state not in (PatientState.ACTIVE, PatientState.UNREACHABLE):
            return False
        is_written_to = mail_address(patient, now) is not None
        _tell_of_open_questions(session, patient, now)
        patient.state = PatientState.OPTED_OUT
        replan(session, patient.id, now)
        if is_written_to:
            _confirm(session, patient, now)
        return True

    return bool(once(session, patient.clinic_id, request_id, "opt_out", now, act))


def _tell_of_open_questions(session: Session, patient: Patient, now: datetime) -> None:
    """To want no more mail is not to want no call when in danger: the physician hears of what is still open."""
    worst = session.scalar(
        select(func.min(Alert.urgency)).where(
            Alert.clinic_id == patient.clinic_id,
            Alert.patient_id == patient.id,
            Alert.state != AlertState.RESOLVED,
            Alert.urgency <= Urgency.WITHIN_72H,
        )
    )
    asks = select(Ask.id).where(Ask.clinic_id == patient.clinic_id, Ask.patient_id == patient.id, *_STILL_ASKED)
    if worst is None and session.scalar(asks.where(Ask.closes_at > now).limit(1)) is None:
        return
    finding = Finding(
        rule="opted_out",
        version=1,
        urgency=Urgency.WITHIN_72H if worst is None else max(Urgency(worst), Urgency.SAME_DAY),
        cause=Cause.COURSE,
        cause_id=patient.id,
        reason=Bilingual(
            "Ne veut plus de messages alors qu'une question de sécurité reste ouverte : la poser par téléphone.",
            "Wants no more messages while a question about their safety is open: ask it by telephone.",
        ),
        arming=now.date().isoformat(),
    )
    open_alerts(session, [finding], clinic_id=patient.clinic_id, patient_id=patient.id, course_id=None, now=now)


_STILL_ASKED = (
    Ask.asked_at.is_not(None),
    Ask.answered_at.is_(None),
    Ask.state.in_((AskState.OPEN, AskState.SILENT)),
    Ask.kind.in_((AskKind.FOLLOWUP, AskKind.LATE)),
)


def mark_unreachable(session: Session, patient: Patient, now: datetime) -> None:
    """An address refused our mail for good: the patient is asked by telephone, and the practice is told."""
    if patient.state is not PatientState.ACTIVE:
        return
    patient.state = PatientState.UNREACHABLE
    session.flush()
    replan(session, patient.id, now)
    finding = Finding(
        rule="unreachable",
        version=1,
        urgency=Urgency.BEFORE_NEXT_SESSION,
        cause=Cause.COURSE,
        cause_id=patient.id,
        reason=Bilingual(
            "Adresse e-mail refusée : la vérifier avec la personne ; en attendant, le suivi se fait par téléphone.",
            "E-mail address refused: check it with the person; until then the follow-up is by telephone.",
        ),
        arming=now.date().isoformat(),
    )
    open_alerts(session, [finding], clinic_id=patient.clinic_id, patient_id=patient.id, course_id=None, now=now)


def ask_by_telephone(session: Session, message: Message, now: datetime) -> None:
    """The questions of a mail that failed for good, its own and those that it carried, are asked by telephone.

    One task each, in the same ledger; none for what was answered.
    """
    keys = [key.removesuffix(":first") for key in (message.key, *message.carries) if key.endswith(":first")]
    asks = session.scalars(select(Ask).where(Ask.clinic_id == message.clinic_id, Ask.key.in_(keys))).all()
    patient = session.get(Patient, message.patient_id) if message.patient_id else None
    if patient is not None and not patient.state.is_followed:
        return
    for ask in asks:
        if ask.replied_at is None and ledger.by_key(session, ask.clinic_id, f"{ask.key}:call") is None:
            _owe_call(session, message, ask, now)


def _owe_call(session: Session, message: Message, ask: Ask, now: datetime) -> None:
    ledger.owe(
        session,
        Message(
            id=new_id(session),
            clinic_id=message.clinic_id,
            key=f"{ask.key}:call",
            mail=message.mail,
            channel=Channel.PHONE,
            priority=message.priority,
            patient_id=message.patient_id,
            ask_id=ask.id,
            session_id=ask.session_id,
            schedule_version_id=message.schedule_version_id,
            carries=[],
            ideal_at=message.ideal_at,
            due_at=now,
            expires_at=message.expires_at,
            state=MessageState.PLANNED,
            reason="",
            attempts=0,
        ),
        now,
    )


def _confirm(session: Session, patient: Patient, now: datetime) -> None:
    key = f"{OPT_OUT_CONFIRMED}:{patient.id.hex}:{patient.generation}"
    if ledger.by_key(session, patient.clinic_id, key) is None:
        message = _message(session, patient, key, now)
        ledger.owe(session, message, now)


def _message(session: Session, patient: Patient, key: str, now: datetime) -> Message:
    message_id: UUID = new_id(session)
    return Message(
        id=message_id,
        clinic_id=patient.clinic_id,
        key=key,
        mail=OPT_OUT_CONFIRMED,
        channel=Channel.EMAIL,
        priority=Priority.QUESTION,
        patient_id=patient.id,
        carries=[],
        ideal_at=now,
        due_at=now,
        state=MessageState.PLANNED,
        attempts=0,
    )
