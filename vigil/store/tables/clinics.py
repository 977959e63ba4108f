"""Clinics, their staff, and the immutable versions of what they decide."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.words import Language, Role
from vigil.store.base import Base, Id, Instant, Sealed, sealed_column, word


class Clinic(Base):
    """A practice. ``mail_name`` is the neutral name that patients' mail shows: it must not betray the treatment."""

    __tablename__ = "clinic"

    id: Id = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    mail_name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(30))
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language] = word(Language)
    schedule_name: Mapped[str] = mapped_column(String(64), default="standard")
    digest_due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Staff(Base):
    """One person in one role at one clinic; who works in two clinics has a row in each, and one account for both.

    ``is_admin`` lets a physician, nurse or secretary administer the clinic as well.
    """

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "external_id"),
        Index("ix_staff_account", "account_id", "clinic_id", unique=True),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    external_id: Mapped[str] = mapped_column(String(100))
    role: Mapped[Role] = word(Role)
    language: Mapped[Language] = word(Language)
    is_active: Mapped[bool] = mapped_column(default=True)
    name_sealed: Mapped[bytes | None] = sealed_column()
    email_sealed: Mapped[bytes | None] = sealed_column()
    email_index: Mapped[str | None] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())

    name = Sealed()
    email = Sealed(index="email_index")


class Version(Base):
    """One immutable version of a schedule, a rule book, a text or a clinic's rules; messages and findings name it."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "kind", "name", "number"),
        Index("ix_version_clinic_id_kind_name_digest", "clinic_id", "kind", "name", "digest"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    kind: Mapped[str] = mapped_column(String(16))  # schedule, rules, reactions, text, clinic
    name: Mapped[str] = mapped_column(String(64))  # "standard"; for a text "followup/fr"
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    is_seeded: Mapped[bool]  # from config/ or templates/, as opposed to written by the clinic
    created_at: Mapped[datetime] = mapped_column(Instant)


class Fact(Base):
    """Facts about the database itself: that it was simulated and until when, which keys it was made with."""

    __tablename__ = "fact"
    is_audited = False

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
