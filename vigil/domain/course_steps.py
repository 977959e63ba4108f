"""The steps that hang on the latest performed session of a course: the end-of-course score and the late checks."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from vigil.domain.history import Course, Patient, Session
from vigil.domain.instants import days_after, elapsed_after
from vigil.domain.load import opening
from vigil.domain.session_steps import Performed, link
from vigil.domain.steps import Departures, Link, Occasion, ScheduledCourse, Step, Window
from vigil.domain.timing import DAY, Check, Schedule
from vigil.domain.words import RiskFactor


def steps_at_the_end(
    patient: Patient, scheduled: ScheduledCourse, performed: tuple[Performed, ...], departures: Departures
) -> Iterator[Step]:
    """The end-of-course ask once the course does not go on, and the late checks, which nothing cancels."""
    if not performed:
        return
    course, schedule, goes_on = scheduled.course, scheduled.schedule, performed[-1].goes_on
    for key, session in _occurrences(f"end:{course.id}", course, departures, is_owed=not goes_on):
        yield _end(key, session, schedule, patient.zone)
    for check in schedule.late_checks.check:
        if check.if_immunosuppressed and not patient.has(RiskFactor.IMMUNOSUPPRESSION):
            continue
        for key, session in _occurrences(f"late:{course.id}:{check.name}", course, departures, is_owed=True):
            yield _late(key, session, check, schedule, patient.zone, goes_on=goes_on)


def _occurrences(base: str, course: Course, departures: Departures, *, is_owed: bool) -> list[tuple[str, Session]]:
    """Each ask of one check with the session that it hangs on: those that have gone, and the one that is owed.

    While unsent, the ask hangs on the latest performed session. Once it has gone for an earlier session, a later one
    owes it again under a key of its own.
    """
    performed = sorted(course.performed, key=lambda session: (session.at, str(session.id)))
    latest = performed[-1]
    departure = departures.asked(base)
    if departure is None:
        return [(base, latest)] if is_owed else []
    covered = _asked_about(departure.session_id, departure.sent_at, course, performed)
    found = [(base, covered)]
    for session in sorted(course.sessions, key=lambda session: (session.at, str(session.id))):
        if departures.asked(f"{base}:{session.id}"):
            found.append((f"{base}:{session.id}", session))
            covered = max(covered, session, key=lambda one: one.at)
    if is_owed and latest.at > covered.at and latest.id != covered.id:
        found.append((f"{base}:{latest.id}", latest))
    return found


def _asked_about(session_id: object, sent_at: datetime, course: Course, performed: list[Session]) -> Session:
    """The session that a gone ask hung on; where the ledger does not say, the last one known when it left."""
    for session in course.sessions:
        if session.id == session_id:
            return session
    known = [session for session in performed if max(session.at, session.recorded_at) <= sent_at]
    return known[-1] if known else performed[0]


def _end(key: str, session: Session, schedule: Schedule, zone: ZoneInfo) -> Step:
    step = schedule.end_of_course
    known_at = max(session.at, session.recorded_at)
    latest_at = days_after(session.at, step.latest // DAY, zone)
    return Step(
        key=key,
        occasion=Occasion.END_OF_COURSE,
        schedule=schedule,
        sessions=(session,),
        window=Window(
            days_after(session.at, step.earliest // DAY, zone),
            days_after(session.at, step.after // DAY, zone),
            latest_at,
        ),
        expires_at=latest_at,
        known_at=known_at,
        sheet_at=known_at,
        link=Link(latest_at, days_after(session.at, step.closes_after // DAY, zone)),
    )


def _late(key: str, session: Session, check: Check, schedule: Schedule, zone: ZoneInfo, *, goes_on: bool) -> Step:
    """A sheet for it is handed over at the last session; while the course goes on, it is printed on the check's day."""
    step = schedule.late_checks
    known_at = max(session.at, session.recorded_at)
    ideal_at = days_after(session.at, check.after // DAY, zone)
    expires_at = elapsed_after(ideal_at, step.grace)
    day = ideal_at.astimezone(zone).date()
    return Step(
        key=key,
        occasion=Occasion.LATE_CHECK,
        schedule=schedule,
        sessions=(session,),
        window=Window(ideal_at, ideal_at, expires_at),
        expires_at=expires_at,
        known_at=known_at,
        sheet_at=max(known_at, opening(day, zone, schedule.sending_hours)) if goes_on else known_at,
        link=link(ideal_at, step.late_after, step.closes_after, zone),
    )
