"""A fault of vigil itself is told by mail to whoever administers a clinic, once a day for as long as it lasts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vigil.domain.faults import Fault
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Priority, Role
from vigil.mail.contexts import Mail
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.tables import Message, Staff

_DAY = timedelta(days=1)


def tell_fault(session: Session, fault: Fault, since: datetime, now: datetime) -> int:
    """Owe everybody who administers a clinic (where nobody does: its physicians) today's mail; how many are new."""
    told = 0
    for person in _concerned(session):
        key = f"{Mail.FAULT}:{fault}:{person.id.hex}:{now.astimezone(UTC).date()}"
        if ledger.by_key(session, person.clinic_id, key) is None:
            ledger.owe(session, _message(session, person, key, fault, since, now), now)
            told += 1
    return told


def _concerned(session: Session) -> Sequence[Staff]:
    is_admin = or_(Staff.is_admin, Staff.role == Role.ADMIN)
    reached = select(Staff).where(Staff.is_active, Staff.email_index.is_not(None)).order_by(Staff.clinic_id, Staff.id)
    admins = session.scalars(reached.where(is_admin)).all()
    administered = {admin.clinic_id for admin in admins}
    physicians = session.scalars(reached.where(Staff.role == Role.PHYSICIAN)).all()
    return [*admins, *(physician for physician in physicians if physician.clinic_id not in administered)]


def _message(session: Session, person: Staff, key: str, fault: Fault, since: datetime, now: datetime) -> Message:
    return Message(
        id=new_id(session),
        clinic_id=person.clinic_id,
        key=key,
        mail=Mail.FAULT,
        channel=Channel.EMAIL,
        priority=Priority.SAME_DAY,
        staff_id=person.id,
        carries=[fault, since.isoformat()],
        ideal_at=now,
        due_at=now,
        expires_at=now + _DAY,
        state=MessageState.PLANNED,
        reason="",
        attempts=0,
    )
