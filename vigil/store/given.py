"""Many rows handed to a statement at once.

PostgreSQL takes its time for each statement: it gets one for all, which reads the rows from one array a column. SQLite
is quickest when it is handed row after row, and takes a list of ids as one text of JSON; reading whole rows from JSON
took it twice as long.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ClauseElement, String, TypeDecorator, Uuid, bindparam, column, func
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from vigil.store.prepared import Prepared

_BACKSLASH, _QUOTE = "\\", '"'

_Make = Callable[[Any], ClauseElement]


class Each:
    """A change for each of many rows: ``make`` writes it with the row's columns as attributes, ``types`` are theirs."""

    def __init__(self, make: _Make, **types: TypeEngine[Any]) -> None:
        binds = {name: bindparam(f"given_{name}", type_=kind) for name, kind in types.items()}
        self._names = [bind.key for bind in binds.values()]
        self._by_row = Prepared(make(SimpleNamespace(**binds)))
        self._at_once = Prepared(make(_unnested(types)))

    def run(self, session: Session, rows: Sequence[tuple[Any, ...]], **shared: Any) -> int:
        """Carry it out; gives how many rows of the database it changed."""
        if session.get_bind().dialect.name == "sqlite":
            return self._by_row.run(session, *(dict(zip(self._names, row, strict=True)) for row in rows), **shared)
        columns = map(list, zip(*rows, strict=True))
        return self._at_once.run_once(session, **dict(zip(self._names, columns, strict=True)), **shared)


class Among:
    """A look-up of what has one of many ids: ``make`` writes it with them as a column ``id``."""

    def __init__(self, make: _Make) -> None:
        listed = func.json_each(bindparam("given", type_=String)).table_valued("value", name="given")
        self._in_json = Prepared(make(SimpleNamespace(id=listed.c.value)))
        self._in_array = Prepared(make(_unnested({"id": Uuid()})))

    def columns(self, session: Session, ids: Sequence[UUID], **shared: Any) -> list[Sequence[Any]]:
        """What is found, as columns."""
        if session.get_bind().dialect.name == "sqlite":
            return self._in_json.columns(session, given=json.dumps([id.hex for id in ids]), **shared)
        return self._in_array.columns(session, given_id=list(ids), **shared)


def _unnested(types: dict[str, TypeEngine[Any]]) -> SimpleNamespace:
    arrays = [bindparam(f"given_{name}", type_=_Written(kind)) for name, kind in types.items()]
    table = func.unnest(*arrays).table_valued(*(column(name, kind) for name, kind in types.items()))
    rows = table.render_derived("given")
    return SimpleNamespace(**{name: rows.c[name] for name in types})


class _Written(TypeDecorator[Any]):
    """A column of values written as PostgreSQL reads an array: the driver takes thrice as long for it."""

    impl = ARRAY
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__(kind)
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        convert = self.kind.dialect_impl(dialect).bind_processor(dialect)
        return lambda column: written(column if convert is None else map(convert, column))


def written(values: Iterable[UUID | datetime | str | None]) -> str:
    """An array as PostgreSQL reads it; texts are quoted, whatever they are."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: UUID | datetime | str | None) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, str):
        return f'"{value.replace(_BACKSLASH, _BACKSLASH * 2).replace(_QUOTE, _BACKSLASH + _QUOTE)}"'
    return "NULL" if value is None else value.isoformat()
