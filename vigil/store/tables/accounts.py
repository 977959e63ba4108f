"""Who may sign in, and with what: accounts, passkeys, recovery codes, sessions, and devices that an account knows."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.words import Language
from vigil.store.base import Base, Id, Instant, Sealed, partial_index, sealed_column, word


class Account(Base):
    """One person who signs in; rows of ``staff`` say at which clinics and in which roles.

    ``totp`` is the secret of the second factor once it is paired; ``totp_step`` the last half minute whose code was
    taken, so that none is taken twice. ``needs_second_factor`` is false in a demonstration alone.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email_index"),)
    secret_fields: ClassVar[frozenset[str]] = frozenset({"password_hash", "totp", "totp_waiting"})

    id: Id = mapped_column(primary_key=True)
    email_sealed: Mapped[bytes | None] = sealed_column()
    email_index: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[Language] = word(Language)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    totp_sealed: Mapped[bytes | None] = sealed_column()
    totp_waiting_sealed: Mapped[bytes | None] = sealed_column()  # shown, and not yet confirmed by a code
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    needs_second_factor: Mapped[bool] = mapped_column(default=True)
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)

    email = Sealed(index="email_index")
    totp = Sealed()
    totp_waiting = Sealed()


class RecoveryCode(Base):
    """A code that stands in for the second factor once; only its keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_account", "account_id"),)
    is_audited = False

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Passkey(Base):
    """A security key or passkey that gives the second factor in place of a code (WebAuthn).

    ``credential`` and ``public_key`` are base64url as its owner's authenticator made them; ``sign_count`` what it
    counted last, which a copy of it cannot go on from.
    """

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential"), Index("ix_passkey_account", "account_id"))

    id: Id = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str] = mapped_column(String(1400))
    public_key: Mapped[str] = mapped_column(String(1400))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class WebSession(Base):
    """A browser that has signed in; only the hash of its cookie is kept.

    ``proved_at`` is when the second factor was given; until then the session opens nothing but the page that asks for
    it. ``agent`` is a coarse name of the browser ("Firefox, Windows"), so that its owner tells it from others.
    """

    __tablename__ = "web_session"
    __table_args__ = (
        UniqueConstraint("hash"),
        partial_index("ix_web_session_account", "account_id", where="ended_at IS NULL"),
    )
    is_audited = False  # each is its own trail: when it began, when it ended, and why

    id: Id = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    hash: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_because: Mapped[str] = mapped_column(String(20), default="")


class KnownDevice(Base):
    """A browser with which an account has signed in before: strangers' failures never slow it down."""

    __tablename__ = "known_device"
    __table_args__ = (Index("ix_known_device_account", "account_id"),)
    is_audited = False

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
