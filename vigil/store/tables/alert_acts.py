"""What was done with alerts, act by act: who, when, with what words."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.alert_work import Act
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, sealed_column, word


class AlertAct(Base):
    """``result`` is a call's or a resolution's code, ``until`` how long an alert was put off. Acts never change."""

    __tablename__ = "alert_act"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        ForeignKeyConstraint(["clinic_id", "to_staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_alert_act_alert", "clinic_id", "alert_id", "at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    alert_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Instant)
    act: Mapped[Act] = word(Act)
    staff_id: MaybeId  # none for what a job did, or a link whose holder is unknown
    to_staff_id: MaybeId
    result: Mapped[str] = mapped_column(String(16), default="")
    until: Mapped[datetime | None] = mapped_column(Instant)
    words_sealed: Mapped[bytes | None] = sealed_column()

    words = Sealed()
