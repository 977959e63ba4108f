"""Rows written by prepared statements: what is written often, where a flush would take longer than writing.

They are sealed and audited like what a session flushes, and written at once: what they refer to has to be there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from vigil.store.audit import note, note_beside, note_of
from vigil.store.base import Base, pending
from vigil.store.database import keyring
from vigil.store.prepared import Prepared, Values, insertion
from vigil.store.savepoints import begin_awaited
from vigil.store.sealing import place


def enter(session: Session, kind: type[Base], *rows: Values) -> None:
    """Insert rows; a column that is not given has its default, else nothing."""
    if rows:
        _insertion(kind).run(session, *[_whole(session, kind, row) for row in rows])


def keep(session: Session, *rows: Base) -> None:
    """Insert the rows of new objects, after what waits to be flushed; the session holds them from then on."""
    session.flush()
    for kind, alike in groupby(rows, type):
        kept = list(alike)
        written = [_whole(session, kind, _given(row)) for row in kept]
        _insertion(kind).run(session, *written)
        for row, values in zip(kept, written, strict=True):
            vars(row).update(values)
            make_transient_to_detached(row)
            session.add(row)
            note_beside(session, row)


def _given(row: Base) -> dict[str, Any]:
    """What was set of a new object; its sealed texts as they wait to be sealed."""
    texts, given = pending(row).copy(), vars(row)
    pending(row).clear()
    sealed = {f"{name}_sealed" for name in texts}
    return {name: given[name] for name in _defaults(type(row)) if name in given and name not in sealed} | texts


def change(session: Session, row: Any, **values: Any) -> None:
    """Change columns (none of them sealed) of a row that the session holds, where they differ."""
    change_all(session, [(row, values)])


def change_all(session: Session, changes: Iterable[tuple[Any, Values]]) -> None:
    """The same for rows of one kind; those of which the same columns change are written together."""
    together: dict[tuple[str, ...], list[tuple[Any, Values]]] = defaultdict(list)
    for row, values in changes:
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            together[tuple(changed)].append((row, changed))
    if together:
        begin_awaited(session)
    for alike in together.values():
        _change_alike(session, alike)


def _change_alike(session: Session, alike: Sequence[tuple[Any, Values]]) -> None:
    kind: type[Base] = type(alike[0][0])
    names = tuple(alike[0][1])
    key = _key(kind).name
    _update(kind, names).run(session, *({**values, "row_id": getattr(row, key)} for row, values in alike))
    for row, values in alike:
        if kind.is_audited:
            note(session, row, "update", dict(values))
        note_beside(session, row, names)
        for name, value in values.items():
            set_committed_value(row, name, value)


def change_by_id(session: Session, kind: type[Base], clinic_id: UUID, id: UUID, **values: Any) -> None:
    """Change columns (none of them sealed) of a row; an object of it that the session holds reads them anew."""
    _update(kind, tuple(values)).run(session, {**values, "row_id": id})
    if kind.is_audited:
        note_of(session, kind.__tablename__, id, clinic_id, "update", dict(values))
    held = session.identity_map.get(session.identity_key(kind, id))
    if held is not None:
        session.expire(held, values)


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
    return Prepared(update(kind).where(_key(kind) == bindparam("row_id")), [*names, "row_id"])


def _key(kind: type[Base]) -> Any:
    (column,) = kind.__table__.primary_key
    return column


@cache
def _defaults(kind: type[Base]) -> dict[str, Any]:
    return {column.name: getattr(column.default, "arg", None) for column in kind.__table__.columns}
