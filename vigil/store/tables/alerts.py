"""Alerts: opened once per cause, acknowledged, resolved with an outcome; until then they climb their ladder."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.words import AlertState
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, partial_index, sealed_column, word

OPEN = "state != 'resolved'"
"""What somebody still has to see to, to the letter of its index."""


class Alert(Base):
    """``finding`` is the sealed JSON of reason and evidence; ``reference`` the opaque word that mail may carry."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "cause_key"),
        UniqueConstraint("clinic_id", "reference"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "report_id"], ["report.clinic_id", "report.id"]),
        ForeignKeyConstraint(["clinic_id", "physician_id"], ["staff.clinic_id", "staff.id"]),
        ForeignKeyConstraint(["clinic_id", "acknowledged_by_id"], ["staff.clinic_id", "staff.id"]),
        partial_index("ix_alert_open", "clinic_id", "urgency", "opened_at", where=OPEN),
        partial_index("ix_alert_climb_due", "climb_due_at", where="climb_due_at IS NOT NULL"),
        Index("ix_alert_patient", "clinic_id", "patient_id"),
        Index("ix_alert_opened", "clinic_id", "opened_at"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    patient_id: MaybeId  # none for a message that could not be matched to one
    course_id: MaybeId
    ask_id: MaybeId
    report_id: MaybeId
    physician_id: MaybeId
    reference: Mapped[str] = mapped_column(String(16))
    cause_key: Mapped[str] = mapped_column(String(200))
    rule: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[int]
    rules_version_id: MaybeId  # the version of config/rules.toml that it was judged by
    urgency: Mapped[int]
    state: Mapped[AlertState] = word(AlertState)
    finding_sealed: Mapped[bytes | None] = sealed_column()
    holds_next_session: Mapped[bool]
    proposes_case: Mapped[bool]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    climbed: Mapped[int] = mapped_column(default=0)  # climbs so far; numbers the messages
    rung: Mapped[int] = mapped_column(default=0)  # where on the ladder it stands since it was last opened
    climb_due_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_by_id: MaybeId
    snoozed_until: Mapped[datetime | None] = mapped_column(Instant)  # acknowledged, and open again from then on
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome_sealed: Mapped[bytes | None] = sealed_column()

    finding = Sealed()
    outcome = Sealed()
