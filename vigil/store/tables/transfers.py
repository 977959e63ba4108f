"""Patients who are followed elsewhere, and those who came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.words import PatientState
from vigil.store.base import Base, Id, Instant, Sealed, sealed_column, word


class Transfer(Base):
    """A patient went elsewhere (or, ``is_return``, came back), with the reason; ``before`` is what they were.

    ``cancelled_sessions`` are the ids of the appointments that went with them.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_transfer_patient", "clinic_id", "patient_id", "at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Instant)
    is_return: Mapped[bool]
    before: Mapped[PatientState] = word(PatientState)
    cancelled_sessions: Mapped[list[str] | None] = mapped_column(JSON)
    reason_sealed: Mapped[bytes | None] = sealed_column()

    reason = Sealed()
