"""The tokens of the JSON API."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Id, Instant


class ApiToken(Base):
    """What a practice's software shows to be let in: only its hash is kept, and its scopes never change.

    ``last_used_at`` is known to the hour, and is no event of the audit trail.
    """

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("clinic_id", "id"), UniqueConstraint("clinic_id", "name"))

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    name: Mapped[str] = mapped_column(String(60))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)
