"""Statements prepared once and run on the transaction's own cursor: for what runs at every answer and every message.

SQLAlchemy writes each statement (for either database) and converts each value; what is left out is what it does anew at
every execution, which takes ten times as long as SQLite takes to answer. Rows are named tuples. What a session has not
flushed yet is not seen: flush first whatever has changed.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Insert, Select, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class Prepared:
    """One statement, whose values go by the names of its ``bindparam``; a list (``IN``) cannot be one.

    Those of an INSERT or of what an UPDATE sets go by the names of the columns, which ``sets`` lists.
    """

    def __init__(self, statement: ClauseElement, sets: Sequence[str] = ()) -> None:
        self._statement = statement
        self._sets = list(sets) or None
        self._forms: WeakKeyDictionary[Dialect, _Form] = WeakKeyDictionary()

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, with the columns as attributes."""
        with self._cursor(session) as (form, cursor):
            cursor.execute(form.sql, form.bound(values))
            found = cursor.fetchall()
            return form.rows(found, cursor.description) if found else []

    def first(self, session: Session, **values: Any) -> Any | None:
        """The first row, or ``None``."""
        found = self.all(session, **values)
        return found[0] if found else None

    def scalar(self, session: Session, **values: Any) -> Any:
        """The first column of the first row, or ``None``."""
        found = self.all(session, **values)
        return found[0][0] if found else None

    def run(self, session: Session, *rows: Values) -> None:
        """Carry it out, once for each row of values."""
        with self._cursor(session) as (form, cursor):
            cursor.executemany(form.sql, [form.bound(values) for values in rows])

    @contextmanager
    def _cursor(self, session: Session) -> Iterator[tuple["_Form", DBAPICursor]]:
        """A cursor in the session's transaction; its errors become those that SQLAlchemy raises, quoting no value."""
        connection = session.connection()
        dialect = connection.dialect
        form = self._form(dialect)
        cursor = connection.connection.cursor()
        try:
            yield form, cursor
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                form.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from None
        finally:
            cursor.close()

    def _form(self, dialect: Dialect) -> "_Form":
        form = self._forms.get(dialect)
        if form is None:
            form = self._forms[dialect] = _Form(self._statement, self._sets, dialect)
        return form


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
        self._given = {} if isinstance(statement, Insert) else compiled.construct_params(_check=False)
        converts = {name: _binding(bind.type, dialect) for bind, name in compiled.bind_names.items()}
        self._binds = [(name, converts[name]) for name in self._order or converts]
        self._selected = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._dialect = dialect
        self._read: tuple[Callable[[Iterable[Any]], Any], list[_Convert]] | None = None

    def bound(self, values: Values) -> Any:
        """The values as the driver takes them: by place or by name."""
        given = {**self._given, **values} if self._given else values
        if self._order is not None:
            return [given[name] if convert is None else convert(given[name]) for name, convert in self._binds]
        return {name: given[name] if convert is None else convert(given[name]) for name, convert in self._binds}

    def rows(self, found: Sequence[Sequence[Any]], description: Sequence[Any]) -> list[Any]:
        if self._read is None:
            self._read = self._reading(description)
        make, converts = self._read
        return [
            make([value if convert is None else convert(value) for value, convert in zip(row, converts, strict=True)])
            for row in found
        ]

    def _reading(self, description: Sequence[Any]) -> tuple[Callable[[Iterable[Any]], Any], list[_Convert]]:
        """How a row is made; a driver may have to say what kind of number it gives."""
        row = namedtuple("row", [column.key or f"_{n}" for n, column in enumerate(self._selected)], rename=True)  # type: ignore[misc]
        converts: list[_Convert] = [
            column.type.dialect_impl(self._dialect).result_processor(self._dialect, described[1])
            for column, described in zip(self._selected, description, strict=True)
        ]
        return row._make, converts


def _binding(type: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return type.dialect_impl(dialect).bind_processor(dialect)
