"""Rows written by prepared statements: what is written at every answer, where a flush would take longer than writing.

They are sealed and audited like what a session flushes, and written at once: what they refer to has to be there.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vigil.store.audit import note_of
from vigil.store.base import Base
from vigil.store.database import keyring
from vigil.store.prepared import Prepared, Values, insertion
from vigil.store.savepoints import begin_awaited
from vigil.store.sealing import place


def enter(session: Session, kind: type[Base], *rows: Values) -> None:
    """Insert rows; a column that is not given has its default, else nothing."""
    if rows:
        _insertion(kind).run(session, *[_whole(session, kind, row) for row in rows])


def change(session: Session, row: Any, **values: Any) -> None:
    """Change columns (none of them sealed) of a row that the session holds, where they differ.

    Within a savepoint the session does it itself: what is rolled back has to change back in the object too.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        begin_awaited(session)
    if session.in_nested_transaction():
        for name, value in changed.items():
            setattr(row, name, value)
        session.flush()
    elif changed:
        _update_one(session, type(row), row.clinic_id, row.id, changed)
        for name, value in changed.items():
            set_committed_value(row, name, value)


def change_by_id(session: Session, kind: type[Base], clinic_id: UUID, id: UUID, **values: Any) -> None:
    """Change columns (none of them sealed) of a row; an object of it that the session holds reads them anew."""
    _update_one(session, kind, clinic_id, id, values)
    held = session.identity_map.get(session.identity_key(kind, id))
    if held is not None:
        session.expire(held, values)


def _update_one(session: Session, kind: type[Base], clinic_id: UUID, id: UUID, values: Values) -> None:
    _update(kind, tuple(values)).run(session, {**values, "row_id": id})
    if kind.is_audited:
        note_of(session, kind.__tablename__, id, clinic_id, "update", dict(values))


def _whole(session: Session, kind: type[Base], given: Values) -> dict[str, Any]:
    row = {**_defaults(kind), **given}
    texts = {seal.name: row.pop(seal.name) for seal in kind.sealed_attributes if seal.name in given}
    if kind.is_audited:
        readable = {name: value for name, value in row.items() if not name.endswith("_sealed")}
        note_of(session, kind.__tablename__, row["id"], row["clinic_id"], "insert", readable | texts)
    for name, text in texts.items():
        column = f"{name}_sealed"
        row[column] = keyring(session).seal(text, place(kind.__tablename__, column, row["id"])) if text else None
    return row


@cache
def _insertion(kind: type[Base]) -> Prepared:
    assert not any(seal.index for seal in kind.sealed_attributes), "a blind index is not written here"
    return insertion(kind)


@cache
def _update(kind: type[Base], names: tuple[str, ...]) -> Prepared:
    return Prepared(update(kind).where(kind.__table__.c.id == bindparam("row_id")), [*names, "row_id"])


@cache
def _defaults(kind: type[Base]) -> dict[str, Any]:
    return {column.name: getattr(column.default, "arg", None) for column in kind.__table__.columns}
