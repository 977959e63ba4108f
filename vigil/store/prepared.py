"""Statements prepared once and run on the transaction's own cursor: for what runs at every answer and every message.

SQLAlchemy writes each statement (for either database) and converts each value; what is left out is what it does anew at
every execution, which takes ten times as long as SQLite takes to answer. Rows are named tuples. What a session has not
flushed yet is not seen: flush first whatever has changed.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ClauseElement, Insert, Select, Uuid, insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from vigil.domain.ids import uuid_written
from vigil.store.savepoints import begin_awaited

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None
_Kind = tuple[str, str, Any]


class Prepared:
    """One statement, whose values go by the names of its ``bindparam``; a list (``IN``) cannot be one.

    Those of an INSERT or of what an UPDATE sets go by the names of the columns, which ``sets`` lists.
    """

    def __init__(self, statement: ClauseElement, sets: Sequence[str] = ()) -> None:
        self._statement = statement
        self._sets = list(sets) or None
        self._form: _Form | None = None
        self._forms: dict[_Kind, _Form] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, with the columns as attributes."""
        form, found, description = self._found(session, values)
        return form.rows(found, description) if found else []

    def columns(self, session: Session, **values: Any) -> list[Sequence[Any]]:
        """The same rows as columns, for who makes something else of them; none at all without a row."""
        form, found, description = self._found(session, values)
        return form.columns(found, description) if found else []

    def first(self, session: Session, **values: Any) -> Any | None:
        """The first row, or ``None``."""
        found = self.all(session, **values)
        return found[0] if found else None

    def scalar(self, session: Session, **values: Any) -> Any:
        """The first column of the first row, or ``None``."""
        found = self.all(session, **values)
        return found[0][0] if found else None

    def run(self, session: Session, *rows: Values, **shared: Any) -> int:
        """Carry it out once for each row of values (all of the same names), beside what they share.

        Gives how many rows of the database it changed.
        """
        begin_awaited(session)
        cursor, dialect = _place_of(session)
        form = self._form_for(dialect)
        try:
            if len(rows) == 1:
                cursor.execute(form.sql, form.bound_one({**shared, **rows[0]}))
            else:
                cursor.executemany(form.sql, form.bound(rows, shared))
        except form.errors as error:
            raise form.told(error) from None
        return cursor.rowcount

    def look(self, connection: Connection, **values: Any) -> list[Any]:
        """The rows as the driver of a connection finds them outside of any transaction, in one round trip."""
        form = self._form_for(connection.dialect)
        driver: Any = connection.connection.driver_connection
        cursor = driver.execute(form.sql, form.bound_one(values))
        try:
            found = cursor.fetchall()
            return form.rows(found, cursor.description) if found else []
        finally:
            cursor.close()

    def run_once(self, session: Session, **values: Any) -> int:
        """Carry it out once; gives how many rows of the database it changed."""
        return self.run(session, values)

    def _found(self, session: Session, values: Values) -> "tuple[_Form, Sequence[Any], Sequence[Any]]":
        cursor, dialect = _place_of(session)
        form = self._form_for(dialect)
        try:
            cursor.execute(form.sql, form.bound_one(values))
            return form, cursor.fetchall(), cursor.description or ()
        except form.errors as error:
            raise form.told(error) from None

    def _form_for(self, dialect: Dialect) -> "_Form":
        """What the last database asked for is at hand; others of its kind take the same form."""
        form = self._form
        if form is None or form.dialect is not dialect:
            kind = dialect.name, dialect.driver, dialect.server_version_info
            if kind not in self._forms:
                self._forms[kind] = _Form(self._statement, self._sets, dialect)
            form = self._form = self._forms[kind]
        return form


_Place = tuple[DBAPICursor, Dialect]


def _place_of(session: Session) -> _Place:
    """Where the statements of a session's transaction run: one cursor for all, until ``leave_place``."""
    place: _Place | None = session.info.get("place")
    if place is None:
        connection = session.connection()
        place = session.info["place"] = (connection.connection.cursor(), connection.dialect)
    return place


def leave_place(session: Session) -> None:
    """What runs next asks the session for its connection anew, which may begin a transaction or a savepoint."""
    session.info["place"] = None


def insertion(table: Any) -> Prepared:
    """The INSERT of whole rows of a mapped class; every column is given."""
    columns = [column.name for column in table.__table__.columns]
    return Prepared(insert(table.__table__), columns)


class _Form:
    """A statement as one database takes it: its text, what it binds, and how its rows are read."""

    def __init__(self, statement: ClauseElement, sets: list[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=sets)
        assert isinstance(compiled, SQLCompiler)
        assert not compiled.post_compile_params, "a list of values cannot be prepared"
        self.sql = str(compiled)
        self._order = compiled.positiontup
        is_of_rows = isinstance(statement, Insert) and statement.select is None
        self._given = {} if is_of_rows else compiled.construct_params(_check=False)
        converts = {name: _binding(bind.type, dialect) for bind, name in compiled.bind_names.items()}
        self._names = list(self._order or converts)
        self._binds = [(name, converts[name]) for name in self._names]
        self._selected = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.dialect = dialect
        self.errors: type[Exception] = dialect.loaded_dbapi.Error
        self._read: tuple[Callable[[Iterable[Any]], Any], list[_Convert]] | None = None

    def told(self, error: Exception) -> DBAPIError:
        """A driver's error as SQLAlchemy raises it, quoting no value."""
        wrapped = DBAPIError.instance(self.sql, None, error, self.errors, hide_parameters=True, dialect=self.dialect)
        assert isinstance(wrapped, DBAPIError)
        return wrapped

    def bound(self, rows: Sequence[Values], shared: Values = MappingProxyType({})) -> list[Any]:
        """The rows as the driver takes them: by place or by name. What they share is converted once."""
        given = {**self._given, **shared}
        columns: list[Iterable[Any]] = []
        for name, convert in self._binds:
            if name not in rows[0]:
                columns.append(repeat(given[name] if convert is None else convert(given[name]), len(rows)))
                continue
            column = [row[name] for row in rows]
            columns.append(column if convert is None else map(convert, column))
        bound: Iterable[tuple[Any, ...]] = zip(*columns, strict=True) if columns else repeat((), len(rows))
        if self._order is not None:
            return list(bound)
        return [dict(zip(self._names, row, strict=True)) for row in bound]

    def bound_one(self, values: Values) -> Any:
        """The same for one row alone, which is what a look-up has."""
        given = {**self._given, **values} if self._given else values
        bound = [given[name] if convert is None else convert(given[name]) for name, convert in self._binds]
        return bound if self._order is not None else dict(zip(self._names, bound, strict=True))

    def rows(self, found: Sequence[Sequence[Any]], description: Sequence[Any]) -> list[Any]:
        """Column by column, so that the loops over rows are the interpreter's own."""
        if self._read is None:
            self._read = self._reading(description)
        return list(map(self._read[0], zip(*self.columns(found, description), strict=True)))

    def columns(self, found: Sequence[Sequence[Any]], description: Sequence[Any]) -> list[Sequence[Any]]:
        if self._read is None:
            self._read = self._reading(description)
        columns = zip(self._read[1], zip(*found, strict=True), strict=True)
        return [column if convert is None else list(map(convert, column)) for convert, column in columns]

    def _reading(self, description: Sequence[Any]) -> tuple[Callable[[Iterable[Any]], Any], list[_Convert]]:
        """How a row is made; a driver may have to say what kind of number it gives."""
        row = namedtuple("row", [column.key or f"_{n}" for n, column in enumerate(self._selected)], rename=True)  # type: ignore[misc]
        converts = [
            _reading(column.type, self.dialect, described[1])
            for column, described in zip(self._selected, description, strict=True)
        ]
        return row._make, converts


def _binding(type: TypeEngine[Any], dialect: Dialect) -> _Convert:
    convert = type.dialect_impl(dialect).bind_processor(dialect)
    return _text_of if isinstance(type, Uuid) and convert is not None else convert


def _reading(type: TypeEngine[Any], dialect: Dialect, described: Any) -> _Convert:
    convert = type.dialect_impl(dialect).result_processor(dialect, described)
    if convert is None:
        return None
    if isinstance(type, JSON):
        return lambda text: [] if text == "[]" else convert(text)  # nearly all lists are empty, and parsing takes long
    return _id_of if isinstance(type, Uuid) else convert


def _text_of(id: UUID | None) -> str | None:
    """An id as SQLite keeps it."""
    return None if id is None else f"{id.int:032x}"


@lru_cache(maxsize=4096)
def _id_of(text: str | None) -> UUID | None:
    """An id as SQLite keeps it; clinics, versions and people come again and again."""
    return None if text is None else uuid_written(text)
