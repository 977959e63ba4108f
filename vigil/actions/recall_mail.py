"""A patient's address has changed: what is on its way to the old one is stopped up to MAIL, and goes to the new one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.store import ledger
from vigil.store.tables import Message, Patient


def recall_mail(session: Session, patient: Patient, now: datetime) -> int:
    """Take what a worker holds for the patient back from it; how many messages.

    One that has left already goes a second time, to the right address.
    """
    mine = (Message.clinic_id == patient.clinic_id, Message.patient_id == patient.id)
    held = (Message.state == MessageState.CLAIMED, Message.channel == Channel.EMAIL)
    rows = session.scalars(select(Message).where(*mine, *held).order_by(Message.id)).all()
    for row in rows:
        ledger.give_back(session, row, now)
    return len(rows)
