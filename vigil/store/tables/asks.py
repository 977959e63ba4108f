"""Asks, the links that answer them, and what was answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.words import AskKind, AskState, ReactionCode
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, partial_index, sealed_column, word


class Ask(Base):
    """A question put to a patient. ``remind_due_at`` and ``silent_due_at`` say when a job has to look at it."""

    __tablename__ = "ask"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "key"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        Index("ix_ask_patient", "clinic_id", "patient_id"),
        partial_index("ix_ask_remind_due", "remind_due_at", where="remind_due_at IS NOT NULL"),
        partial_index("ix_ask_silent_due", "silent_due_at", where="silent_due_at IS NOT NULL"),
        partial_index("ix_ask_silent", "clinic_id", "closes_at", where="state = 'silent'"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[UUID]
    session_id: Mapped[UUID]  # its own; all that it speaks of are in ask_session
    course_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[AskKind] = word(AskKind)
    state: Mapped[AskState] = word(AskState)
    generation: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime] = mapped_column(Instant)
    late_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_at: Mapped[datetime | None] = mapped_column(Instant)  # any human reply: stops the reminders
    remind_due_at: Mapped[datetime | None] = mapped_column(Instant)
    silent_due_at: Mapped[datetime | None] = mapped_column(Instant)


class AskSession(Base):
    """The sessions that an ask speaks of: same-day sessions of one patient share one ask."""

    __tablename__ = "ask_session"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"]),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
    )
    is_audited = False

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    ask_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID]
    place: Mapped[int]  # 0 for the ask's own


class Token(Base):
    """What a link stands for. Only the hash of a token is kept; the token itself is derived anew when it is needed."""

    __tablename__ = "token"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"]),
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
    )
    is_audited = False

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    purpose: Mapped[str] = mapped_column(String(16))  # answer, reply, read, opt_out, acknowledge, worklist
    patient_id: MaybeId
    ask_id: MaybeId
    alert_id: MaybeId
    staff_id: MaybeId
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class Report(Base):
    """One version of what a patient answered; ``answers`` is the sealed reading, ``typed`` the form as it came."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "ask_id", "version"),
        ForeignKeyConstraint(["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"]),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_report_patient", "clinic_id", "patient_id", "answered_at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    ask_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    version: Mapped[int]
    is_current: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(16))  # web, email, phone, print, photo, staff
    answered_at: Mapped[datetime] = mapped_column(Instant)
    is_late: Mapped[bool]
    urgency: Mapped[int | None] = mapped_column(Integer)  # the worst that it gave
    emergency_call: Mapped[str] = mapped_column(String(16), default="")  # called, could_not
    answers_sealed: Mapped[bytes | None] = sealed_column()
    typed_sealed: Mapped[bytes | None] = sealed_column()

    answers = Sealed()
    typed = Sealed()


class Reaction(Base):
    """One reaction concluded from one version of a report."""

    __tablename__ = "reaction"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "report_id"], ["report.clinic_id", "report.id"]),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
        Index("ix_reaction_report", "clinic_id", "report_id"),
    )
    is_audited = False

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    report_id: Mapped[UUID]
    session_id: Mapped[UUID]
    code: Mapped[ReactionCode] = word(ReactionCode)
    status: Mapped[str] = mapped_column(String(16))  # present, resolved
    onset: Mapped[str | None] = mapped_column(String(16))
    evolution: Mapped[str | None] = mapped_column(String(16))
    bother: Mapped[str | None] = mapped_column(String(16))
    signs: Mapped[list[str]] = mapped_column(JSON)
    count: Mapped[int | None]
    is_earlier: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=True)
