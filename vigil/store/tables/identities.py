"""By whom else an account's owner is known: what an OpenID Connect provider calls her."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Id, Instant, Sealed, sealed_column


def case_kept(name: str) -> str:
    """What a name is looked up by: two names that differ by the case of a letter are two people."""
    return hashlib.sha256(name.encode()).hexdigest()


class ProviderIdentity(Base):
    """What a provider calls the owner of an account: ``known_as`` is the issuer and the subject, one line each."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("known_as_index"), UniqueConstraint("account_id", "issuer"))

    id: Id = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str] = mapped_column(String(500))
    known_as_sealed: Mapped[bytes | None] = sealed_column()
    known_as_index: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)

    known_as = Sealed(index="known_as_index", folded=case_kept)


class ProviderReturn(Base):
    """A return from a provider that was taken; only the hash of its state is kept, so that it is taken once."""

    __tablename__ = "provider_return"
    __table_args__ = (Index("ix_provider_return_at", "at"),)
    is_audited = False

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
