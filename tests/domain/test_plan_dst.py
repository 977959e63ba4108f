"""Every night of 2020 to 2035 on which the clocks change, and the same days where no clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.follow_up import DAY, appointment, course, patient, session
from vigil.domain.instants import at_local, local_date
from vigil.domain.plan import PlannedState, plan
from vigil.domain.words import Channel

pytestmark = pytest.mark.exhaustive

PARIS = ZoneInfo("Europe/Paris")


def nights(zone: ZoneInfo) -> list[date]:
    """The days of 2020 to 2035 that have 23 or 25 hours."""
    days = (date(2020, 1, 1) + n * DAY for n in range(16 * 366) if date(2020, 1, 1) + n * DAY < date(2036, 1, 1))
    return [day for day in days if at_local(day + DAY, time(0), zone) - at_local(day, time(0), zone) != DAY]


NIGHTS = nights(PARIS)


def test_paris_changes_its_clocks_twice_a_year_and_the_islands_never_do() -> None:
    assert len(NIGHTS) == 32
    assert nights(ZoneInfo("Indian/Reunion")) == nights(ZoneInfo("America/Martinique")) == []


@pytest.mark.parametrize("night", NIGHTS, ids=str)
@pytest.mark.parametrize("name", ["Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon"])
def test_around_a_night_on_which_the_clocks_change_every_step_keeps_its_time(name: str, night: date) -> None:
    zone = ZoneInfo(name)
    for before in range(6):
        for hour in (8, 9, 10, 18):
            at = at_local(night - before * DAY, time(hour), zone)
            following = at_local(night + (7 - before) * DAY, time(hour), zone)
            check_week(zone, at, following)


def check_week(zone: ZoneInfo, at: datetime, following: datetime) -> None:
    recorded_at = at + timedelta(minutes=20)
    shown = course(session(1, at), appointment(2, following, made_at=recorded_at))
    planned = plan(patient(zone), [shown], recorded_at)
    followup, between, again, late = (
        next(m for m in planned.messages if m.key.startswith(start) and m.key.endswith(end))
        for start, end in (("followup", "first"), ("between", "first"), ("before", "72h"), ("late", "w4:first"))
    )
    assert timedelta(hours=48) <= followup.due_at - at <= timedelta(hours=63)
    assert followup.ideal_at - at == timedelta(hours=48)
    assert between.due_at - at >= timedelta(hours=72)
    assert following - between.due_at >= timedelta(hours=72)
    assert local_date(between.due_at, zone) - local_date(at, zone) in (3 * DAY, 4 * DAY)
    assert following - again.due_at >= timedelta(hours=72)
    assert late.ideal_at.astimezone(zone).time() == at.astimezone(zone).time()
    assert local_date(late.ideal_at, zone) - local_date(at, zone) == 28 * DAY
    for message in planned.messages:
        assert message.due_at.tzinfo is UTC
        if message.state is PlannedState.PLANNED and message.channel is Channel.EMAIL:
            assert time(9) <= message.due_at.astimezone(zone).time() < time(19)


def test_at_any_minute_of_a_night_with_two_two_o_clocks_the_same_keys_are_owed() -> None:
    at = at_local(date(2026, 10, 24), time(10), PARIS)
    shown = course(session(1, at), appointment(2, at + 7 * DAY, made_at=at))
    plans = [plan(patient(PARIS), [shown], at + timedelta(hours=13, minutes=10 * n)) for n in range(24)]
    assert len({tuple(sorted(one.by_key)) for one in plans}) == 1
    assert len({tuple((m.key, m.due_at) for m in one.messages if m.due_at > at + DAY) for one in plans}) == 1
