"""Webhooks: where a practice's software wants to be told of alerts, and what each call says."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Id, Instant, Sealed, sealed_column


class Webhook(Base):
    """An endpoint of one clinic. Address and secret are sealed: an address may hold a secret of its own."""

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("clinic_id", "id"), Index("ix_webhook_clinic_id", "clinic_id"))

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    events: Mapped[list[str]] = mapped_column(JSON)
    url_sealed: Mapped[bytes | None] = sealed_column()
    secret_sealed: Mapped[bytes | None] = sealed_column()
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    url = Sealed()
    secret = Sealed()


class WebhookCall(Base):
    """What one message of the ledger says to a webhook: frozen when it is owed, ids and urgency alone."""

    __tablename__ = "webhook_call"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "message_id"], ["message.clinic_id", "message.id"]),
        ForeignKeyConstraint(["clinic_id", "webhook_id"], ["webhook.clinic_id", "webhook.id"]),
    )
    is_audited = False

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    webhook_id: Mapped[UUID]
    event: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
