"""Every change of an audited row becomes an event: who, when, which fields, and the new values, sealed.

Every writing session is an ``AuditedSession``. Sealed attributes get their seals here too: at flush the row's id is
known.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from vigil.store.base import Base, pending
from vigil.store.held import HoldingSession
from vigil.store.prepared import insertion
from vigil.store.savepoints import begin_awaited, is_awaited, is_beginning
from vigil.store.sealing import place
from vigil.store.tables.audit import Event

_ENTER = insertion(Event)
_MOST = 500  # events that wait for the end of a transaction; an import has many


class AuditedSession(HoldingSession):
    """A session that seals and audits whatever it flushes; the events are written when it commits."""

    def commit(self) -> None:
        self.flush()
        _write(self)
        _beside(self).clear()
        super().commit()

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if is_beginning(self):
            return
        if is_awaited(self) and (self.new or self.dirty or self.deleted):
            begin_awaited(self)
        super().flush(objects)

    def begin_nested(self) -> SessionTransaction:
        if not is_beginning(self):
            begin_awaited(self)
        savepoint = super().begin_nested()
        self.info.setdefault("marks", {})[savepoint] = len(_waiting_events(self)), len(_beside(self))
        return savepoint


def note(session: Session, row: Any, change: str, values: dict[str, Any]) -> None:
    """Note one change of an audited row (anything with its ``id``; what belongs to no clinic, an account, has none)."""
    clinic_id = row.id if row.__tablename__ == "clinic" else getattr(row, "clinic_id", None)
    told = {name: "***" if name in row.secret_fields and value else value for name, value in values.items()}
    note_of(session, row.__tablename__, row.id, clinic_id, change, told)


def note_of(
    session: Session, subject: str, subject_id: UUID, clinic_id: UUID | None, change: str, values: dict[str, Any]
) -> None:
    """The same for a row that no object stands for; ``values`` are readable: their seal is the event's own."""
    begin_awaited(session)
    event_id = session.info["ids"]()
    written = _encode(values)
    _waiting_events(session).append(
        {
            "id": event_id,
            "clinic_id": clinic_id,
            "at": session.info["at"],
            "actor": session.info["actor"],
            "subject": subject,
            "subject_id": subject_id,
            "change": change,
            "fields": sorted(values),
            "values_sealed": session.info["keyring"].seal(written, place("event", "values_sealed", event_id)),
        }
    )


def note_beside(session: Session, row: Base, names: Sequence[str] | None = None) -> None:
    """A row was entered, or columns of it changed, beside the flush.

    If that is rolled back, the session forgets the object, or reads the columns anew.
    """
    _beside(session).append((row, names))


def _beside(session: Session) -> list[tuple[Base, Sequence[str] | None]]:
    written: list[tuple[Base, Sequence[str] | None]] = session.info.setdefault("beside", [])
    return written


def _waiting_events(session: Session) -> list[dict[str, Any]]:
    waiting: list[dict[str, Any]] = session.info.setdefault("events", [])
    return waiting


def _write(session: Session) -> None:
    events = _waiting_events(session)
    if events:
        _ENTER.run(session, *events)
        events.clear()


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    for row in session.new:
        opened = _sealed(session, row)
        if row.is_audited:
            note(session, row, "insert", _readable(row, inspect(row).mapper.column_attrs.keys()) | opened)
    for row in session.dirty:
        opened = _sealed(session, row)
        if row.is_audited:
            changed = _readable(row, _changed(inspect(row))) | opened
            if changed:
                note(session, row, "update", changed)
    for row in session.deleted:
        if row.is_audited:
            note(session, row, "delete", {})  # struck out, as recorded by mistake: earlier events say what it was


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    if len(_waiting_events(session)) >= _MOST and not session.in_nested_transaction():
        _write(session)


def _before_execute(state: ORMExecuteState) -> None:
    if not state.is_select:
        begin_awaited(state.session)


def _after_rollback(session: Session, transaction: SessionTransaction) -> None:
    """What was rolled back, a savepoint included, is neither audited nor sealed by the next flush."""
    events, beside = session.info.get("marks", {}).pop(transaction, (0, 0))
    del _waiting_events(session)[events:]
    for written, names in _beside(session)[beside:]:
        if written in session and names is None:
            session.expunge(written)
        elif written in session:
            session.expire(written, names)
    del _beside(session)[beside:]
    for row in session.identity_map.values():
        pending(row).clear()


def _sealed(session: Session, row: Base) -> dict[str, str | None]:
    """Seals what waits for it in a row; returns the texts."""
    waiting = pending(row)
    seals = [seal for seal in row.sealed_attributes if seal.name in waiting] if waiting else []
    return {seal.name: seal.seal(row, session.info["keyring"]) for seal in seals}


def _changed(state: InstanceState[Any]) -> list[str]:
    return [name for name in state.committed_state if get_history(state.obj(), name).has_changes()]


def _readable(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if not name.endswith("_sealed")}


def _written(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(f"{type(value).__name__} cannot be written into the audit trail")


_encode = json.JSONEncoder(default=_written, ensure_ascii=False).encode

# Once for the class: listening on each session anew costs more than a short transaction does.
event.listen(AuditedSession, "before_flush", _before_flush)
event.listen(AuditedSession, "after_flush", _after_flush)
event.listen(AuditedSession, "after_soft_rollback", _after_rollback)
event.listen(AuditedSession, "do_orm_execute", _before_execute)
