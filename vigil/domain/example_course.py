"""A made-up course played through the plan: what a schedule means, in dates, before any patient follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.history import Course, Patient, Session
from vigil.domain.instants import days_after
from vigil.domain.plan import Gone, Plan, PlannedState, ScheduledCourse, plan
from vigil.domain.timing import Schedule
from vigil.domain.words import RiskFactor, SessionState

SESSIONS = 5
_RECORDED_AFTER = timedelta(minutes=20)
_PATIENT, _COURSE = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Dated:
    """One line of the calendar: a session by its rank, or a mail with the mails whose content it carries.

    A mail's ``rank`` is that of the session that it is about.
    """

    at: datetime
    rank: int
    mail: str = ""
    carries: tuple[str, ...] = ()


def example_course(
    schedule: Schedule,
    starts_at: datetime,
    zone: ZoneInfo,
    *,
    sessions: int = SESSIONS,
    is_immunosuppressed: bool = False,
) -> tuple[Dated, ...]:
    """The calendar of a course for which each next appointment is made at the session before, in order of time.

    The patient has an address, answers every question at once, and is reminded of nothing.
    """
    treated = _sessions(schedule, starts_at, zone, sessions)
    risks = frozenset({RiskFactor.IMMUNOSUPPRESSION} if is_immunosuppressed else ())
    patient = Patient(_PATIENT, zone, risk_factors=risks)
    gone: dict[str, Gone] = {}
    lines = [Dated(session.at, rank) for rank, session in enumerate(treated, start=1)]
    ranks = {session.id: rank for rank, session in enumerate(treated, start=1)}
    for done in range(1, sessions + 1):
        at = treated[done - 1].recorded_at
        until = treated[done].recorded_at if done < sessions else None
        planned = plan(patient, [_as_recorded(schedule, treated, done)], at, gone)
        lines += _leave(planned, until, ranks, gone)
    return tuple(sorted(lines, key=lambda line: (line.at, line.mail)))


def _leave(planned: Plan, until: datetime | None, ranks: dict[UUID, int], gone: dict[str, Gone]) -> list[Dated]:
    """What leaves before the next session is recorded; ``gone`` keeps it in mind."""
    lines = []
    for message in planned.messages:
        if message.state is PlannedState.PLANNED and (until is None or message.due_at < until):
            gone[message.key] = Gone(message.due_at, message.session_id, message.carries)
            carried = tuple(dict.fromkeys(planned.by_key[key].mail for key in message.carries if key in planned.by_key))
            lines.append(Dated(message.due_at, ranks.get(message.session_id, 0), message.mail, carried))
    return lines


def _sessions(schedule: Schedule, starts_at: datetime, zone: ZoneInfo, count: int) -> tuple[Session, ...]:
    sessions, at = [], starts_at
    for rank in range(1, count + 1):
        sessions.append(Session(UUID(int=100 + rank), _COURSE, at, SessionState.PERFORMED, at + _RECORDED_AFTER))
        at = days_after(at, schedule.spacing_after(rank), zone)
    return tuple(sessions)


def _as_recorded(schedule: Schedule, treated: Sequence[Session], done: int) -> ScheduledCourse:
    """The course right after its session of rank ``done`` was recorded and the next appointment made."""
    known = list(treated[:done])
    if done < len(treated):
        coming = treated[done]
        known.append(Session(coming.id, _COURSE, coming.at, SessionState.PLANNED, treated[done - 1].recorded_at))
    course = Course(_COURSE, _PATIENT, "", treated[0].at, tuple(known), intended_sessions=len(treated))
    return ScheduledCourse(course, schedule)
