"""Which EVA counts for what: the baseline of a course, and the score that judges it after a session.

A score answered less than 72 h after a session never counts for efficacy, since a painful rebound is expected then;
after a session, the score taken before the next injection is preferred; after the last one, days 5 to 14 count.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from vigil.domain.eva import Eva
from vigil.domain.history import EvaMeasure, History, Session
from vigil.domain.instants import at_local, local_date
from vigil.domain.thresholds import length, whole
from vigil.domain.words import SessionState


@dataclass(frozen=True)
class Windows:
    """When a score counts."""

    settles_after: timedelta = length(
        timedelta(hours=72), timedelta(hours=48), timedelta(days=7), "a score counts this long after a session"
    )
    baseline_days: int = whole(7, 1, 28, "days", "the baseline is the median of these days before session 1")
    last_from_day: int = whole(5, 3, 14, "days", "after the last session, a score counts from this day")
    last_target_day: int = whole(7, 3, 28, "days", "after the last session, the score nearest to this day is used")
    last_to_day: int = whole(14, 7, 42, "days", "after the last session, a score counts until this day")
    provisional_for: timedelta = length(
        timedelta(days=21), timedelta(days=7), timedelta(days=56), "how old the previous score may be to stand in"
    )


@dataclass(frozen=True)
class Window:
    """From when to when a score counts after a session; ``following`` is the session that ends it, if any."""

    opens_at: datetime
    closes_at: datetime
    following: Session | None = None


def measures(history: History) -> tuple[EvaMeasure, ...]:
    """Every score of the course, oldest first: on record, before its sessions, and in its reports; each once."""
    found = list(history.course.evas)
    before = {measure.session_id for measure in found if measure.is_before_session}
    found += [
        EvaMeasure(session.eva_before, session.at, session_id=session.id, is_before_session=True)
        for session in history.course.performed
        if session.eva_before is not None and session.id not in before
    ]
    held = {(measure.value, measure.answered_at) for measure in found}
    for report in history.reports:
        for answer in report.answers.evas:
            if answer.course_id == history.course.id and answer.eva is not None:
                measure = EvaMeasure(answer.eva, report.answered_at)
                if (measure.value, measure.answered_at) not in held:
                    held.add((measure.value, measure.answered_at))
                    found.append(measure)
    return tuple(sorted(found, key=lambda measure: measure.answered_at))


def _is_before(measure: EvaMeasure, session: Session) -> bool:
    return measure.is_before_session and measure.session_id == session.id


def baseline(history: History, windows: Windows) -> EvaMeasure | None:
    """The median of the days before session 1; failing that an older baseline, then one recalled afterwards."""
    held = measures(history)
    taken = [measure for measure in held if not measure.is_recalled]
    named = [measure for measure in taken if measure.is_baseline]
    first = next(iter(history.course.performed), None)
    near = [measure for measure in taken if first and _is_near(measure, first, windows)]
    return _median(near or named or [measure for measure in held if measure.is_recalled])


def _is_near(measure: EvaMeasure, first: Session, windows: Windows) -> bool:
    if _is_before(measure, first):
        return True
    return first.at - timedelta(days=windows.baseline_days) <= measure.answered_at <= first.at


def _median(chosen: list[EvaMeasure]) -> EvaMeasure | None:
    """Median low and high; a half tenth widens the range, so that its worse bound stays the worse one."""
    if not chosen:
        return None
    low, high = (_middle_sum([getattr(measure.value, end) for measure in chosen]) for end in ("low", "high"))
    latest = chosen[-1]
    return EvaMeasure(
        Eva(low // 2, -(-high // 2)),
        latest.answered_at,
        latest.instrument,
        latest.session_id,
        is_baseline=True,
        is_recalled=latest.is_recalled,
    )


def _middle_sum(values: list[int]) -> int:
    """Twice the median, which is whole."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]


def window(history: History, rank: int, windows: Windows) -> Window:
    """When a score counts for the session of that rank, from 1."""
    session = history.course.performed[rank - 1]
    following = _following(history, session)
    if following is not None:
        return Window(session.at + windows.settles_after, following.at, following)
    zone = history.patient.zone
    day = local_date(session.at, zone)
    opens, closes = (
        at_local(day + timedelta(days=days), time(0), zone) for days in (windows.last_from_day, windows.last_to_day + 1)
    )
    return Window(opens, closes)


def _following(history: History, session: Session) -> Session | None:
    coming = (SessionState.PERFORMED, SessionState.PLANNED)
    return next((later for later in history.course.sessions if later.state in coming and later.at > session.at), None)


def evaluation(history: History, rank: int, windows: Windows, now: datetime) -> EvaMeasure | None:
    """The score that judges the course after that session, known at ``now``; ``None`` when there is none."""
    span = window(history, rank, windows)
    known = [measure for measure in measures(history) if not measure.is_baseline and measure.answered_at <= now]
    if span.following is not None and span.opens_at <= span.closes_at:
        before = [measure for measure in known if _is_before(measure, span.following)]
        if before:
            return before[-1]
    inside = [measure for measure in known if span.opens_at <= measure.answered_at < span.closes_at]
    if span.following is not None or not inside:
        return inside[-1] if inside else None
    return min(reversed(inside), key=lambda measure: _off_target(history, rank, measure, windows))


def _off_target(history: History, rank: int, measure: EvaMeasure, windows: Windows) -> int:
    zone = history.patient.zone
    after = local_date(measure.answered_at, zone) - local_date(history.course.performed[rank - 1].at, zone)
    return abs(after.days - windows.last_target_day)


def reference_before(history: History, session: Session, windows: Windows) -> EvaMeasure | None:
    """The last score before that session, to which its rebound is compared; else the course's baseline."""
    known = [measure for measure in measures(history) if not measure.is_recalled]
    before = [measure for measure in known if measure.answered_at <= session.at or _is_before(measure, session)]
    return before[-1] if before else baseline(history, windows)
