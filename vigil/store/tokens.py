"""Links: a token is derived from what it stands for, so that a retry repeats it; only its hash is stored.

26 characters of lower-case base 32 (130 bits): mail programs fold the case of local parts and of some links.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from vigil.store.database import keyring
from vigil.store.listed import Listed
from vigil.store.prepared import Values
from vigil.store.sealing import Keyring
from vigil.store.tables import Token
from vigil.store.writes import change, keep

_MARKED = re.compile(r"[^a-z0-9]*([a-z2-7]{26})(?:[^a-z0-9].*)?", re.DOTALL)
"""A token alone, or between marks that no token holds: what follows it cannot be a part of it."""


_LETTERS = bytes.maketrans(bytes(range(32)), b"abcdefghijklmnopqrstuvwxyz234567")  # base 32 (RFC 4648)


class Purpose(StrEnum):
    """What a link may do, and nothing else. Opt-out links never expire."""

    ANSWER = "answer"
    REPLY = "reply"
    READ = "read"
    OPT_OUT = "opt_out"
    ACKNOWLEDGE = "acknowledge"
    WORKLIST = "worklist"
    SET_UP = "set_up"
    NEW_PASSWORD = "new_password"  # noqa: S105  # the name of a purpose
    NEW_FACTOR = "new_factor"


def issue(
    session: Session,
    purpose: Purpose,
    clinic_id: UUID,
    subject_id: UUID,
    *,
    generation: int = 0,
    extra: str = "",
    expires_at: datetime | None = None,
    **references: UUID | None,
) -> str:
    """The token for a purpose and a subject, its hash stored if it was not yet.

    ``references`` are the columns ``patient_id``, ``ask_id``, ``alert_id`` and ``staff_id``.
    """
    token = derive(keyring(session), purpose, clinic_id, subject_id, generation=generation, extra=extra)
    hashed = hash_of(token)
    row = session.get(Token, hashed)
    if row is None:
        row = Token(hash=hashed, clinic_id=clinic_id, purpose=purpose, expires_at=expires_at, **references)
        keep(session, row)
    elif expires_at and row.expires_at and expires_at > row.expires_at:
        change(session, row, expires_at=expires_at)
    return token


def new_row(session: Session, purpose: Purpose, clinic_id: UUID, subject_id: UUID, **references: UUID) -> Values:
    """The row of a token that cannot have been issued before (its subject is new), not entered yet."""
    token = derive(keyring(session), purpose, clinic_id, subject_id)
    return {"hash": hash_of(token), "clinic_id": clinic_id, "purpose": purpose, **references}


def derive(
    ring: Keyring, purpose: Purpose, clinic_id: UUID, subject_id: UUID, *, generation: int = 0, extra: str = ""
) -> str:
    """The token itself; needs no database."""
    derived = ring.derive("link", purpose, clinic_id.hex, subject_id.hex, str(generation), extra)
    return _written(int.from_bytes(derived[:17]) >> 6, 26)


def _steps(letters: int) -> list[tuple[int, int, int]]:
    """How so many groups of five bits (a power of two) are moved apart, until each has a byte of its own.

    Halving again and again: the upper half of each run of groups moves up by three bits a group.
    """
    runs, steps = 1, []
    while letters > 1:
        letters //= 2
        lower = sum((1 << 5 * letters) - 1 << 16 * letters * run for run in range(runs))
        steps.append((3 * letters, lower, lower << 5 * letters))
        runs *= 2
    return steps


_STEPS = {32: _steps(32), 64: _steps(64)}


def _written(number: int, letters: int) -> str:
    """A number in base 32, all its letters at once: one by one takes twice as long, and a message has four of them."""
    room = 32 if letters <= 32 else 64
    for shift, lower, upper in _STEPS[room]:
        number = number & lower | (number & upper) << shift
    return number.to_bytes(room)[-letters:].translate(_LETTERS).decode()


def find(session: Session, token: str, purpose: Purpose) -> Token | None:
    """What a token stands for, whatever its date; ``None`` for one that is garbled, unknown or for something else."""
    read = read_token(token)
    if read is None:
        return None
    row: Token | None = session.get(Token, hash_of(read))
    return row if row is not None and row.purpose == purpose else None


def clinic_of(session: Session, token: str) -> UUID | None:
    """The clinic that a token is of, whatever it stands for; ``None`` for an unknown one."""
    return clinics_of(session, [token])[0]


def clinics_of(session: Session, tokens: Sequence[str]) -> list[UUID | None]:
    """The same for some tokens, in their order."""
    hashes = [hash_of(token) for token in tokens]
    found: dict[str, UUID] = {row.hash: row.clinic_id for row in _CLINICS.all(session, listed=hashes)}
    return [found.get(hash) for hash in hashes]


def read_token(text: str) -> str | None:
    """The token in what a mail program made of a link (capitals, a stop or ``>`` after it); ``None`` if unclear."""
    found = _MARKED.fullmatch(text.lower())
    return found[1] if found else None


def derive_bounce(ring: Keyring, message_id: UUID) -> str:
    """What the envelope sender carries to recognise a bounce: the message's id and a proof that we wrote it.

    One per message, so no row is kept for it: 42 lower-case characters, with the local part's prefix within 64.
    """
    return _written(message_id.int << 82 | int.from_bytes(_proof(ring, message_id)) << 2, 42)


def find_bounce(ring: Keyring, token: str) -> UUID | None:
    """The id of the message that a bounce is about; ``None`` for what we never wrote."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    if len(raw) != 26:
        return None
    message_id = UUID(bytes=raw[:16])
    return message_id if hmac.compare_digest(raw[16:], _proof(ring, message_id)) else None


def _proof(ring: Keyring, message_id: UUID) -> bytes:
    return ring.derive("bounce", message_id.hex)[:10]


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


_CLINICS = Listed(lambda hashes: select(Token.hash, Token.clinic_id).where(Token.hash.in_(hashes)), String())
