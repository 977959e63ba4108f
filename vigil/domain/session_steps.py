"""The steps that hang on one session: the same day, 48 h after, between sessions, and before an appointment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vigil.domain.history import Session
from vigil.domain.instants import days_after, elapsed_after, local_date
from vigil.domain.reasons import Reason
from vigil.domain.steps import Departures, Link, Occasion, ScheduledCourse, Step, Window
from vigil.domain.timing import DAY, Schedule

LEEWAY = timedelta(minutes=30)
"""How long before a deadline a message is due at the latest, so that delivering it does not overrun."""


@dataclass(frozen=True)
class Performed:
    """A performed session in its course: the next one or appointment, and whether the course goes on after it."""

    session: Session
    schedule: Schedule
    next_at: datetime | None
    goes_on: bool
    end_key: str

    @property
    def known_at(self) -> datetime:
        return max(self.session.at, self.session.recorded_at)


def performed_sessions(scheduled: ScheduledCourse) -> Iterator[Performed]:
    """The performed sessions of a course, oldest first."""
    live, rank, course = scheduled.live, 0, scheduled.course
    for place, session in enumerate(live):
        if session.is_performed:
            rank += 1
            later = live[place + 1].at if place + 1 < len(live) else None
            goes_on = later is not None or (rank < course.intended_sessions and course.closed_at is None)
            yield Performed(session, scheduled.schedule, later, goes_on, f"end:{course.id}")


def same_day_groups(performed: Iterable[Performed], zone: ZoneInfo) -> Iterator[tuple[Performed, ...]]:
    """The performed sessions of all courses, those of one day of the patient's calendar together."""
    groups: dict[date, list[Performed]] = {}
    for one in sorted(performed, key=lambda one: (one.session.at, str(one.session.id))):
        groups.setdefault(local_date(one.session.at, zone), []).append(one)
    return (tuple(group) for group in groups.values())


def steps_after(group: tuple[Performed, ...], zone: ZoneInfo, departures: Departures) -> Iterator[Step]:
    """What is owed after the sessions of one day: same-day message, follow-up, questions before the next session."""
    for part in _shared(group, same_day_key, departures.told):
        yield _same_day(part, zone)
    for part in _shared(group, followup_key, departures.asked):
        yield _followup(part, zone)
    going_on = tuple(one for one in group if one.goes_on)
    for part in _shared(going_on, between_key, departures.asked):
        yield _between(part, zone, departures)


def same_day_key(session: Session) -> str:
    return f"same_day:{session.id}"


def followup_key(session: Session) -> str:
    """The name keeps ``48h`` whatever the schedule says, so that changing the hours never owes it twice."""
    return f"followup:{session.id}:48h"


def between_key(session: Session) -> str:
    return f"between:{session.id}"


def _shared(
    group: tuple[Performed, ...], key: Callable[[Session], str], went: Callable[[str], object]
) -> Iterator[tuple[Performed, ...]]:
    """One part for the whole group, led by its first session; where some sessions were already written about on their
    own, each of those leads a part, and the first of them covers the others."""
    leaders = [one for one in group if went(key(one.session))] or list(group[:1])
    for place, leader in enumerate(leaders):
        others = [one for one in group if one not in leaders] if place == 0 else []
        yield (leader, *others)


def _known_at(part: Sequence[Performed]) -> datetime:
    return min(one.known_at for one in part)


def _sessions(part: Sequence[Performed]) -> tuple[Session, ...]:
    return tuple(one.session for one in part)


def _same_day(part: tuple[Performed, ...], zone: ZoneInfo) -> Step:
    schedule, known_at = part[0].schedule, _known_at(part)
    ideal_at = elapsed_after(max(one.session.at for one in part), schedule.same_day.after)
    expires_at = elapsed_after(ideal_at, schedule.same_day.grace)
    return Step(
        key=same_day_key(part[0].session),
        occasion=Occasion.SAME_DAY,
        schedule=schedule,
        sessions=_sessions(part),
        window=Window(ideal_at, ideal_at, expires_at),
        expires_at=expires_at,
        known_at=known_at,
        sheet_at=known_at,
        joins_within=schedule.same_day.joins_within,
    )


def _followup(part: tuple[Performed, ...], zone: ZoneInfo) -> Step:
    schedule, known_at = part[0].schedule, _known_at(part)
    step, last_at = schedule.followup, max(one.session.at for one in part)
    ideal_at = elapsed_after(last_at, step.after)
    expires_at = elapsed_after(ideal_at, step.grace)
    return Step(
        key=followup_key(part[0].session),
        occasion=Occasion.FOLLOWUP,
        schedule=schedule,
        sessions=_sessions(part),
        window=Window(ideal_at, ideal_at, expires_at),
        expires_at=expires_at,
        known_at=known_at,
        sheet_at=known_at,
        link=link(last_at, step.late_after, step.closes_after, zone),
    )


def _between(part: tuple[Performed, ...], zone: ZoneInfo, departures: Departures) -> Step:
    schedule, known_at = part[0].schedule, _known_at(part)
    step, last_at = schedule.between, max(one.session.at for one in part)
    ideal_at = days_after(last_at, step.after // DAY, zone)
    latest_at = expires_at = elapsed_after(ideal_at, step.grace)
    ends = link(last_at, step.late_after, step.closes_after, zone)
    next_at = min((one.next_at for one in part if one.next_at), default=None)
    if next_at is not None:
        expires_at = min(expires_at, elapsed_after(next_at, -step.before_next))
        latest_at = min(latest_at, elapsed_after(next_at, -step.before_next - LEEWAY))
        ends = Link(min(ends.late_at, next_at), ends.closes_at)
    return Step(
        key=between_key(part[0].session),
        occasion=Occasion.BETWEEN,
        schedule=schedule,
        sessions=_sessions(part),
        window=Window(elapsed_after(last_at, step.earliest), ideal_at, latest_at),
        expires_at=expires_at,
        known_at=known_at,
        sheet_at=known_at,
        link=ends,
        already=Reason.ALREADY_ASKED if _has_ended(part, departures) else None,
    )


def _has_ended(part: tuple[Performed, ...], departures: Departures) -> bool:
    """Whether the end-of-course questions were put after these very sessions, before the course was taken up again."""
    return all(_end_was_asked(one, departures) for one in part)


def _end_was_asked(one: Performed, departures: Departures) -> bool:
    departure = departures.asked(f"{one.end_key}:{one.session.id}") or departures.asked(one.end_key)
    if departure is None:
        return False
    if departure.session_id is None:
        return departure.sent_at > one.known_at and (one.next_at is None or departure.sent_at < one.next_at)
    return departure.session_id == one.session.id


def link(from_at: datetime, late_after: timedelta, closes_after: timedelta, zone: ZoneInfo) -> Link:
    """The ends of a link, in wall-clock days after an instant."""
    return Link(days_after(from_at, late_after // DAY, zone), days_after(from_at, closes_after // DAY, zone))


def announced_key(session: Session) -> str:
    return f"before:{session.id}:announced"


def again_key(session: Session) -> str:
    """The name keeps ``72h`` whatever the schedule says, so that changing the hours never owes it twice."""
    return f"before:{session.id}:72h"


def steps_before(session: Session, schedule: Schedule) -> tuple[Step, Step]:
    """The instructions before an appointment: at once, and again some days before.

    Both would rather leave ``again`` (72 h) before it; when the appointment is closer, or the day passed unused, they
    still leave as long as they are useful.
    """
    step, known_at = schedule.before_session, session.recorded_at
    deadline = elapsed_after(session.at, -step.again)
    useful_until = elapsed_after(session.at, -step.useful_until)
    again_from = elapsed_after(session.at, -step.again_within)
    rest = Window(max(known_at, deadline), max(known_at, deadline), useful_until)
    announced = Step(
        key=announced_key(session),
        occasion=Occasion.BEFORE_SESSION,
        schedule=schedule,
        sessions=(session,),
        window=Window(known_at, known_at, deadline - LEEWAY),
        expires_at=useful_until,
        known_at=known_at,
        sheet_at=known_at,
        fallback=rest,
        joins_within=step.joins_within,
    )
    again = Step(
        key=again_key(session),
        occasion=Occasion.BEFORE_SESSION,
        schedule=schedule,
        sessions=(session,),
        window=Window(max(known_at, again_from), deadline - LEEWAY, deadline - LEEWAY, prefers_earlier=True),
        expires_at=useful_until,
        known_at=known_at,
        sheet_at=max(known_at, again_from),
        fallback=rest,
        joins_within=step.again_within,
        is_again=True,
    )
    return announced, again
