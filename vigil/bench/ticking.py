"""tick: what one turn of the deliver job costs with a hundred messages due, however many lie behind and ahead."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from vigil import clock
from vigil.actions.write_mail import Sender
from vigil.app import sender
from vigil.bench.delivering import Figures, Say, Taker
from vigil.bench.mould import Cast, Ids, Mould
from vigil.bench.percentiles import median
from vigil.bench.throwaway import Throwaway, throwaway
from vigil.domain.states import MessageState
from vigil.jobs import deliver
from vigil.store.bulk import insert_rows
from vigil.store.tables import Message

DUE = 100
FEW = 10_000
"""What a ledger of any size is compared with."""

_EACH = 20
"""Messages a patient, behind and ahead together."""

_BATCH = 20_000
_FAR = 1_000_000  # numbers of patients who have nothing due


def measure(rows: int, database: str, rounds: int, say: Say) -> Figures:
    """Ticks with ``FEW`` future rows and as many sent ones, then with ``rows`` of each, in the same database.

    What leaves is taken at once, so that the cost is that of the job and the database. The rows behind and ahead have
    no events: a tick reads none. Others' work on the machine disturbs the quickest ticks least, so those are told too.
    """
    with throwaway(database) as ground:
        post = sender(ground.settings)
        now = clock.now()
        turns = rounds + 1
        instants = [now + timedelta(seconds=place) for place in range(2 * turns)]
        mould = Mould(ground, now)
        mould.fill([Cast(n, instants[n // DUE]) for n in range(DUE * len(instants))])
        taken = {}
        held = 0
        for size, ticks in ((FEW, instants[:turns]), (rows, instants[turns:])):
            say(f"filling {ground.kind} with {size} future messages and {size} sent ones")
            _grow(ground, mould, now, held, size)
            held = size
            ground.settle()
            taken[size] = [_tick(ground, post, at) for at in ticks][1:]  # the first one has nothing at hand yet
            say(f"a tick takes {median(taken[size])} ms")
    return {
        **_compared("tick_ms", "ratio", median(taken[FEW]), median(taken[rows])),
        **_compared("quickest_tick_ms", "ratio_of_quickest", min(taken[FEW]), min(taken[rows])),
        "due": DUE,
        "future_rows": rows,
        "sent_rows": rows,
        "ticks": rounds,
        "database": ground.kind,
    }


def _compared(name: str, ratio: str, few: float, many: float) -> Figures:
    return {name: round(many, 2), f"{name}_at_{FEW}": round(few, 2), f"{ratio}_to_{FEW}": round(many / few, 3)}


def _tick(ground: Throwaway, post: Sender, at: datetime) -> float:
    """Milliseconds of one turn that sends what is due at ``at``."""
    began = time.perf_counter()
    summary = deliver.run(ground.store, Taker(keeps=False), post, at)
    took = time.perf_counter() - began
    assert summary["sent"] == DUE, str(summary)
    return took * 1000


def _grow(ground: Throwaway, mould: Mould, now: datetime, held: int, wanted: int) -> None:
    """Enter further messages, half of them sent and half far ahead, of patients who have nothing due."""
    count = 2 * (wanted - held)
    first = _FAR + 2 * held
    people = mould.fill([Cast(first + n, now + timedelta(days=90)) for n in range(max(count // _EACH, 1))])
    enter_messages(ground, mould, people, now, count)


def enter_messages(ground: Throwaway, mould: Mould, people: Sequence[Ids], now: datetime, count: int) -> None:
    """Enter so many further messages to these patients in turn, half of them sent and half to come."""
    table = cast(Table, Message.__table__)
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        rows = (_row(mould.row(Message, people[n % len(people)]), ground.store.ids(), now, n) for n in numbers)
        with ground.store.writing(now, "bench") as session:
            insert_rows(session.connection(), table, rows)


def _row(message: dict[str, Any], id: UUID, now: datetime, number: int) -> dict[str, Any]:
    """Odd numbers within the next quarter of a year, even ones sent within the last, in no order of time."""
    minutes = 1440 + number * 7919 % 129_600
    is_sent = number % 2 == 0
    at = now + timedelta(minutes=-minutes if is_sent else minutes)
    return message | {
        "id": id,
        "key": f"bench:{id}",
        "due_at": at,
        "ideal_at": at,
        "expires_at": at + timedelta(days=5),
        "state": MessageState.SENT if is_sent else MessageState.PLANNED,
        "sent_at": at if is_sent else None,
        "attempts": int(is_sent),
    }
