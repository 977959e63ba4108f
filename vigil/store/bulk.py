"""Many rows at once, as the driver takes them: COPY on PostgreSQL, one statement for all on SQLite."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Dialect, Table

_PAGE = 5000
"""Rows written at a time: they are in memory together."""

Prepare = Callable[[Any], Any]


def preparing(table: Table, dialect: Dialect) -> dict[str, Prepare]:
    """By column, what turns a value into what the driver takes."""
    return {column.name: _processor(column.type.dialect_impl(dialect), dialect) for column in table.columns}


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    prepare = preparing(table, connection.dialect)
    waiting = iter(rows)
    while page := list(islice(waiting, _PAGE)):
        names = list(page[0])
        insert_prepared(connection, table, names, [[prepare[name](row[name]) for name in names] for row in page])


def insert_prepared(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of values as the driver takes them, in the order of ``names``."""
    quote = connection.dialect.identifier_preparer.quote
    place = f"{quote(table.name)} ({', '.join(quote(name) for name in names)})"
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {place} FROM STDIN") as copying:
            for row in rows:
                copying.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        words = f"INSERT INTO {place} VALUES ({marks})"  # noqa: S608  # names of our own tables
        connection.exec_driver_sql(words, [tuple(row) for row in rows])


def _processor(kind: Any, dialect: Dialect) -> Prepare:
    return kind.bind_processor(dialect) or _same


def _same(value: Any) -> Any:
    return value
