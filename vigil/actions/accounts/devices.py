"""Browsers with which an account has signed in before, so that strangers' failures never slow their owner down."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.store.tables import KnownDevice

LASTS = timedelta(days=180)


def remember(session: Session, account_id: UUID, now: datetime) -> str:
    """The value of a cookie by which the browser is known from now on."""
    cookie = secrets.token_urlsafe(32)
    session.add(KnownDevice(hash=_hash(cookie), account_id=account_id, created_at=now, expires_at=now + LASTS))
    return cookie


def is_known(session: Session, account_id: UUID, cookie: str | None, now: datetime) -> bool:
    row = session.get(KnownDevice, _hash(cookie)) if cookie else None
    return row is not None and row.account_id == account_id and now < row.expires_at


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
