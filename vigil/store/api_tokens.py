"""Finding the token of the JSON API that a request shows, and noting that it is used."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vigil.store.tables import ApiToken

COARSELY = timedelta(hours=1)
"""A token's last use is known to within this: a write at every request would cost more than it tells."""


def hash_of(secret: str) -> str:
    """What is kept of a token: it has 256 random bits, so that a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """The token, unless it is unknown, revoked or expired."""
    row = session.scalar(select(ApiToken).where(ApiToken.hash == hash_of(secret)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return row


def named(session: Session, clinic_id: UUID, name: str) -> ApiToken | None:
    return session.scalar(select(ApiToken).where(ApiToken.clinic_id == clinic_id, ApiToken.name == name))


def of_clinic(session: Session, clinic_id: UUID) -> Sequence[ApiToken]:
    """The clinic's tokens, in the order of their making."""
    return session.scalars(select(ApiToken).where(ApiToken.clinic_id == clinic_id).order_by(ApiToken.id)).all()


def is_use_to_note(row: ApiToken, now: datetime) -> bool:
    return row.last_used_at is None or abs(now - row.last_used_at) >= COARSELY


def note_use(session: Session, id: UUID, now: datetime) -> None:
    session.execute(update(ApiToken).where(ApiToken.id == id).values(last_used_at=now))
