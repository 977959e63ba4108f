"""The audit trail, and the requests that were already done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Id, Instant


class Event(Base):
    """One change of one row: who, when, which fields, and the new values sealed with this event's id."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "clinic_id", "subject", "subject_id"),)
    is_audited = False

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[UUID]
    change: Mapped[str] = mapped_column(String(8))  # insert, update, delete
    fields: Mapped[list[str]] = mapped_column(JSON)
    values_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Request(Base):
    """A request that was carried out: the same id again does nothing and gives the same result."""

    __tablename__ = "request"
    is_audited = False

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    action: Mapped[str] = mapped_column(String(40))
    result: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
