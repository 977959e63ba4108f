"""Immutable versions of schedules, rules, texts and clinic rules, seeded from the files and named by what used them."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.store.database import new_id
from vigil.store.tables import Version


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
    count = session.scalar(
        select(func.count()).where(Version.clinic_id == clinic_id, Version.kind == kind, Version.name == name)
    )
    version = Version(
        id=new_id(session),
        clinic_id=clinic_id,
        kind=kind,
        name=name,
        number=(count or 0) + 1,
        digest=digest(content),
        content=content,
        is_seeded=is_seeded,
        created_at=at,
    )
    session.add(version)
    session.flush()
    _known(session).clear()
    session.info.pop("version_ids", None)
    return version


def latest(session: Session, clinic_id: UUID, kind: str, name: str) -> Version | None:
    """The clinic's current version, looked up once a transaction."""
    known = _known(session)
    key = (clinic_id, kind, name)
    if key not in known:
        known[key] = session.scalar(
            select(Version)
            .where(Version.clinic_id == clinic_id, Version.kind == kind, Version.name == name)
            .order_by(Version.number.desc())
            .limit(1)
        )
    return known[key]


def latest_id(session: Session, clinic_id: UUID, kind: str, name: str) -> UUID | None:
    """The id of the clinic's current version, looked up once a transaction; its content is not read."""
    known: dict[tuple[UUID, str, str], UUID | None] = session.info.setdefault("version_ids", {})
    key = (clinic_id, kind, name)
    if key not in known:
        known[key] = session.scalar(
            select(Version.id)
            .where(Version.clinic_id == clinic_id, Version.kind == kind, Version.name == name)
            .order_by(Version.number.desc())
            .limit(1)
        )
    return known[key]


def _known(session: Session) -> dict[tuple[UUID, str, str], Version | None]:
    """What this session has looked up; a rolled back savepoint takes its new versions with it."""
    known: dict[tuple[UUID, str, str], Version | None] = session.info.setdefault("versions", {})
    for key, version in list(known.items()):
        if version is not None and version not in session:
            del known[key]
    return known


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
