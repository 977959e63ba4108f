"""Sending hours, the most messages in a day and a week, and reminders within both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.follow_up import DAY, PARIS, STANDARD, clock, paris
from vigil.domain.instants import local_date
from vigil.domain.load import Agenda, PlannedReminder, next_allowed, next_reminder_at, next_sendable, reminders_due
from vigil.domain.reasons import Reason
from vigil.domain.timing import Limits, SendingHours

HOURS, LIMITS = SendingHours(), Limits()
FIRST = paris("2026-03-04 10:00")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("2026-03-04 08:59", "03-04 09:00"),
        ("2026-03-04 09:00", "03-04 09:00"),
        ("2026-03-04 18:59", "03-04 18:59"),
        ("2026-03-04 19:00", "03-05 09:00"),
        ("2026-03-28 23:30", "03-29 09:00"),
        ("2026-12-25 12:00", "12-25 12:00"),
    ],
)
def test_a_message_out_of_hours_waits_for_the_next_opening_holidays_or_not(wanted: str, expected: str) -> None:
    assert clock(next_sendable(paris(wanted), PARIS, HOURS)) == expected


def test_a_second_message_of_a_day_leaves_the_next_morning() -> None:
    assert clock(next_allowed(FIRST, [paris("2026-03-04 17:00")], PARIS, HOURS, LIMITS)) == "03-05 09:00"


def test_a_fifth_message_within_seven_days_waits_for_the_eighth() -> None:
    taken = [paris(f"2026-03-0{day} 10:00") for day in (2, 4, 5, 6)]
    assert clock(next_allowed(paris("2026-03-07 10:00"), taken, PARIS, HOURS, LIMITS)) == "03-09 09:00"


def test_messages_still_to_come_count_as_well() -> None:
    agenda = Agenda(PARIS, LIMITS, [paris(f"2026-03-{day:02} 10:00") for day in (5, 6, 7, 10)])
    assert not agenda.has_room(date(2026, 3, 4))
    assert agenda.has_room(date(2026, 3, 3))


@settings(deadline=None)
@given(st.lists(st.integers(0, 24 * 40), max_size=12), st.integers(0, 24 * 40), st.integers(1, 2), st.integers(2, 6))
def test_the_next_allowed_instant_never_breaks_a_limit_that_was_kept(
    hours: list[int], wanted: int, per_day: int, per_week: int
) -> None:
    limits, taken = Limits(per_day, per_week), list[datetime]()
    for offset in [*sorted(hours), wanted]:
        wanted_at = FIRST + timedelta(hours=offset)
        at = next_allowed(wanted_at, taken, PARIS, HOURS, limits)
        assert at >= wanted_at
        assert 9 <= at.astimezone(PARIS).hour < 19
        taken.append(at)
    days = [local_date(at, PARIS) for at in taken]
    assert max(days.count(day) for day in days) <= per_day
    assert max(sum(first <= day < first + 7 * DAY for day in days) for first in days) <= per_week


def due(
    at: str,
    *,
    others: Sequence[str] = (),
    decided: Mapping[int, datetime | None] | None = None,
    late: str = "2026-03-20 10:00",
) -> tuple[PlannedReminder, ...]:
    return reminders_due(
        "followup:s1:48h",
        STANDARD,
        FIRST,
        paris(at),
        zone=PARIS,
        late_at=paris(late),
        others=[paris(other) for other in others],
        decided=decided,
    )


def summary(rows: Sequence[PlannedReminder]) -> list[tuple[int, str | Reason | None]]:
    return [(row.number, clock(row.due_at) if row.due_at else row.reason) for row in rows]


def test_reminders_come_24_and_72_hours_after_the_first_message_was_sent_then_no_more() -> None:
    assert summary(due("2026-03-05 09:59")) == []
    assert summary(due("2026-03-05 10:00")) == [(1, "03-05 10:00")]
    after_one = {1: paris("2026-03-05 10:00")}
    assert summary(due("2026-03-07 09:59", decided=after_one)) == []
    assert summary(due("2026-03-07 10:00", decided=after_one)) == [(2, "03-07 10:00")]
    assert summary(due("2026-03-19 10:00", decided={1: None, 2: None})) == []
    assert due("2026-03-05 10:00")[0].key == "followup:s1:48h:reminder:1"


def test_the_next_reminder_to_look_at_is_known_beforehand() -> None:
    assert next_reminder_at(STANDARD.reminder, FIRST, FIRST) == paris("2026-03-05 10:00")
    assert next_reminder_at(STANDARD.reminder, FIRST, paris("2026-03-05 10:00")) == paris("2026-03-07 10:00")
    assert next_reminder_at(STANDARD.reminder, FIRST, paris("2026-03-07 10:00")) is None


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["2026-03-05 18:00"], Reason.ABSORBED),  # one is planned that day
        (["2026-03-04 15:00"], Reason.ABSORBED),  # one was sent since
        (["2026-03-06 09:00"], "03-05 10:00"),  # the next day's leaves it in peace
        (["2026-03-03 09:00"], "03-05 10:00"),  # an older one does not count
        (["2026-03-01 09:00", "2026-03-02 09:00", "2026-03-03 09:00"], Reason.NO_ROOM),
        (["2026-02-26 09:00", "2026-03-02 09:00", "2026-03-03 09:00"], "03-05 10:00"),
        (["2026-02-27 09:00", "2026-03-02 09:00", "2026-03-03 09:00"], "03-06 09:00"),  # put off by 23 h
        (["2026-02-27 09:00", "2026-03-02 09:00", "2026-03-03 09:00", "2026-03-06 09:00"], Reason.ABSORBED),
        (["2026-03-04 10:00"], "03-05 10:00"),  # what left with the first was not sent since
    ],
)
def test_a_reminder_yields_to_a_newer_message_and_to_the_limits(others: list[str], expected: str | Reason) -> None:
    assert summary(due("2026-03-05 10:00", others=others)) == [(1, expected)]


@pytest.mark.parametrize(("first", "expected"), [("09:00", "03-06 09:00"), ("08:59", Reason.NO_ROOM)])
def test_a_reminder_is_put_off_by_a_day_at_most(first: str, expected: str | Reason) -> None:
    others = [paris(f"2026-{day} 09:00") for day in ("02-27", "03-02", "03-03")]
    first_at, late_at = paris(f"2026-03-04 {first}"), paris("2026-03-20 10:00")
    rows = reminders_due("a", STANDARD, first_at, first_at + DAY, zone=PARIS, late_at=late_at, others=others)
    assert summary(rows) == [(1, expected)]


def test_after_an_outage_only_the_last_reminder_leaves() -> None:
    assert summary(due("2026-03-08 11:00")) == [(1, Reason.ABSORBED), (2, "03-08 11:00")]


def test_no_reminder_leaves_on_the_day_on_which_answers_become_late() -> None:
    assert summary(due("2026-03-05 10:00", late="2026-03-05 15:00")) == [(1, Reason.TIME_PASSED)]
    assert summary(due("2026-03-05 10:00", late="2026-03-06 08:00")) == [(1, "03-05 10:00")]


def test_a_schedule_without_reminders_has_none() -> None:
    quiet = replace(STANDARD, reminder=())
    assert reminders_due("a", quiet, FIRST, FIRST + 9 * DAY, zone=PARIS, late_at=FIRST + 30 * DAY) == ()
