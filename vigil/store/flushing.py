"""What a session holds that is new or has changed, written by prepared statements.

A session's own flush sorts a graph of what depends on what, opens a transaction within its transaction and makes each
statement anew: three times what the writing takes. Our rows have no relationships, and their ids and defaults are known
beforehand, so that nothing of this is needed. Rows that are deleted are left to the session.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from vigil.store.prepared import Prepared


def write_all(session: Session) -> None:
    """Write what is new or has changed: table after table in the session's own order, updates first.

    What fails makes the transaction (or savepoint) one that can only be rolled back, as a session's own flush does.
    """
    new: dict[Mapper[Any], list[InstanceState[Any]]] = {}
    old: dict[Mapper[Any], list[InstanceState[Any]]] = {}
    for rows, waiting in ((session.new, new), (session.dirty, old)):
        for row in rows:
            state = instance_state(row)
            waiting.setdefault(state.mapper, []).append(state)
    try:
        for mapper in sorted({*new, *old}, key=lambda mapper: mapper._sort_key):
            if mapper in old:
                _change(session, mapper, sorted(old[mapper], key=_identity))
            if mapper in new:
                _enter(session, mapper, new[mapper])
    except BaseException:
        session._autobegin_t()._begin().rollback(_capture_exception=True)
        raise
    session._register_persistent({state for states in (*new.values(), *old.values()) for state in states})


def _identity(state: InstanceState[Any]) -> tuple[Any, ...]:
    assert state.identity is not None
    return state.identity


def _enter(session: Session, mapper: Mapper[Any], states: Sequence[InstanceState[Any]]) -> None:
    """Insert rows; those of which the same columns are given are written together, in their order."""
    alike: list[Mapping[str, Any]] = []
    names: tuple[str, ...] = ()
    for state in states:
        row = _whole(mapper, state.dict)
        if alike and tuple(row) != names:
            _insertion(mapper, names).run(session, *alike)
            alike = []
        names = tuple(row)
        alike.append(row)
    _insertion(mapper, names).run(session, *alike)


def _whole(mapper: Mapper[Any], row: dict[str, Any]) -> dict[str, Any]:
    """Every column's value, its default where it has none; the row has them from now on.

    A column of JSON that was given nothing is left out, since ``None`` is a value there.
    """
    whole: dict[str, Any] = {}
    for name, default, is_json in _columns(mapper):
        value = row.get(name)
        if value is None and is_json and name not in row:
            if default is None:
                row[name] = None
                continue
            value = row[name] = default
        elif value is None and not is_json:
            value = row[name] = default
        whole[name] = value
    return whole


def _change(session: Session, mapper: Mapper[Any], states: Sequence[InstanceState[Any]]) -> None:
    for state in states:
        row = state.dict
        names = tuple(
            name for name, before in sorted(state.committed_state.items()) if before is not row[name] != before
        )
        if not names:
            continue
        key = dict(zip(_key(mapper), _identity(state), strict=True))
        if _update(mapper, names).run(session, {name: row[name] for name in names} | key) != 1:
            raise StaleDataError(f"A row of {mapper.local_table} that was to be changed is not there.")


@cache
def _columns(mapper: Mapper[Any]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, default and whether ``None`` is a value, of each column."""
    return tuple(
        (column.name, getattr(column.default, "arg", None), column.type.should_evaluate_none)
        for column in mapper.local_table.columns
    )


@cache
def _key(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(f"key_{column.name}" for column in mapper.primary_key)


@cache
def _insertion(mapper: Mapper[Any], names: tuple[str, ...]) -> Prepared:
    return Prepared(insert(mapper.class_), names)


@cache
def _update(mapper: Mapper[Any], names: tuple[str, ...]) -> Prepared:
    is_row = [column == bindparam(name) for column, name in zip(mapper.primary_key, _key(mapper), strict=True)]
    return Prepared(update(mapper.class_).where(*is_row), [*names, *_key(mapper)])
