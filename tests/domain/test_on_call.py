"""Who is on call at an instant: midnight, both nights on which the clocks change, overlaps and gaps."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.domain.errors import Refused
from vigil.domain.instants import at_local
from vigil.domain.on_call import Cover, Duty, Stretch, covering, segments

PARIS = ZoneInfo("Europe/Paris")
ANNE, HUGO = UUID(int=1), UUID(int=2)


def local(written: str) -> datetime:
    """An instant by the clocks of Paris; the first of two that show the same."""
    naive = datetime.fromisoformat(written)
    return at_local(naive.date(), naive.time(), PARIS)


def stretch(starts: str, ends: str, staff: UUID = ANNE, duty: Duty = Duty.ON_CALL, **more: object) -> Stretch:
    first, last = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    return Stretch(
        UUID(int=9),
        staff,
        duty,
        first.date(),
        first.time(),
        last.date(),
        last.time(),
        **more,  # type: ignore[arg-type]
    )


WEEKEND = stretch("2026-03-06T18:00", "2026-03-09T08:00", is_weekly=True)
"""From Friday 18:00 to Monday 08:00, every week."""

NIGHT = stretch("2026-03-09T20:00", "2026-03-10T07:30", HUGO, is_weekly=True, last_on=date(2026, 4, 6))
"""From Monday 20:00 to Tuesday 07:30, until that of 6 April."""


@pytest.mark.parametrize(
    ("at", "on_call"),
    [
        ("2026-03-06T17:59", set()),
        ("2026-03-06T18:00", {ANNE}),
        ("2026-03-08T00:00", {ANNE}),
        ("2026-03-09T07:59", {ANNE}),
        ("2026-03-09T08:00", set()),
        ("2026-03-09T19:59", set()),
        ("2026-03-09T23:59", {HUGO}),
        ("2026-03-10T00:00", {HUGO}),
        ("2026-03-10T07:29", {HUGO}),
        ("2026-03-10T07:30", set()),
        ("2026-02-27T20:00", set()),  # before the first week
        ("2026-04-06T20:00", {HUGO}),  # the last one begins on that day
        ("2026-04-07T07:29", {HUGO}),
        ("2026-04-13T21:00", set()),
        ("2031-03-07T18:00", {ANNE}),  # without end
    ],
)
def test_who_is_on_call_at_an_instant(at: str, on_call: set[UUID]) -> None:
    assert covering([WEEKEND, NIGHT], PARIS, local(at)).on_call == on_call


def test_a_weekend_on_which_the_clocks_change_begins_and_ends_by_the_clocks() -> None:
    ((begins, ends),) = WEEKEND.occurrences(PARIS, local("2026-03-28T12:00"), local("2026-03-28T13:00"))
    assert (begins, ends) == (datetime(2026, 3, 27, 17, tzinfo=UTC), datetime(2026, 3, 30, 6, tzinfo=UTC))
    assert ends - begins == timedelta(hours=61)
    ((begins, ends),) = WEEKEND.occurrences(PARIS, local("2026-10-24T12:00"), local("2026-10-24T13:00"))
    assert ends - begins == timedelta(hours=63)


def test_an_hour_that_a_night_skips_is_nobody_s_and_one_that_it_repeats_is_held_once_through() -> None:
    skipped = stretch("2026-03-29T02:15", "2026-03-29T02:45")
    assert covering([skipped], PARIS, datetime(2026, 3, 29, 1, 20, tzinfo=UTC)).on_call == {ANNE}  # 03:20 by the clocks
    assert covering([skipped], PARIS, datetime(2026, 3, 29, 1, 45, tzinfo=UTC)).on_call == set()
    repeated = stretch("2026-10-25T01:00", "2026-10-25T03:00")
    for minutes in range(0, 180, 30):  # both times that the clocks show 02:30
        at = datetime(2026, 10, 24, 23, tzinfo=UTC) + timedelta(minutes=minutes)
        assert covering([repeated], PARIS, at).on_call == {ANNE}
    assert covering([repeated], PARIS, datetime(2026, 10, 25, 2, tzinfo=UTC)).on_call == set()


def test_overlaps_and_gaps_are_seen() -> None:
    both = [
        stretch("2026-03-10T18:00", "2026-03-11T08:00"),
        stretch("2026-03-11T06:00", "2026-03-11T12:00", HUGO),
        stretch("2026-03-11T00:00", "2026-03-12T00:00", ANNE, Duty.AWAY),
    ]
    found = segments(both, PARIS, local("2026-03-10T12:00"), local("2026-03-12T12:00"))
    assert [(one.on_call, one.away) for one in found] == [
        ((), ()),
        ((ANNE,), ()),
        ((ANNE,), (ANNE,)),
        ((ANNE, HUGO), (ANNE,)),
        ((HUGO,), (ANNE,)),
        ((), (ANNE,)),
        ((), ()),
    ]
    assert [one.is_overlap for one in found] == [False, False, False, True, False, False, False]
    assert [one.is_uncovered for one in found] == [False, False, False, False, False, True, False]
    assert [one.contradict for one in found if one.contradict] == [(ANNE,), (ANNE,)]
    assert found[2].since == local("2026-03-11T00:00")
    assert found[-1].until == local("2026-03-12T12:00")


def test_who_is_on_call_is_not_away() -> None:
    both = [WEEKEND, stretch("2026-03-01T00:00", "2026-04-01T00:00", ANNE, Duty.AWAY)]
    assert covering(both, PARIS, local("2026-03-07T12:00")) == Cover(frozenset({ANNE}), frozenset())
    assert covering(both, PARIS, local("2026-03-11T12:00")) == Cover(frozenset(), frozenset({ANNE}))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (stretch("2026-03-10T18:00", "2026-03-10T18:00"), "ends"),
        (stretch("2026-03-10T18:00", "2026-03-09T18:00"), "ends"),
        (stretch("2026-03-10T18:00", "2026-03-17T18:01", is_weekly=True), "ends"),
        (stretch("2026-03-10T18:00", "2027-03-20T18:00"), "ends"),
        (stretch("2026-03-10T18:00", "2026-03-11T18:00", is_weekly=True, last_on=date(2026, 3, 9)), "last_on"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: Stretch, field: str) -> None:
    with pytest.raises(Refused) as refused:
        wrong.check()
    assert refused.value.field == field


def test_a_whole_week_and_a_whole_year_may_be_meant() -> None:
    stretch("2026-03-10T18:00", "2026-03-17T18:00", is_weekly=True).check()
    stretch("2026-03-10T18:00", "2027-03-10T18:00").check()


FIRST, LAST = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")


@given(st.datetimes(FIRST, LAST), st.integers(1, 7 * 24 * 60), st.integers(0, 700 * 24))
def test_the_segments_say_what_the_instants_say(starts: datetime, minutes: int, hours: int) -> None:
    starts = starts.replace(second=0, microsecond=0)
    ends = starts + timedelta(minutes=minutes)
    weekly = Stretch(
        UUID(int=9), ANNE, Duty.ON_CALL, starts.date(), starts.time(), ends.date(), ends.time(), is_weekly=True
    )
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    for one in segments([weekly], PARIS, at, at + timedelta(days=14)):
        middle = one.since + (one.until - one.since) / 2
        assert covering([weekly], PARIS, one.since).on_call == set(one.on_call)
        assert covering([weekly], PARIS, middle).on_call == set(one.on_call)
