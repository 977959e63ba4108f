"""When an alert holds a session, and when a physician's yes lifts that."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from vigil.domain.instants import local_date

TOLD_ON_THE_DAY = "day_check"
"""The rule of an alert that no rule found: what the patient said when asked on the day speaks against injecting."""


def lifts(
    given: Iterable[datetime], opened_at: datetime, performed: Iterable[datetime], at: datetime, zone: ZoneInfo
) -> bool:
    """Whether one of the yeses ``given`` lets the session ``at`` take place although an alert was opened before.

    A yes speaks of what was known when it was given, and serves one day of treatment: once sessions were performed on
    a day from then on, it is used up for every later day.
    """
    on = local_date(at, zone)
    days = {local_date(each, zone) for each in performed}
    return any(
        opened_at <= yes_at and not any(local_date(yes_at, zone) <= day < on for day in days) for yes_at in given
    )
