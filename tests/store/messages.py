"""Messages for the ledger's own tests: to a member of staff, so that nothing else need exist."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Priority
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.tables import Message, Staff


def owe(session: Session, clinic_id: UUID, key: str, due_at: datetime, at: datetime, **facts: Any) -> Message:
    """One e-mail owed to the clinic's first member of staff."""
    staff = session.query(Staff).filter_by(clinic_id=clinic_id).order_by(Staff.id).first()
    assert staff is not None
    given: dict[str, Any] = {
        "mail": "digest",
        "channel": Channel.EMAIL,
        "priority": Priority.DIGEST,
        "carries": [],
        "ideal_at": due_at,
        "state": MessageState.PLANNED,
        "attempts": 0,
    }
    message = Message(
        id=new_id(session), clinic_id=clinic_id, staff_id=staff.id, key=key, due_at=due_at, **(given | facts)
    )
    return ledger.owe(session, message, at)
