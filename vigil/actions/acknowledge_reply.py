"""One answer to a patient who has written: it arrived, nobody watches this mailbox, here is the advice, call 15 or 112.

At most one a day: two programs that answer each other stop there.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Priority
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.patients import mail_address
from vigil.store.tables import Ask, Inbound, Message, Patient

ACKNOWLEDGEMENT = "acknowledgement"
_AT_MOST_ONE_IN = timedelta(days=1)
_USEFUL_FOR = timedelta(days=1)


def acknowledge_reply(session: Session, row: Inbound, patient: Patient, ask: Ask | None, now: datetime) -> bool:
    """Owe the acknowledgement of a reply to the patient's own address; ``False`` where none is owed."""
    if mail_address(patient, now) is None or _had_one(session, patient, now):
        return False
    message = Message(
        id=new_id(session),
        clinic_id=patient.clinic_id,
        key=f"{ACKNOWLEDGEMENT}:{patient.id.hex}:{row.id.hex}",
        mail=ACKNOWLEDGEMENT,
        channel=Channel.EMAIL,
        priority=Priority.SAFETY,
        patient_id=patient.id,
        carries=[ask.key] if ask is not None else [],  # a reply to it belongs to the same question
        ideal_at=now,
        due_at=now,
        expires_at=now + _USEFUL_FOR,
        state=MessageState.PLANNED,
        attempts=0,
    )
    ledger.owe(session, message, now)
    session.info["wake"] = True
    return True


def _had_one(session: Session, patient: Patient, now: datetime) -> bool:
    earlier = select(Message.id).where(
        Message.clinic_id == patient.clinic_id,
        Message.patient_id == patient.id,
        Message.mail == ACKNOWLEDGEMENT,
        Message.created_at > now - _AT_MOST_ONE_IN,
    )
    return session.scalar(earlier.limit(1)) is not None
