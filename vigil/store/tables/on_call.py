"""The on-call calendar: who is on call, or away, from when to when, once or every week."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.on_call import Duty
from vigil.store.base import Base, Id, Instant, word


class OnCall(Base):
    """One stretch, by the wall clocks of the clinic; what was taken away stays, with the instant at which it was."""

    __tablename__ = "on_call"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_on_call_clinic_id", "clinic_id", "removed_at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    staff_id: Mapped[UUID]
    duty: Mapped[Duty] = word(Duty)
    starts_on: Mapped[date]
    starts_wall: Mapped[time]
    ends_on: Mapped[date]
    ends_wall: Mapped[time]
    is_weekly: Mapped[bool]
    last_on: Mapped[date | None]  # the last day on which a weekly one begins
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
