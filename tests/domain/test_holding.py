"""A physician's yes speaks of what was known, and serves one day of treatment."""

from datetime import datetime, timedelta

import pytest

from tests.domain.rules.scenes import DAY, FIRST, HOUR, PARIS
from vigil.domain.holding import lifts

ALERT = FIRST


@pytest.mark.parametrize(
    ("yes", "performed", "session", "expected"),
    [
        ((), (), FIRST + DAY, False),
        ((HOUR,), (), FIRST + DAY, True),
        ((-HOUR,), (), FIRST + DAY, False),  # before the alert: it knew nothing of it
        ((HOUR,), (2 * HOUR,), FIRST + 3 * HOUR, True),  # two zones on one day
        ((HOUR,), (2 * HOUR,), FIRST + 7 * DAY, False),  # used up
        ((HOUR,), (3 * DAY,), FIRST + 7 * DAY, False),
        ((HOUR,), (-7 * DAY,), FIRST + 7 * DAY, True),
        ((HOUR, 6 * DAY), (3 * DAY,), FIRST + 7 * DAY, True),  # a second yes
    ],
)
def test_when_a_yes_lifts_a_hold(
    yes: tuple[timedelta, ...], performed: tuple[timedelta, ...], session: datetime, expected: bool
) -> None:
    assert lifts([FIRST + at for at in yes], ALERT, [FIRST + at for at in performed], session, PARIS) is expected
