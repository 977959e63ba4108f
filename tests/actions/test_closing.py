"""Public holidays by region, which differ where history or the sea says so."""

from datetime import date

import pytest

from vigil.actions.closing import holidays_of
from vigil.domain.closing import Closing, Region

GOOD_FRIDAY, SAINT_STEPHEN, ABOLITION_REUNION = date(2026, 4, 3), date(2026, 12, 26), date(2026, 12, 20)


@pytest.mark.parametrize(
    ("region", "on", "is_closed"),
    [
        (Region.METROPOLE, date(2026, 7, 14), True),
        (Region.METROPOLE, date(2026, 7, 15), False),
        (Region.METROPOLE, GOOD_FRIDAY, False),
        (Region.ALSACE_MOSELLE, GOOD_FRIDAY, True),
        (Region.METROPOLE, SAINT_STEPHEN, False),
        (Region.ALSACE_MOSELLE, SAINT_STEPHEN, True),
        (Region.REUNION, ABOLITION_REUNION, True),
        (Region.METROPOLE, ABOLITION_REUNION, False),
        (Region.GUADELOUPE, date(2026, 5, 27), True),
        (Region.MARTINIQUE, date(2026, 5, 22), True),
        (Region.GUYANE, date(2026, 6, 10), True),
        (Region.MAYOTTE, date(2026, 4, 27), True),
    ],
)
def test_the_holidays_of_a_region_close_the_clinic(region: Region, on: date, *, is_closed: bool) -> None:
    assert Closing(region).is_closed(on, holidays_of(region, on.year)) is is_closed


def test_a_span_closes_from_its_first_day_to_its_last() -> None:
    closing = Closing(spans=((date(2026, 8, 1), date(2026, 8, 15)),))
    days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 16)]
    assert [closing.is_closed(on) for on in days] == [False, True, True, False]
