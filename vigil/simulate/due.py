"""When the next row falls due, for each job: one statement of index look-ups, whatever the size of the database."""

from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ScalarSelect, Select, select, text
from sqlalchemy.engine import Engine

from vigil.domain.words import Priority
from vigil.store.tables import Alert, Ask, Clinic, Course, Message
from vigil.store.tables.ledger import DUE

ORDER = ("digest", "remind", "review", "escalate", "deliver")
"""The jobs in the order in which they turn at one instant: what owes messages before what sends them."""


class Lookout:
    """Looks for what is due on a connection of its own, outside any transaction. A play looks before each jump."""

    def __init__(self, engine: Engine) -> None:
        self._statement = str(_QUERY.compile(engine, compile_kwargs={"literal_binds": True}))
        self._connection = engine.raw_connection()
        self._cursor = self._connection.cursor()

    def next_due(self) -> dict[str, datetime]:
        """The earliest instant at which each job has something to do; a job that waits for nothing is left out."""
        found: dict[str, datetime] = {}
        row = self._cursor.execute(self._statement).fetchone()
        for job, at in zip(_JOBS, row, strict=True):
            if at is not None:
                due_at = datetime.fromisoformat(f"{at}+00:00")
                found[job] = min(due_at, found.get(job, due_at))
        return {job: found[job] for job in ORDER if job in found}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._cursor.close()
        self._connection.close()


def _first(column: Any) -> ScalarSelect[Any]:
    return select(column).where(column.is_not(None)).order_by(column).limit(1).scalar_subquery()


def _mail(priority: Priority) -> ScalarSelect[Any]:
    waiting = select(Message.due_at).where(text(DUE), Message.priority == priority)
    return waiting.order_by(Message.due_at).limit(1).scalar_subquery()


def _columns() -> Iterator[tuple[str, ScalarSelect[Any]]]:
    yield "digest", _first(Clinic.digest_due_at)
    yield "remind", _first(Ask.remind_due_at)
    yield "remind", _first(Ask.silent_due_at)
    yield "review", _first(Course.review_due_at)
    yield "escalate", _first(Alert.climb_due_at)
    for priority in Priority:
        yield "deliver", _mail(priority)


_JOBS = tuple(job for job, _ in _columns())
_QUERY: Select[Any] = select(*(column.label(f"due_{place}") for place, (_, column) in enumerate(_columns())))
