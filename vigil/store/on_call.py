"""The on-call calendar of a clinic, and what it comes to at an instant."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vigil.domain.on_call import Cover, Stretch, covering
from vigil.store.tables import Clinic, OnCall


def entries(session: Session, clinic_id: UUID) -> list[OnCall]:
    """What stands in the calendar, the earliest first."""
    standing = (OnCall.clinic_id == clinic_id, OnCall.removed_at.is_(None))
    ordered = select(OnCall).where(*standing).order_by(OnCall.starts_on, OnCall.starts_wall, OnCall.id)
    return list(session.scalars(ordered))


def stretch_of(row: OnCall) -> Stretch:
    return Stretch(
        id=row.id,
        staff_id=row.staff_id,
        duty=row.duty,
        starts_on=row.starts_on,
        starts_wall=row.starts_wall,
        ends_on=row.ends_on,
        ends_wall=row.ends_wall,
        is_weekly=row.is_weekly,
        last_on=row.last_on,
    )


def cover_at(session: Session, clinic_id: UUID, at: datetime) -> Cover:
    """Who is on call and who is away at the clinic."""
    clinic = session.get_one(Clinic, clinic_id)
    zone = ZoneInfo(clinic.zone)
    today = at.astimezone(zone).date()
    rows = session.scalars(
        select(OnCall).where(
            OnCall.clinic_id == clinic_id,
            OnCall.removed_at.is_(None),
            OnCall.starts_on <= today,
            or_(OnCall.is_weekly, OnCall.ends_on >= today),
        )
    )
    return covering([stretch_of(row) for row in rows], zone, at)
