"""How statements find their rows on SQLite: what was run meanwhile, and which of it goes through a whole clinic."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from vigil.store.base import Base

MANY = Base.metadata.tables.keys() - {"clinic", "staff", "version", "webhook", "on_call", "fact"}
"""Tables of which a clinic has more than a handful of rows."""

_WHOLE = re.compile(r"(?:SCAN (\w+)|SEARCH (\w+) USING .*\(clinic_id=\?(?: AND state=\?)?\))")


@contextmanager
def told(engine: Engine) -> Iterator[list[str]]:
    """Every statement that runs meanwhile, with its values."""
    said: list[str] = []
    heard: list[Any] = []

    def hear(connection: Any) -> None:
        connection.set_trace_callback(said.append)
        heard.append(connection)

    def taken(connection: object, _record: object, _proxy: object) -> None:
        hear(connection)

    def begun(connection: Connection) -> None:  # a writer's connection is taken once for many turns
        hear(connection.connection.driver_connection)

    event.listen(engine, "checkout", taken)
    event.listen(engine, "begin", begun)
    yield said
    event.remove(engine, "checkout", taken)
    event.remove(engine, "begin", begun)
    for connection in heard:
        connection.set_trace_callback(None)


def reading_whole_clinics(engine: Engine, said: list[str]) -> list[str]:
    """The statements whose plan goes through every row that a clinic has in a table of many."""
    found = []
    with engine.connect() as connection:
        for words in dict.fromkeys(said):
            if not words.startswith(("SELECT", "UPDATE", "DELETE")) or "sqlite_" in words:
                continue
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
            tables = {table for step in plan for match in _WHOLE.finditer(step) for table in match.groups() if table}
            if tables & MANY:
                found.append(f"{words[:300]} … {plan}")
    return found
