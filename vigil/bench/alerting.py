"""alert-latency: how long from an answer that tells of danger to the alert's mail at the relay, behind bulk mail."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil import clock
from vigil.bench.apart import BenchFailed
from vigil.bench.delivering import Figures, Say
from vigil.bench.mould import Cast, Mould
from vigil.bench.percentiles import percentile
from vigil.bench.serving import IN_DANGER, Answered, answer_all, free_port, posts, serve
from vigil.bench.sink import Sink, Taste, sink
from vigil.bench.throwaway import PHYSICIAN_ADDRESS, Throwaway, throwaway
from vigil.domain.states import MessageState
from vigil.store.tables import Alert, Message, Report

_PATIENCE = 120.0
"""Seconds that the last alert may take to arrive."""

_TICK = 12.0
"""Seconds within which a worker that was started has begun with what is due."""


def measure(alerts: int, queued: int, database: str, latency: float, pause: float, say: Say) -> Figures:
    """One process serves and delivers. Each of ``alerts`` answers comes ``pause`` seconds after the one before."""
    with sink(Taste(latency=latency, watched=PHYSICIAN_ADDRESS)) as relay:
        with throwaway(database, port=free_port(), smtp_port=relay.port, smtp_connections=8) as ground:
            now = clock.now()
            mould = Mould(ground, now)
            say(f"filling {ground.kind} with {queued} due messages")
            mould.fill([Cast(n) for n in range(queued)])
            people = mould.fill([Cast(queued + n, now + timedelta(days=30)) for n in range(alerts)])
            ground.settle()
            waiting = posts(ground, mould, people, IN_DANGER, score=False)
            with serve(ground.settings):
                _wait(lambda: relay.count() > 0 or queued == 0, _TICK, "The worker did not begin.")
                say(f"{alerts} patients are in danger")
                answered = asyncio.run(answer_all(ground.settings.port, waiting, 1, pause))
                left = _left(ground)
                _wait(lambda: len(relay.seen()) >= alerts, _PATIENCE, "Not every alert arrived.")
            took = _latencies(ground, relay, answered)
        return {
            "p50_ms": percentile(took, 0.5),
            "p99_ms": percentile(took, 0.99),
            "worst_ms": percentile(took, 1.0),
            "alerts": alerts,
            "queued": queued,
            "queued_after_the_last_answer": left,
            "latency_ms": round(latency * 1000, 1),
            "database": ground.kind,
        }


def _left(ground: Throwaway) -> int:
    """How much bulk mail was still due: if none, the alerts had nothing to overtake."""
    with ground.store.reading() as session:
        due = select(func.count()).where(
            Message.state.in_((MessageState.PLANNED, MessageState.CLAIMED)), Message.due_at <= clock.now()
        )
        return session.scalar(due) or 0


def _latencies(ground: Throwaway, relay: Sink, answered: Sequence[Answered]) -> list[float]:
    """Milliseconds from each answer's sending to its alert's first mail."""
    with ground.store.reading() as session:
        asked = _asks_of_mails(session)
    sent = {each.ask_id: each.sent for each in answered}
    arrived: dict[UUID, float] = {}
    for id, at in relay.seen().items():
        ask_id = asked.get(id)
        if ask_id is not None:
            arrived[ask_id] = min(at, arrived.get(ask_id, at))
    if arrived.keys() != sent.keys():
        raise BenchFailed(f"Of {len(sent)} alerts {len(arrived)} arrived.")
    return [(arrived[ask_id] - sent[ask_id]) * 1000 for ask_id in sent]


def _asks_of_mails(session: Session) -> dict[str, UUID]:
    """By the id of an alert's mail, the ask whose answer caused it."""
    query = (
        select(Message.id, Report.ask_id)
        .join(Alert, Alert.id == Message.alert_id)
        .join(Report, Report.id == Alert.report_id)
    )
    return {str(id): ask_id for id, ask_id in session.execute(query)}


def _wait(is_over: Callable[[], bool], patience: float, otherwise: str) -> None:
    ends_at = time.monotonic() + patience
    while not is_over():
        if time.monotonic() > ends_at:
            raise BenchFailed(otherwise)
        time.sleep(0.02)
