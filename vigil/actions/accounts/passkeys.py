"""Security keys and passkeys that give the second factor in place of six digits: whose they are, and where they serve.

They stand beside the codes, never alone: a key that is lost locks nobody out. Unlike a code, what a key says is of no
use to a page that only looks like ours. How one is made and asked: ``key_answers``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.store.tables import Passkey


@dataclass(frozen=True)
class RelyingParty:
    """For whom a key answers: the host of our pages, and their origin as browsers name it."""

    id: str
    origin: str


def relying_party(base_url: str) -> RelyingParty | None:
    """Whoever serves pages at this address; ``None`` where browsers ask no key, or the extra is not installed.

    They ask one for a name and behind TLS alone, but for ``localhost``.
    """
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    is_trusted = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    if not host or not is_trusted or _is_number(host) or find_spec("webauthn") is None:
        return None
    is_usual = parts.port in (None, 443 if parts.scheme == "https" else 80)
    return RelyingParty(host, f"{parts.scheme}://{host}" + ("" if is_usual else f":{parts.port}"))


def of(session: Session, account_id: UUID) -> Sequence[Passkey]:
    """An account's keys, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)).all()


def remove(session: Session, account_id: UUID, passkey_id: UUID) -> bool:
    """Forget one key of the account; whether there was one."""
    key = session.get(Passkey, passkey_id)
    if key is None or key.account_id != account_id:
        return False
    session.delete(key)
    session.flush()
    return True


def forget(session: Session, account_id: UUID) -> None:
    """Forget every key of the account."""
    for key in of(session, account_id):
        session.delete(key)
    session.flush()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
