"""Reading a schedule's file: what is out of bounds, contradictory or unknown is refused, with what is allowed."""

from datetime import timedelta
from itertools import pairwise

from vigil.domain.configuration import Table, parse, spelled
from vigil.domain.timing import (
    DAY,
    HOUR,
    WEEK,
    BeforeSession,
    Between,
    Check,
    EndOfCourse,
    Followup,
    LateChecks,
    Limits,
    Pace,
    Reminder,
    SameDay,
    Schedule,
    SendingHours,
)

__all__ = ["Schedule", "parse_schedule"]

LONGEST_NAME = 60


def parse_schedule(file: str, text: str) -> Schedule:
    """The schedule that a TOML text holds; ``file`` names it in errors (``ConfigurationError``)."""
    table = parse(file, text)
    name = table.text("name")
    if not name.replace("_", "").isalnum() or name != name.lower():
        raise table.wrong("name", "lower-case letters, digits and underscores")
    if len(name) > LONGEST_NAME:
        raise table.wrong("name", f"at most {LONGEST_NAME} characters")
    default = Schedule(name)
    schedule = Schedule(
        name=name,
        intended_sessions=table.whole("intended_sessions", 1, 60, default.intended_sessions),
        review_after_sessions=table.whole("review_after_sessions", 3, 20, default.review_after_sessions),
        sending_hours=_sending_hours(table.table("sending_hours", required=False)),
        limits=_limits(table.table("limits", required=False)),
        same_day=_same_day(table.table("same_day", required=False)),
        followup=_followup(table.table("followup", required=False)),
        between=_between(table.table("between", required=False)),
        before_session=_before_session(table.table("before_session", required=False)),
        end_of_course=_end_of_course(table.table("end_of_course", required=False)),
        late_checks=_late_checks(table.table("late_checks", required=False)),
        reminder=_reminders(table, default.reminder),
        pace=_paces(table, default.pace),
    )
    table.done()
    return schedule


def _days(
    table: Table, key: str, default: timedelta, *, low: timedelta, high: timedelta, unit: timedelta = DAY
) -> timedelta:
    """A whole number of days (or of ``unit``), since day offsets keep the wall clock."""
    length = table.duration(key, default, low=low, high=high)
    if length % unit:
        raise table.wrong(key, f"whole {'weeks' if unit == WEEK else 'days'}, such as {spelled(default)}")
    return length


def _sending_hours(table: Table) -> SendingHours:
    default = SendingHours()
    hours = SendingHours(table.wall_time("opens", default.opens), table.wall_time("closes", default.closes))
    open_minutes = (hours.closes.hour - hours.opens.hour) * 60 + hours.closes.minute - hours.opens.minute
    if open_minutes < 120:
        raise table.wrong("closes", f"a time of day at least two hours after opens ({hours.opens:%H:%M})")
    if hours.opens.hour < 6:
        raise table.wrong("opens", "06:00 or later: patients are not written to at night")
    if hours.closes.hour * 60 + hours.closes.minute > 21 * 60:
        raise table.wrong("closes", "21:00 or earlier: patients are not written to at night")
    table.done()
    return hours


def _limits(table: Table) -> Limits:
    limits = Limits(table.whole("per_day", 1, 3, 1), table.whole("per_week", 1, 14, 4))
    if limits.per_week < limits.per_day:
        raise table.wrong("per_week", f"at least per_day ({limits.per_day})")
    table.done()
    return limits


def _same_day(table: Table) -> SameDay:
    default = SameDay()
    step = SameDay(
        table.duration("after", default.after, low=timedelta(minutes=15), high=12 * HOUR),
        table.duration("grace", default.grace, low=14 * HOUR, high=48 * HOUR),
        table.duration("joins_within", default.joins_within, high=DAY),
    )
    table.done()
    return step


def _followup(table: Table) -> Followup:
    default = Followup()
    step = Followup(
        table.duration("after", default.after, low=24 * HOUR, high=96 * HOUR),
        table.duration("grace", default.grace, low=DAY, high=14 * DAY),
        _days(table, "late_after", default.late_after, low=3 * DAY, high=28 * DAY),
        _days(table, "closes_after", default.closes_after, low=7 * DAY, high=90 * DAY),
    )
    expires = step.after + step.grace
    _check_link(table, opens=step.after, late=step.late_after, expires=expires, closes=step.closes_after)
    table.done()
    return step


def _between(table: Table) -> Between:
    default = Between()
    step = Between(
        _days(table, "after", default.after, low=3 * DAY, high=28 * DAY),
        table.duration("earliest", default.earliest, low=72 * HOUR, high=28 * DAY),
        table.duration("before_next", default.before_next, low=24 * HOUR, high=7 * DAY),
        table.duration("grace", default.grace, low=DAY, high=28 * DAY),
        _days(table, "late_after", default.late_after, low=4 * DAY, high=60 * DAY),
        _days(table, "closes_after", default.closes_after, low=7 * DAY, high=90 * DAY),
    )
    if step.earliest > step.after:
        raise table.wrong("earliest", f"at most after ({spelled(step.after)})")
    expires = step.after + step.grace
    _check_link(table, opens=step.after, late=step.late_after, expires=expires, closes=step.closes_after)
    table.done()
    return step


def _before_session(table: Table) -> BeforeSession:
    default = BeforeSession()
    step = BeforeSession(
        table.duration("again", default.again, low=72 * HOUR, high=14 * DAY),
        table.duration("again_within", default.again_within, low=72 * HOUR, high=30 * DAY),
        table.duration("useful_until", default.useful_until, low=HOUR, high=72 * HOUR),
        table.duration("joins_within", default.joins_within, low=timedelta(0), high=7 * DAY),
    )
    if step.again_within < step.again + DAY:
        raise table.wrong("again_within", f"at least a day more than again ({spelled(step.again)})")
    if step.useful_until >= step.again:
        raise table.wrong("useful_until", f"less than again ({spelled(step.again)})")
    table.done()
    return step


def _end_of_course(table: Table) -> EndOfCourse:
    default = EndOfCourse()
    step = EndOfCourse(
        _days(table, "after", default.after, low=5 * DAY, high=14 * DAY),
        _days(table, "earliest", default.earliest, low=5 * DAY, high=14 * DAY),
        _days(table, "latest", default.latest, low=5 * DAY, high=14 * DAY),
        _days(table, "closes_after", default.closes_after, low=14 * DAY, high=90 * DAY),
    )
    if step.earliest > step.after:
        raise table.wrong("earliest", f"at most after ({spelled(step.after)})")
    if step.latest <= step.after:
        raise table.wrong("latest", f"more than after ({spelled(step.after)})")
    _check_link(table, opens=step.after, late=step.latest, expires=step.latest, closes=step.closes_after)
    table.done()
    return step


def _late_checks(table: Table) -> LateChecks:
    default = LateChecks()
    grace = table.duration("grace", default.grace, low=7 * DAY, high=12 * WEEK)
    late_after = _days(table, "late_after", default.late_after, low=3 * DAY, high=8 * WEEK)
    closes_after = _days(table, "closes_after", default.closes_after, low=2 * WEEK, high=26 * WEEK)
    _check_link(table, opens=timedelta(0), late=late_after, expires=grace, closes=closes_after)
    checks = [_check(row) for row in table.tables("check", required=False)] if table.has("check") else default.check
    weeks = [check.after for check in checks]
    if weeks != sorted(set(weeks)):
        raise table.wrong("check", "late checks in order of time, none twice")
    if not {4 * WEEK, 12 * WEEK} <= {check.after for check in checks if not check.if_immunosuppressed}:
        raise table.wrong("check", "checks that include 4w and 12w for every patient (late mycobacterial infection)")
    table.done()
    return LateChecks(grace, late_after, closes_after, tuple(checks))


def _check(row: Table) -> Check:
    after = row.duration("after", low=2 * WEEK, high=104 * WEEK)
    if after % WEEK:
        raise row.wrong("after", "whole weeks, such as 12w")
    check = Check(after, row.boolean("if_immunosuppressed", False))
    row.done()
    return check


def _reminders(table: Table, default: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
    """``reminder = []`` means none; an absent key the default."""
    rows = table.tables("reminder", required=False)
    if not table.has("reminder"):
        return default
    reminders = []
    for row in rows:
        reminders.append(Reminder(row.duration("after", low=24 * HOUR, high=14 * DAY)))
        row.done()
    gaps = [later.after - earlier.after for earlier, later in pairwise(reminders)]
    if len(reminders) > 3 or any(gap < 24 * HOUR for gap in gaps):
        raise table.wrong("reminder", "at most three reminders, in order, at least 24h apart")
    return tuple(reminders)


def _paces(table: Table, default: tuple[Pace, ...]) -> tuple[Pace, ...]:
    rows = table.tables("pace", required=False)
    if not table.has("pace"):
        return default
    paces, reached = [], 0
    for index, row in enumerate(rows, start=1):
        spacing = row.whole("spacing_days", 3, 366)
        is_last = index == len(rows)
        if is_last and row.has("until_rank"):
            raise row.wrong("until_rank", "no until_rank on the last pace: it holds for all sessions that follow")
        until = None if is_last else row.whole("until_rank", reached + 1, 60)
        reached = until or reached
        paces.append(Pace(spacing, until))
        row.done()
    if not paces:
        raise table.wrong("pace", "at least one pace")
    return tuple(paces)


def _check_link(table: Table, *, opens: timedelta, late: timedelta, expires: timedelta, closes: timedelta) -> None:
    """Refuse a link that is late before it opens, or closed while its first message may still be sent."""
    if late <= opens:
        raise table.wrong("late_after", f"more than {spelled(opens)}, when the message is due")
    if closes <= max(late, expires):
        least = spelled(max(late, expires))
        raise table.wrong("closes_after", f"more than {least}, when the link is late and no message leaves")
