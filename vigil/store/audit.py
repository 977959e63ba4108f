"""Every change of an audited row becomes an event: who, when, which fields, and the new values, sealed.

Every writing session is an ``AuditedSession``. Sealed attributes get their seals here too: at flush the row's id is
known.
"""

import json
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from vigil.store.base import Base, pending
from vigil.store.sealing import place
from vigil.store.tables.audit import Event


class AuditedSession(Session):
    """A session that seals and audits whatever it flushes."""


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    events = session.info.setdefault("events", [])
    for row in list(session.new) + [row for row in session.dirty if session.is_modified(row)]:
        if not isinstance(row, Base):
            continue
        opened = {seal.name: seal.seal(row, session.info["keyring"]) for seal in _waiting(row)}
        if row.is_audited:
            events.append(_event(session, row, opened))
    events += [_struck(session, row) for row in session.deleted if isinstance(row, Base) and row.is_audited]


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    events = session.info.get("events")
    if events:
        session.connection().execute(insert(Event), events)
        events.clear()


def _after_rollback(session: Session, _transaction: SessionTransaction) -> None:
    """What was rolled back, a savepoint included, is neither audited nor sealed by the next flush."""
    session.info.get("events", []).clear()
    for row in session.identity_map.values():
        pending(row).clear()


def _waiting(row: Base) -> list[Any]:
    waiting = pending(row)
    return [seal for seal in row.sealed_attributes if seal.name in waiting] if waiting else []


def _event(session: Session, row: Any, opened: dict[str, str | None]) -> dict[str, Any]:
    is_new = inspect(row).pending  # asking session.new would build the whole set for each row
    changes = {
        attribute.key: attribute.value
        for attribute in inspect(row).attrs
        if not attribute.key.endswith("_sealed") and (is_new or attribute.history.has_changes())
    }
    return _entry(session, row, "insert" if is_new else "update", changes | opened)


def _struck(session: Session, row: Any) -> dict[str, Any]:
    """What was recorded by mistake is struck out; the events before this one say what it was."""
    return _entry(session, row, "delete", {})


def _entry(session: Session, row: Any, change: str, values: dict[str, Any]) -> dict[str, Any]:
    event_id = session.info["ids"]()
    kept = {name: "***" if name in row.secret_fields and value else value for name, value in values.items()}
    written = json.dumps(kept, default=_written, ensure_ascii=False)
    return {
        "id": event_id,
        "clinic_id": row.id if row.__tablename__ == "clinic" else getattr(row, "clinic_id", None),
        "at": session.info["at"],
        "actor": session.info["actor"],
        "subject": row.__tablename__,
        "subject_id": row.id,
        "change": change,
        "fields": sorted(values),
        "values_sealed": session.info["keyring"].seal(written, place("event", "values_sealed", event_id)),
    }


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(f"{type(value).__name__} cannot be written into the audit trail")


# Once for the class: listening on each session anew costs more than a short transaction does.
event.listen(AuditedSession, "before_flush", _before_flush)
event.listen(AuditedSession, "after_flush", _after_flush)
event.listen(AuditedSession, "after_soft_rollback", _after_rollback)
