"""Days and instants as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vigil.domain.dates import long_day, long_instant, waiting
from vigil.domain.wording import day

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("on", "fr", "en"),
    [
        (date(2026, 3, 10), "mardi 10 mars", "Tuesday 10 March"),
        (date(2026, 8, 1), "samedi 1er août", "Saturday 1 August"),
        (date(2028, 2, 29), "mardi 29 février", "Tuesday 29 February"),
    ],
)
def test_a_day_is_named_in_full(on: date, fr: str, en: str) -> None:
    named = long_day(on)
    assert (named.fr.replace("\u00a0", " "), named.en.replace("\u00a0", " ")) == (fr, en)


@pytest.mark.parametrize(
    ("at", "fr", "en"),
    [
        (datetime(2026, 3, 10, 13, 30, tzinfo=UTC), "mardi 10 mars à 14 h 30", "Tuesday 10 March at 14:30"),
        (datetime(2026, 7, 10, 22, 0, tzinfo=UTC), "samedi 11 juillet à 0 h", "Saturday 11 July at 00:00"),
        (datetime(2026, 3, 29, 1, 5, tzinfo=UTC), "dimanche 29 mars à 3 h 05", "Sunday 29 March at 03:05"),
    ],
)
def test_an_instant_is_told_on_the_clocks_of_its_zone(at: datetime, fr: str, en: str) -> None:
    told = long_instant(at, PARIS)
    assert (told.fr.replace("\u00a0", " "), told.en.replace("\u00a0", " ")) == (fr, en)


def test_a_day_of_another_year_says_which_to_whoever_reads_it_now() -> None:
    at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # past midnight in Paris
    assert long_day(at.date(), 2026) == long_day(at.date())
    told = long_instant(at, PARIS, 2026)
    assert told.fr.replace("\u00a0", " ") == "vendredi 1er janvier 2027 à 0 h 30"
    assert told.en.replace("\u00a0", " ") == "Friday 1 January 2027 at 00:30"
    assert long_instant(at, PARIS, 2027) == long_instant(at, PARIS)
    assert (day(at, PARIS, 2026).fr, day(at, PARIS, 2026).en) == ("01/01/2027", "1 Jan 2027")
    assert (day(at, PARIS, 2027).fr, day(at, PARIS).en) == ("01/01", "1 Jan")


@pytest.mark.parametrize(
    ("minutes", "fr"), [(-1, "0 min"), (7, "7 min"), (59, "59 min"), (60, "1 h 00"), (125, "2 h 05"), (2880, "2 jours")]
)
def test_waiting_is_told_in_its_largest_units(minutes: int, fr: str) -> None:
    assert waiting(timedelta(minutes=minutes)).fr.replace("\u00a0", " ") == fr
