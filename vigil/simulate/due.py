"""When the next row falls due, for each job: one statement of index look-ups, whatever the size of the database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, select, text
from sqlalchemy.orm import Session

from vigil.domain.words import Priority
from vigil.store.tables import Alert, Ask, Clinic, Course, Message
from vigil.store.tables.ledger import DUE

ORDER = ("digest", "remind", "review", "escalate", "deliver")
"""The jobs in the order in which they turn at one instant: what owes messages before what sends them."""


def next_due(session: Session) -> dict[str, datetime]:
    """The earliest instant at which each job has something to do; a job that waits for nothing is left out."""
    found: dict[str, datetime] = {}
    for (job, _), at in zip(_COLUMNS, session.execute(_QUERY).one(), strict=True):
        if at is not None:
            found[job] = min(at, found.get(job, at))
    return {job: found[job] for job in ORDER if job in found}


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


_COLUMNS = tuple(_columns())
_QUERY: Select[Any] = select(*(column.label(f"due_{place}") for place, (_, column) in enumerate(_COLUMNS)))
