"""Immutable versions of schedules, rules, texts and clinic rules, seeded from the files and named by what used them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.store import tables
from vigil.store.database import kept_once, new_id
from vigil.store.prepared import Prepared


@dataclass(frozen=True)
class Version:
    """One version as it was written; the number orders those of one name."""

    id: UUID
    kind: str
    name: str
    number: int
    digest: str
    content: str
    is_seeded: bool


def seed(session: Session, clinic_id: UUID, kind: str, name: str, content: str, at: datetime) -> Version:
    """The clinic's current version; a new one when the shipped file changed and the clinic has not written its own."""
    current = latest(session, clinic_id, kind, name)
    if current is not None and (not current.is_seeded or current.digest == digest(content)):
        return current
    return add(session, clinic_id, kind, name, content, at, is_seeded=True)


def add(
    session: Session, clinic_id: UUID, kind: str, name: str, content: str, at: datetime, *, is_seeded: bool
) -> Version:
    """Keep a new version; the earlier ones stay."""
    before = latest(session, clinic_id, kind, name)
    row = tables.Version(
        id=new_id(session),
        clinic_id=clinic_id,
        kind=kind,
        name=name,
        number=before.number + 1 if before else 1,
        digest=digest(content),
        content=content,
        is_seeded=is_seeded,
        created_at=at,
    )
    session.add(row)
    session.flush()
    session.info["looked_up"] = None  # a savepoint may yet take this version back
    return Version(row.id, kind, name, row.number, row.digest, content, is_seeded)


def latest(session: Session, clinic_id: UUID, kind: str, name: str) -> Version | None:
    """The clinic's current version: looked up once a transaction, unless that adds versions itself."""
    known: dict[tuple[UUID, str, str], Version | None] | None = session.info.setdefault("looked_up", {})
    key = (clinic_id, kind, name)
    if known is not None and key in known:
        return known[key]
    id = _LATEST.scalar(session, clinic=clinic_id, kind=kind, name=name)
    found = None if id is None else by_id(session, id)
    if known is not None:
        known[key] = found
    return found


def latest_id(session: Session, clinic_id: UUID, kind: str, name: str) -> UUID | None:
    """The id of the clinic's current version."""
    version = latest(session, clinic_id, kind, name)
    return version.id if version else None


def by_id(session: Session, id: UUID) -> Version:
    """A version that something names, read once for as long as the store is open: it never changes."""
    return kept_once(session, ("version", id), lambda: Version(*_BY_ID.all(session, id=id)[0]))


def names(session: Session, clinic_id: UUID, kind: str) -> list[str]:
    """The names of which the clinic has a version, in alphabetical order."""
    mine = (tables.Version.clinic_id == clinic_id, tables.Version.kind == kind)
    return list(session.scalars(select(tables.Version.name).where(*mine).distinct().order_by(tables.Version.name)))


def kept(session: Session, clinic_id: UUID, kind: str, name: str, most: int = 100) -> list[tuple[Version, datetime]]:
    """The latest versions of one name and when each was made, the newest first."""
    rows = session.scalars(
        select(tables.Version)
        .where(tables.Version.clinic_id == clinic_id, tables.Version.kind == kind, tables.Version.name == name)
        .order_by(tables.Version.number.desc())
        .limit(most)
    )
    return [(_read(row), row.created_at) for row in rows]


def numbered(session: Session, clinic_id: UUID, kind: str, name: str, number: int) -> Version | None:
    """One version by its number."""
    row = session.scalar(
        select(tables.Version).where(
            tables.Version.clinic_id == clinic_id,
            tables.Version.kind == kind,
            tables.Version.name == name,
            tables.Version.number == number,
        )
    )
    return _read(row) if row is not None else None


def _read(row: tables.Version) -> Version:
    return Version(row.id, row.kind, row.name, row.number, row.digest, row.content, row.is_seeded)


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


_LATEST = Prepared(
    select(tables.Version.id)
    .where(
        tables.Version.clinic_id == bindparam("clinic"),
        tables.Version.kind == bindparam("kind"),
        tables.Version.name == bindparam("name"),
    )
    .order_by(tables.Version.number.desc())
    .limit(1)
)
_BY_ID = Prepared(
    select(
        tables.Version.id,
        tables.Version.kind,
        tables.Version.name,
        tables.Version.number,
        tables.Version.digest,
        tables.Version.content,
        tables.Version.is_seeded,
    ).where(tables.Version.id == bindparam("id"))
)
