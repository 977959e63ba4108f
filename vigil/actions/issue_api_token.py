"""A clinic lets a piece of software in by a token, and shuts it out again."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.scopes import Scope
from vigil.store import api_tokens
from vigil.store.database import new_id
from vigil.store.tables import ApiToken

PREFIX = "vigil_"
"""What every token begins with, so that one that is left lying about can be recognised."""

_BYTES = 32
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Issued:
    """The token itself is shown this once: only its hash is kept."""

    id: UUID
    secret: str


def issue_api_token(
    session: Session,
    clinic_id: UUID,
    name: str,
    scopes: Collection[Scope],
    now: datetime,
    *,
    by: str,
    expires_at: datetime | None = None,
) -> Issued:
    """Make a token for one clinic; its name says which software holds it, and is the clinic's only one of that name."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refused(f"name {name!r}: say in 1 to {_LONGEST_NAME} characters which software it is for.", field="name")
    if api_tokens.named(session, clinic_id, name) is not None:
        raise Refused(f"name {name!r}: the clinic has a token of that name; choose another.", field="name")
    if expires_at is not None and expires_at <= now:
        raise Refused(f"expires_at {expires_at:%Y-%m-%d %H:%M} is past.", field="expires_at")
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    row = ApiToken(
        id=new_id(session),
        clinic_id=clinic_id,
        name=name,
        hash=api_tokens.hash_of(secret),
        scopes=sorted(scopes),
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return Issued(row.id, secret)


def revoke_api_token(session: Session, token: ApiToken, now: datetime) -> bool:
    """Let it in no more; ``False`` when it was revoked before."""
    if token.revoked_at is not None:
        return False
    token.revoked_at = now
    session.flush()
    return True
