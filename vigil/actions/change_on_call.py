"""A clinic says who is on call and who is away, or takes it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.on_call import Stretch
from vigil.domain.words import Role
from vigil.store.tables import OnCall, Staff

MOST = 300
"""Entries of one calendar: each is looked at whenever an alert is told."""


def add_stretch(session: Session, clinic_id: UUID, stretch: Stretch, now: datetime, *, by: str) -> OnCall:
    """Enter a stretch; ``Refused`` unless it is of an active physician of the clinic who can be written to."""
    stretch.check()
    person = session.scalar(select(Staff).where(Staff.clinic_id == clinic_id, Staff.id == stretch.staff_id))
    if person is None or not person.is_active or person.role is not Role.PHYSICIAN or not person.email:
        raise Refused("Only an active physician of the clinic who has an e-mail address is on call.", field="staff")
    standing = (OnCall.clinic_id == clinic_id, OnCall.removed_at.is_(None))
    if (session.scalar(select(func.count()).select_from(OnCall).where(*standing)) or 0) >= MOST:
        raise Refused(f"The calendar holds {MOST} entries: take away those that are over.")
    row = OnCall(
        id=stretch.id,
        clinic_id=clinic_id,
        staff_id=stretch.staff_id,
        duty=stretch.duty,
        starts_on=stretch.starts_on,
        starts_wall=stretch.starts_wall,
        ends_on=stretch.ends_on,
        ends_wall=stretch.ends_wall,
        is_weekly=stretch.is_weekly,
        last_on=stretch.last_on,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def remove_stretch(session: Session, row: OnCall, now: datetime) -> None:
    """From now on it holds no more; taking it away twice changes nothing."""
    row.removed_at = row.removed_at or now
    session.flush()
