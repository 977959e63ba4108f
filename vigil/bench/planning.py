"""plan: how long it takes to plan what so many courses owe, to enter it, and to look again when nothing changed."""

import time
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil import clock
from vigil.actions.replan_followers import replan_followers
from vigil.bench.delivering import Figures, Say
from vigil.bench.mould import Cast, Mould
from vigil.bench.throwaway import throwaway
from vigil.domain.errors import VigilError
from vigil.domain.plan import ScheduledCourse, plan
from vigil.store import histories
from vigil.store.tables import Patient

_SCHEDULE = "standard"


def measure(courses: int, database: str, say: Say) -> Figures:
    """Patients with one course and one session are entered without a plan; theirs is made, then entered.

    The plan alone is the pure function of what is known of each patient; entering it is what a change of schedule does.
    """
    with throwaway(database) as ground:
        now = clock.now()
        say(f"filling {ground.kind} with {courses} courses")
        Mould(ground, now, owes=False).fill([Cast(n) for n in range(courses)])
        ground.settle()
        say("planning")
        with ground.store.reading() as session:
            alone = _plan_alone(session, now)
        seconds, cpu = list[float](), list[float]()
        for what in ("entering", "entering again"):
            say(what)
            began, worked = time.perf_counter(), time.process_time()
            with ground.store.writing(now, "bench") as session:
                planned, messages = replan_followers(session, ground.clinic_id, _SCHEDULE, now)
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
            if planned != courses or (messages.entered > 0) is not (what == "entering"):
                raise VigilError(f"{planned} of {courses} courses were planned: the figures would mean nothing.")
        first, again = seconds
        return {
            "plan_seconds_per_100000": round(alone * 100_000, 1),
            "seconds": round(first, 2),
            "seconds_per_100000": round(first / courses * 100_000, 1),
            "again_seconds_per_100000": round(again / courses * 100_000, 1),
            "cpu_us_per_course": round(cpu[0] / courses * 1e6),
            "courses": courses,
            "database": ground.kind,
        }


def _plan_alone(session: Session, now: datetime) -> float:
    """Seconds that a course's plan takes, its facts being known."""
    took = known = 0.0
    for patient_id in session.scalars(select(Patient.id)).all():
        facts = histories.load(session, patient_id, now)
        courses = [ScheduledCourse(course, facts.schedules[course.id][0]) for course in facts.courses]
        began = time.perf_counter()
        owed = plan(facts.patient, courses, now)
        took += time.perf_counter() - began
        known += len(courses) if owed.messages else 0
    return took / known
