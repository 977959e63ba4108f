"""reply: web answers a second, each committed with its rules before its page comes back."""

import asyncio

from sqlalchemy import func, select

from vigil import clock
from vigil.bench.apart import BenchFailed
from vigil.bench.delivering import Figures, Say
from vigil.bench.mould import Cast, Mould
from vigil.bench.percentiles import percentile
from vigil.bench.serving import FINE, answer_all, free_port, posts, processor_seconds, serve
from vigil.bench.throwaway import throwaway
from vigil.store.tables import Report

_FIRST = 64
"""Answers before the clock starts: what is read once is read then."""


def measure(answers: int, clients: int, database: str, say: Say) -> Figures:
    """Patients who are well answer over loopback, each with a score; every answer has to be on record afterwards."""
    with throwaway(database, port=free_port()) as ground:
        mould = Mould(ground, clock.now())
        say(f"filling {ground.kind} with {answers} asks")
        people = mould.fill([Cast(n) for n in range(answers + _FIRST)])
        ground.settle()
        waiting = posts(ground, mould, people, FINE, score=True)
        port = ground.settings.port
        with serve(ground.settings, "--only", "web") as pid:
            asyncio.run(answer_all(port, waiting[:_FIRST], clients))
            say(f"{clients} clients answer")
            before = processor_seconds(pid)
            answered = asyncio.run(answer_all(port, waiting[_FIRST:], clients))
            after = processor_seconds(pid)
        with ground.store.reading() as session:
            kept = session.scalar(select(func.count()).select_from(Report))
        if kept != len(waiting):
            raise BenchFailed(f"{len(waiting)} answers were taken and {kept} are on record.")
        took = [(each.done - each.sent) * 1000 for each in answered]
        seconds = max(each.done for each in answered) - min(each.sent for each in answered)
        return {
            "answers_per_second": round(answers / seconds, 1),
            "p50_ms": percentile(took, 0.5),
            "p99_ms": percentile(took, 0.99),
            "processor_ms": None if before is None or after is None else round((after - before) / answers * 1000, 2),
            "answers": answers,
            "clients": clients,
            "database": ground.kind,
        }
