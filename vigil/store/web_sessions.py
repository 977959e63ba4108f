"""Web sessions: begun, found by the cookie, seen, ended. The cookie is random; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vigil.store.database import keyring, new_id
from vigil.store.tables import Account, WebSession

LASTS = timedelta(hours=12)
"""A session ends after a long working day, whatever is done with it."""

IDLE_AFTER = timedelta(hours=2)
"""… and earlier when nobody has asked for a page."""

UNPROVED_LASTS = timedelta(minutes=10)
"""How long a password alone is remembered while the second factor is asked for."""

SEEN_EVERY = timedelta(minutes=5)
"""A session is marked as seen no oftener than this: reading a page should not write."""


@dataclass(frozen=True)
class Visit:
    """A browser that holds a session, and whose it is; ``is_proved`` once the second factor was given too."""

    account: Account
    session: WebSession

    @property
    def is_proved(self) -> bool:
        return self.session.proved_at is not None


def begin(session: Session, account: Account, now: datetime, *, is_proved: bool, agent: str = "") -> tuple[str, UUID]:
    """Open a session; gives the cookie's value, which is kept nowhere, and the session's id."""
    cookie = secrets.token_urlsafe(32)
    row = WebSession(
        id=new_id(session),
        account_id=account.id,
        hash=_hash(cookie),
        agent=agent[:60],
        created_at=now,
        proved_at=now if is_proved else None,
        last_seen_at=now,
        expires_at=now + (LASTS if is_proved else UNPROVED_LASTS),
    )
    session.add(row)
    session.flush()
    return cookie, row.id


def find(session: Session, cookie: str | None, now: datetime) -> Visit | None:
    """Whose browser it is; ``None`` for a cookie that is unknown or over, and for an account that is disabled."""
    if not cookie:
        return None
    found = session.execute(
        select(WebSession, Account)
        .join(Account, Account.id == WebSession.account_id)
        .where(WebSession.hash == _hash(cookie))
    ).one_or_none()
    if found is None or found[1].is_disabled or not is_live(found[0], now):
        return None
    return Visit(account=found[1], session=found[0])


def is_live(row: WebSession, now: datetime) -> bool:
    return row.ended_at is None and now < row.expires_at and now < row.last_seen_at + IDLE_AFTER


def is_to_be_marked(row: WebSession, now: datetime) -> bool:
    return now >= row.last_seen_at + SEEN_EVERY


def mark_seen(session: Session, id: UUID, now: datetime) -> None:
    session.execute(update(WebSession).where(WebSession.id == id).values(last_seen_at=now))


def end(session: Session, id: UUID, now: datetime, because: str) -> None:
    session.execute(
        update(WebSession)
        .where(WebSession.id == id, WebSession.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )


def end_all(session: Session, account_id: UUID, now: datetime, because: str, *, but: UUID | None = None) -> int:
    """End every session of an account, but for one where it is named; how many there were."""
    ended = session.execute(
        update(WebSession)
        .where(WebSession.account_id == account_id, WebSession.ended_at.is_(None), WebSession.id != but)
        .values(ended_at=now, ended_because=because)
        .returning(WebSession.id)
    )
    return len(ended.all())


def live_ones(session: Session, account_id: UUID, now: datetime) -> Sequence[WebSession]:
    """The sessions that still open something, the latest seen first."""
    rows = session.scalars(
        select(WebSession)
        .where(WebSession.account_id == account_id, WebSession.ended_at.is_(None), WebSession.proved_at.is_not(None))
        .order_by(WebSession.last_seen_at.desc())
    )
    return [row for row in rows if is_live(row, now)]


def form_token(session: Session, row: WebSession) -> str:
    """What every form of this session carries, and no other site can know."""
    return keyring(session).derive("form", row.id.hex).hex()[:32]


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
