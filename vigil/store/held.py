"""Rows read by prepared statements and held by a session as its own objects, to be changed and flushed like any other.

A session that loads an object itself builds the statement anew, even to look one up by its id, and takes five times
as long.
"""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Mapper, Session, SessionTransaction, class_mapper
from sqlalchemy.orm.attributes import instance_state, manager_of_class

from vigil.store.base import Base
from vigil.store.listed import Listed
from vigil.store.prepared import Prepared, leave_place

T = TypeVar("T", bound=Base)


class HoldingSession(Session):
    """A session whose ``get`` is a prepared statement; those learn when its transaction ends or a savepoint begins."""

    def begin_nested(self) -> SessionTransaction:
        leave_place(self)
        return super().begin_nested()

    def commit(self) -> None:
        leave_place(self)
        super().commit()

    def rollback(self) -> None:
        leave_place(self)
        super().rollback()

    def close(self) -> None:
        leave_place(self)
        super().close()

    def get(self, entity: Any, ident: Any, **told: Any) -> Any:
        is_plain = isinstance(ident, UUID | str) and not any(told.values())  # ``get_one`` tells all there is to tell
        found = _by_key(entity) if is_plain else None
        if found is None:
            return super().get(entity, ident, **told)
        mapper, statement = found
        key = mapper.identity_key_from_primary_key((ident,))
        if key not in self.identity_map:
            self.flush()  # as the session's own does: it may be waiting to be written
        if key in self.identity_map:
            return super().get(entity, ident)
        row = statement.first(self, key=ident)
        return None if row is None else _held(self, entity, row, key)


def held(session: Session, kind: type[T], statement: Prepared | Listed, **values: Any) -> list[T]:
    """The rows that a statement finds, which selects whole rows of ``kind``; what the session holds stays as it is."""
    session.flush()
    mapper, key = class_mapper(kind), [column.name for column in class_mapper(kind).primary_key]
    found = statement.all(session, **values)
    ids = [mapper.identity_key_from_primary_key(tuple(getattr(row, name) for name in key)) for row in found]
    return [session.identity_map.get(id) or _held(session, kind, row, id) for row, id in zip(found, ids, strict=True)]


def held_first(session: Session, kind: type[T], statement: Prepared, **values: Any) -> T | None:
    """The first of them, or ``None``."""
    return next(iter(held(session, kind, statement, **values)), None)


def _held(session: Session, kind: type[T], row: Any, key: Any) -> T:
    """As the session does with what it loads itself; all columns are there, so nothing is left to be loaded."""
    made: T = manager_of_class(kind).new_instance()
    vars(made).update(row._asdict())
    state = instance_state(made)
    state.key, state.session_id = key, session.hash_key
    session.identity_map.add(state)
    return made


@cache
def _by_key(kind: Any) -> tuple[Mapper[Any], Prepared] | None:
    mapper = class_mapper(kind)
    if len(mapper.primary_key) != 1:
        return None
    (column,) = mapper.primary_key
    return mapper, Prepared(select(kind).where(column == bindparam("key")))
