"""Asking the time, and the clock that the time machine turns by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import NOON
from vigil import clock
from vigil.clock import SimulatedClock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_simulated_clock_stands_still_until_it_is_moved() -> None:
    at = SimulatedClock(NOON)
    assert at() == at() == NOON
    at.move_to(NOON + timedelta(hours=1))
    assert at() == NOON + timedelta(hours=1)


def test_a_simulated_clock_never_goes_back() -> None:
    at = SimulatedClock(NOON)
    at.move_to(NOON - timedelta(hours=1))
    assert at() == NOON


def test_an_instant_without_its_offset_is_refused() -> None:
    naive = datetime(2026, 3, 10, 12)  # noqa: DTZ001  # what is refused
    with pytest.raises(ValueError, match="aware"):
        SimulatedClock(naive)
    with pytest.raises(ValueError, match="aware"):
        SimulatedClock(datetime(2026, 3, 10, tzinfo=UTC)).move_to(naive)
