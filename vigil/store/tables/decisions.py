"""What clinicians decide: a review's outcome, a yes to a held session, the day's checks, a message held back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.decisions import Following, MessageChoiceKind, ReviewOutcome
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, sealed_column, word


class ReviewDecision(Base):
    """How a physician ended a diagnosis review. ``evidence`` is what the page showed when it was decided."""

    __tablename__ = "review_decision"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        ForeignKeyConstraint(["clinic_id", "new_course_id"], ["course.clinic_id", "course.id"]),
        Index("ix_review_decision_patient", "clinic_id", "patient_id"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID]
    alert_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    decided_at: Mapped[datetime] = mapped_column(Instant)
    rank: Mapped[int]  # performed sessions when it was decided
    outcome: Mapped[ReviewOutcome] = word(ReviewOutcome)
    following: Mapped[Following] = word(Following)
    causes: Mapped[list[str]] = mapped_column(JSON)  # codes of the causes that were retained
    new_course_id: MaybeId
    evidence_sealed: Mapped[bytes | None] = sealed_column()
    reason_sealed: Mapped[bytes | None] = sealed_column()
    diagnosis_sealed: Mapped[bytes | None] = sealed_column()
    treatment_sealed: Mapped[bytes | None] = sealed_column()
    referral_sealed: Mapped[bytes | None] = sealed_column()

    evidence = Sealed()
    reason = Sealed()
    diagnosis = Sealed()
    treatment = Sealed()
    referral = Sealed()


class Clearance(Base):
    """A physician's yes, with its reason, to the next session of a patient for whom sessions are held.

    It lifts what held sessions when it was given, and nothing that arises later; it serves one day of treatment.
    """

    __tablename__ = "clearance"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_clearance_patient", "clinic_id", "patient_id"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    given_at: Mapped[datetime] = mapped_column(Instant)
    reason_sealed: Mapped[bytes | None] = sealed_column()

    reason = Sealed()


class DayCheck(Base):
    """The checks of one day, as staff asked them; the latest of a day counts."""

    __tablename__ = "day_check"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_day_check_patient", "clinic_id", "patient_id", "checked_at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    checked_at: Mapped[datetime] = mapped_column(Instant)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)  # check -> yes, no, unknown
    note_sealed: Mapped[bytes | None] = sealed_column()

    note = Sealed()


class MessageChoice(Base):
    """Staff held a message back, released it, or moved it to now; why is in their own words."""

    __tablename__ = "message_choice"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "message_id"], ["message.clinic_id", "message.id"]),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_message_choice_patient", "clinic_id", "patient_id"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    message_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    choice: Mapped[MessageChoiceKind] = word(MessageChoiceKind)
    reason_sealed: Mapped[bytes | None] = sealed_column()

    reason = Sealed()
