"""Asks as the jobs look them up and mark them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, Uuid, case, update
from sqlalchemy.orm import Session

from vigil.domain.words import AskState
from vigil.store.base import Instant
from vigil.store.given import Each
from vigil.store.tables import Ask


class Put(NamedTuple):
    """An ask whose first message has left: when, and when a job has to look at it again."""

    ask_id: UUID
    at: datetime
    remind_due_at: datetime | None
    silent_due_at: datetime


def put(session: Session, puts: Sequence[Put]) -> None:
    """Note that asks were put, all at once; what was answered meanwhile needs neither reminder nor silence.

    The ledger's events say the same: this leaves none of its own.
    """
    if puts:
        _PUT.run(session, puts)


_TABLE = cast(Table, Ask.__table__)
_WAITS = _TABLE.c.replied_at.is_(None) & (_TABLE.c.state == AskState.OPEN)

_PUT = Each(
    lambda given: (
        update(_TABLE)
        .where(_TABLE.c.id == given.ask_id, _TABLE.c.asked_at.is_(None))
        .values(
            asked_at=given.at,
            remind_due_at=case((_WAITS, given.remind_due_at), else_=_TABLE.c.remind_due_at),
            silent_due_at=case((_WAITS, given.silent_due_at), else_=_TABLE.c.silent_due_at),
        )
    ),
    ask_id=Uuid(),
    at=Instant(),
    remind_due_at=Instant(),
    silent_due_at=Instant(),
)
