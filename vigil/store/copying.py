"""A whole database copied to another, SQLite or PostgreSQL: every row of every table, under the same ids.

One transaction on either side: the source is seen at one instant, and the target has everything or nothing. Then the
target is read again and compared, value by value.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Table, func, inspect, select, text, update
from sqlalchemy.engine import Connection

from vigil.domain.errors import Refused, VigilError
from vigil.store import tables  # noqa: F401  # declares them
from vigil.store.base import Base
from vigil.store.bulk import insert_rows
from vigil.store.engines import is_postgresql, writing_engine

_PAGE = 2000
"""Rows in memory at a time."""

_BOOKKEEPING = "alembic_version"


class NotTheSame(VigilError):
    """What was read back is not what was copied."""


Fingerprint = tuple[int, int]
"""How many rows a table has, and the sum of their hashes, in whatever order they come."""


def check_empty(engine: Engine) -> None:
    """``Refused`` unless the database holds no table, or vigil's own without a row."""
    strangers = set(inspect(engine).get_table_names()) - set(Base.metadata.tables) - {_BOOKKEEPING}
    if strangers:
        raise Refused("The database to copy to holds tables that are not vigil's: it takes an empty one.", field="to")
    present = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in present:
                _check_no_row(connection, table)


def copy(source: Engine, target: Engine, on_page: Callable[[int], None] = lambda rows: None) -> Mapping[str, int]:
    """Copy everything; how many rows each table has. ``on_page`` is told of the rows of each page.

    Both databases are of this program's version. ``Refused`` when the target holds anything, ``NotTheSame`` when
    reading it back does not give what was written; nothing is kept then.
    """
    with source.connect() as reading, writing_engine(target).begin() as writing:
        for table in Base.metadata.sorted_tables:
            _check_no_row(writing, table)
        written = {table.name: _copied(reading, writing, table, on_page) for table in Base.metadata.sorted_tables}
        differing = [name for name, print_ in written.items() if fingerprint(writing, _table(name)) != print_]
        if differing:
            raise NotTheSame(f"The copy is not the same, and was not kept: {', '.join(differing)}.")
    if is_postgresql(target):  # its planner should know at once how much there is
        with target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return {name: count for name, (count, _) in written.items()}


def fingerprint(connection: Connection, table: Table) -> Fingerprint:
    """What tells the content of a table from any other."""
    count = total = 0
    for row in _rows(connection, table):
        count, total = count + 1, total + _hash(row)
    return count, total % (1 << 256)


def _copied(reading: Connection, writing: Connection, table: Table, on_page: Callable[[int], None]) -> Fingerprint:
    """Copy a table. What refers to rows of the same table is filled in at the end, when all of them are there."""
    own = _own_references(table)
    count = total = 0
    later: list[Mapping[str, Any]] = []
    rows = _rows(reading, table)
    while page := list(islice(rows, _PAGE)):
        count, total = count + len(page), total + sum(map(_hash, page))
        named = [dict(zip(table.columns.keys(), row, strict=True)) for row in page]
        later += [row for row in named if any(row[name] is not None for name in own)]
        insert_rows(writing, table, [row | dict.fromkeys(own) for row in named])
        on_page(len(page))
    for row in later:
        key = [column == row[column.name] for column in table.primary_key]
        writing.execute(update(table).where(*key).values({name: row[name] for name in own}))
    return count, total % (1 << 256)


def _own_references(table: Table) -> Sequence[str]:
    keys = [key for key in table.foreign_key_constraints if key.referred_table is table]
    return [column.name for key in keys for column in key.columns if column.nullable]


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    found = connection.execution_options(yield_per=_PAGE).execute(select(table))
    return (tuple(row) for row in found)


def _hash(row: tuple[Any, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest())


def _check_no_row(connection: Connection, table: Table) -> None:
    if connection.scalar(select(func.count()).select_from(select(table.primary_key.columns[0]).limit(1).subquery())):
        raise Refused(f"The database to copy to is not empty: {table.name} has rows.", field="to")


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
