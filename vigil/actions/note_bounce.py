"""A message of ours came back: a dated fact on it, and what follows for whoever it was to reach.

A hard bounce makes a patient unreachable. A soft one (a full mailbox, a delay) counts: when the last ``SOFT_LIMIT``
mails that left for a patient have all come back softly, the address is as good as none. A bounced alert climbs at once.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import climb, clinic_rules
from vigil.actions.reach_patient import ask_by_telephone, mark_unreachable
from vigil.domain.inbound import Fate
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, Channel, Urgency
from vigil.replies.words.message import Bounce
from vigil.store import ledger
from vigil.store.tables import Alert, Inbound, Message, Patient

SOFT_LIMIT = 3


def note_bounce(session: Session, message: Message, bounce: Bounce, now: datetime) -> None:
    """Note on a message of ours that it came back, and do what follows. Its row in ``inbound`` is flushed before."""
    is_hard = bounce is Bounce.HARD
    if is_hard and message.bounced_at is None:
        message.bounced_at = now
    if message.state is MessageState.SENT:
        ledger.remark(session, message, now, Reason.BOUNCED if is_hard else Reason.BOUNCED_SOFTLY)
    if message.alert_id is not None:
        _climb(session, message, now)
    patient = session.get(Patient, message.patient_id) if message.patient_id else None
    if patient is None:
        return
    if is_hard:
        ask_by_telephone(session, message, now)
    if is_hard or _is_always_soft(session, patient):
        mark_unreachable(session, patient, now)


def _climb(session: Session, message: Message, now: datetime) -> None:
    """The next rung is told now, while there is one above; on the last rung an alert keeps its pace."""
    alert = session.get(Alert, message.alert_id)
    if alert is None or alert.state is not AlertState.OPEN:
        return
    ladder = clinic_rules(session, alert.clinic_id).ladder(Urgency(alert.urgency))
    is_latest = message.key.split(":")[2] == str(alert.climbed)
    if is_latest and ladder is not None and alert.rung < len(ladder.steps):
        climb(session, alert, now)


def _is_always_soft(session: Session, patient: Patient) -> bool:
    """Whether each of the last mails that left for the patient came back, softly or not."""
    latest = session.scalars(
        select(Message.id)
        .where(
            Message.clinic_id == patient.clinic_id,
            Message.patient_id == patient.id,
            Message.channel == Channel.EMAIL,
            Message.state == MessageState.SENT,
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(SOFT_LIMIT)
    ).all()
    came_back = session.scalar(
        select(func.count(Inbound.message_id.distinct())).where(
            Inbound.clinic_id == patient.clinic_id,
            Inbound.message_id.in_(latest),
            Inbound.fate.in_((Fate.SOFT_BOUNCE, Fate.HARD_BOUNCE)),
        )
    )
    return len(latest) == SOFT_LIMIT and came_back == SOFT_LIMIT
