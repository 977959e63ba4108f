"""Courses, their sessions, the products injected, and every pain score."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.eva import Instrument
from vigil.domain.words import Circumstance, ProductClass, SessionState
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, sealed_column, word


class Course(Base):
    """A course of sessions for one indication and zone. ``review_due_at`` is when a rule that time drives may fire."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "external_id"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "physician_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_course_patient", "clinic_id", "patient_id"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    physician_id: MaybeId
    external_id: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(100))
    is_painful: Mapped[bool] = mapped_column(default=True)
    circumstance: Mapped[Circumstance] = word(Circumstance)
    intended_sessions: Mapped[int]
    schedule_name: Mapped[str] = mapped_column(String(64))
    lesion_age_months: Mapped[int | None]
    analgesics: Mapped[list[str]] = mapped_column(JSON)
    is_competitor: Mapped[bool] = mapped_column(default=False)
    protocol: Mapped[str] = mapped_column(String(100), default="")
    acknowledged: Mapped[list[str]] = mapped_column(JSON)  # warnings that were acknowledged when it was opened
    indication_sealed: Mapped[bytes | None] = sealed_column()
    previous_treatment_sealed: Mapped[bytes | None] = sealed_column()
    referring_doctor_sealed: Mapped[bytes | None] = sealed_column()
    closed_reason_sealed: Mapped[bytes | None] = sealed_column()
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    go_on_decided_at: Mapped[datetime | None] = mapped_column(Instant)
    review_due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)

    indication = Sealed()
    previous_treatment = Sealed()
    referring_doctor = Sealed()
    closed_reason = Sealed()


class TreatmentSession(Base):
    """One appointment or performed session; its rank is derived, and it is never deleted (``void`` says so)."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "external_id"),
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "operator_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_session_course", "clinic_id", "course_id", "at"),
        Index("ix_session_patient", "clinic_id", "patient_id", "at"),
        Index("ix_session_state", "clinic_id", "state", "at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    course_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    operator_id: MaybeId
    external_id: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[SessionState] = word(SessionState)
    technique: Mapped[str] = mapped_column(String(60), default="")
    injector: Mapped[str] = mapped_column(String(60), default="")
    nozzle: Mapped[str] = mapped_column(String(60), default="")
    depths_mm: Mapped[list[float]] = mapped_column(JSON)
    zone: Mapped[str] = mapped_column(String(100), default="")
    volume_ml: Mapped[float | None]
    diluent: Mapped[str] = mapped_column(String(60), default="")
    antiseptic: Mapped[str] = mapped_column(String(60), default="")
    room: Mapped[str] = mapped_column(String(60), default="")
    deviations: Mapped[list[str]] = mapped_column(JSON)  # codes of what was performed against the rules
    acknowledged: Mapped[list[str]] = mapped_column(JSON)  # codes of the warnings that were acknowledged
    is_held: Mapped[bool] = mapped_column(default=False)
    deviation_reason_sealed: Mapped[bytes | None] = sealed_column()
    state_reason_sealed: Mapped[bytes | None] = sealed_column()
    reaction_during_sealed: Mapped[bytes | None] = sealed_column()
    recorded_at: Mapped[datetime] = mapped_column(Instant)

    deviation_reason = Sealed()
    state_reason = Sealed()
    reaction_during = Sealed()


class Product(Base):
    """One product in one syringe of a session, with what traces it."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("clinic_id", "external_id"),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
        Index("ix_product_session", "clinic_id", "session_id"),
        Index("ix_product_lot", "clinic_id", "lot"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    session_id: Mapped[UUID]
    external_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))
    product_class: Mapped[ProductClass] = word(ProductClass)
    syringe: Mapped[int]
    dose: Mapped[str] = mapped_column(String(60), default="")
    lot: Mapped[str] = mapped_column(String(60), default="")
    expires_on: Mapped[date | None]
    depth_mm: Mapped[float | None]


class Eva(Base):
    """One pain score: low and high tenths, how and when it was given, and on which occasion."""

    __tablename__ = "eva"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
        ForeignKeyConstraint(["clinic_id", "report_id"], ["report.clinic_id", "report.id"]),
        CheckConstraint("0 <= low AND low <= high AND high <= 100", name="tenths"),
        Index("ix_eva_course", "clinic_id", "course_id", "answered_at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    course_id: Mapped[UUID]
    session_id: MaybeId
    report_id: MaybeId
    occasion: Mapped[str] = mapped_column(String(16))  # baseline, before, followup, between, end, late
    low: Mapped[int]
    high: Mapped[int]
    instrument: Mapped[Instrument] = word(Instrument)
    answered_at: Mapped[datetime] = mapped_column(Instant)
    is_recalled: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=True)  # false once the report it came from was amended
