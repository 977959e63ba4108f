"""The ledger: every message that the clinic owes someone is one row, and every change of its state another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Language
from vigil.store.base import Base, Id, Instant, MaybeId, partial_index, word

DUE = "channel = 'email' AND state IN ('planned', 'uncertain')"
"""What may be claimed, to the letter: SQLite takes a partial index only for a query that repeats its condition."""

CALLS_DUE = "channel = 'webhook' AND state IN ('planned', 'uncertain')"
"""The same of what is called: each channel has its own index, so that neither waits behind the other's backlog."""

TASKS = "channel != 'email' AND state = 'planned'"
"""And of what people do: calls and sheets (what is called by machine waits here too)."""


class Message(Base):
    """What is owed to whom, when, and how it fared. Only ``vigil.store.ledger`` changes ``state``.

    ``due_at`` moves with re-planning and back-off; ``ideal_at`` is when the schedule wanted it. ``carries`` are the
    keys of messages whose content this one carries. The first claim freezes text version, language and ``dated_at``,
    so that what is sent again is the same to the byte.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "key"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "staff_id"], ["staff.clinic_id", "staff.id"]),
        ForeignKeyConstraint(["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"]),
        ForeignKeyConstraint(["clinic_id", "session_id"], ["session.clinic_id", "session.id"]),
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        ForeignKeyConstraint(["clinic_id", "text_version_id"], ["version.clinic_id", "version.id"]),
        ForeignKeyConstraint(["clinic_id", "schedule_version_id"], ["version.clinic_id", "version.id"]),
        # The claim reads this index and nothing else: due rows, most urgent class first.
        partial_index("ix_message_due", "priority", "due_at", where=DUE),
        partial_index("ix_message_call_due", "priority", "due_at", where=CALLS_DUE),
        partial_index("ix_message_lease", "lease_until", where="state = 'claimed'"),
        partial_index("ix_message_holder", "lease", where="state = 'claimed'"),
        Index("ix_message_patient", "clinic_id", "patient_id"),
        partial_index("ix_message_alert", "clinic_id", "alert_id", where="alert_id IS NOT NULL"),
        partial_index("ix_message_task_due", "clinic_id", "channel", "due_at", where=TASKS),
    )
    is_audited = False  # message_event is its audit

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    key: Mapped[str] = mapped_column(String(160))
    mail: Mapped[str] = mapped_column(String(32))  # the template's name
    channel: Mapped[Channel] = word(Channel)
    priority: Mapped[int]
    patient_id: MaybeId
    staff_id: MaybeId
    ask_id: MaybeId
    session_id: MaybeId
    alert_id: MaybeId
    covers_on: Mapped[date | None]  # a digest's day
    carries: Mapped[list[Any]] = mapped_column(JSON)
    ideal_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    state: Mapped[MessageState] = word(MessageState)
    reason: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(500), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)  # how many events it has
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(Instant)  # the database's clock, never a simulated one
    schedule_version_id: MaybeId
    text_version_id: MaybeId
    language: Mapped[Language | None] = word(Language, nullable=True)
    dated_at: Mapped[datetime | None] = mapped_column(Instant)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    address_hash: Mapped[str | None] = mapped_column(String(80))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    bounced_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class MessageEvent(Base):
    """One change of one message's state; ``before`` is empty for its birth.

    Numbered from 1 for each message, so that replaying them gives its state and when it is due, and none can be
    taken away.
    """

    __tablename__ = "message_event"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "message_id"], ["message.clinic_id", "message.id"]),
        UniqueConstraint("message_id", "number"),
    )
    is_audited = False

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    message_id: Mapped[UUID]
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[str] = mapped_column(String(16), default="")
    after: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(500), default="")
