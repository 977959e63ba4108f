"""What SQLite's planner is told of our indexes: how many rows one value of each column leaves.

Told nothing, it supposes ten rows for any clinic, and reads the whole clinic wherever an index that begins with the
clinic spares it a sort: every report for one patient's, at every answer. Counting (ANALYZE) would help a database that
is full and mislead one that has just begun, so these are the figures of a clinic that has been at work for years. They
choose how rows are found, and never which. PostgreSQL counts by itself.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Boolean, Engine, Integer
from sqlalchemy.engine import Connection

from vigil.store.base import Base, Word
from vigil.store.engines import is_postgresql, writing_engine

_ROWS = 1_000_000
_WAITING = 10_000
"""Rows of a partial index: those that wait for something."""

_ALIKE = 5
"""Words of a vocabulary, and numbers, divide the rows into about so many parts."""

_FEW = 10
"""Rows that share anything else: a patient, a course, an instant."""

_INDEXES = """
SELECT tables.name, indexes.name, indexes."unique", indexes.partial, columns.name
FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS indexes, pragma_index_info(indexes.name) AS columns
WHERE tables.type = 'table' ORDER BY tables.name, indexes.name, columns.seqno
"""


def tell_planner(engine: Engine) -> None:
    """Have the planner of SQLite know our indexes; nothing is written where it does."""
    if is_postgresql(engine):
        return
    with engine.connect() as connection:
        told = sorted(_figures(connection))
        is_told = told == _known(connection)
        connection.rollback()
    if not is_told:
        with writing_engine(engine).begin() as connection:
            connection.exec_driver_sql("ANALYZE alembic_version")  # makes the table of figures
            connection.exec_driver_sql("DELETE FROM sqlite_stat1")
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", told)
        engine.dispose()  # a connection reads the figures when it opens


def _known(connection: Connection) -> list[tuple[str, str, str]]:
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").first():
        return []
    rows = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
    return [(row[0], row[1], row[2]) for row in rows]


def _figures(connection: Connection) -> Iterator[tuple[str, str, str]]:
    indexes: dict[tuple[str, str, bool, bool], list[str]] = {}
    for table, index, is_unique, is_partial, column in connection.exec_driver_sql(_INDEXES):
        if table in Base.metadata.tables:
            indexes.setdefault((table, index, bool(is_unique), bool(is_partial)), []).append(column)
    for (table, index, is_unique, is_partial), columns in indexes.items():
        rows = _WAITING if is_partial else _ROWS
        yield table, index, " ".join(str(each) for each in _left(table, columns, rows, is_unique=is_unique))


def _left(table: str, columns: Sequence[str], rows: int, *, is_unique: bool) -> Iterator[int]:
    """The rows of an index, then those left by a value of its first column, of its first two, and so on."""
    yield rows
    left = rows
    for place, column in enumerate(columns, start=1):
        left = left // _parts(table, column) if left > _FEW else max(left // 2, 2)
        yield 1 if is_unique and place == len(columns) else max(left, 2)


def _parts(table: str, column: str) -> int:
    if column == "clinic_id":
        return 1
    is_coarse = isinstance(Base.metadata.tables[table].c[column].type, Word | Boolean | Integer)
    return _ALIKE if is_coarse else _ROWS // _FEW
