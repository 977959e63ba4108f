"""plan: how long it takes to plan everything that so many courses owe, and to plan it again when nothing changed."""

import time

from vigil import clock
from vigil.actions.change_schedule import replan_followers
from vigil.bench.delivering import Figures, Say
from vigil.bench.mould import Cast, Mould
from vigil.bench.throwaway import throwaway
from vigil.domain.errors import VigilError

_SCHEDULE = "standard"


def measure(courses: int, database: str, say: Say) -> Figures:
    """Patients with one course and one session are entered without a plan, and planned as a change of schedule does."""
    with throwaway(database) as ground:
        now = clock.now()
        say(f"filling {ground.kind} with {courses} courses")
        Mould(ground, now, owes=False).fill([Cast(n) for n in range(courses)])
        ground.settle()
        seconds, cpu = list[float](), list[float]()
        for what in ("planning", "planning again"):
            say(what)
            began, worked = time.perf_counter(), time.process_time()
            with ground.store.writing(now, "bench") as session:
                planned, messages = replan_followers(session, ground.clinic_id, _SCHEDULE, now)
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
            if planned != courses or (messages.entered > 0) is not (what == "planning"):
                raise VigilError(f"{planned} of {courses} courses were planned: the figures would mean nothing.")
        first, again = seconds
        return {
            "seconds": round(first, 2),
            "seconds_per_100000": round(first / courses * 100_000, 1),
            "again_seconds_per_100000": round(again / courses * 100_000, 1),
            "cpu_us_per_course": round(cpu[0] / courses * 1e6),
            "courses": courses,
            "database": ground.kind,
        }
