"""Arithmetic on instants: aware UTC inside, a patient's wall clock where a person reads the time.

Hour offsets are elapsed time; day offsets are wall-clock time (the same hour on another day). ``zoneinfo`` adds a
``timedelta`` on the wall clock, so elapsed time always goes through UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def aware(at: datetime) -> datetime:
    """The same instant in UTC; a naive one is a programming error (``ValueError``)."""
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"{at!r} has no time zone: every instant in vigil is aware")
    return at.astimezone(UTC)


def elapsed_after(at: datetime, duration: timedelta) -> datetime:
    """``duration`` of elapsed time after ``at``, in UTC."""
    return aware(at) + duration


def days_after(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock time in ``zone`` on the day ``days`` later, as an instant in UTC."""
    local = aware(at).astimezone(zone)
    return at_local(local.date() + timedelta(days=days), local.time(), zone)


def at_local(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of ``zone`` show ``wall`` on ``day``.

    A time that a spring night skips is moved on by the length of the gap; one that an autumn night repeats is its first
    occurrence.
    """
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0), tzinfo=zone)
    return local.astimezone(UTC)


@lru_cache(maxsize=8192)
def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day in ``zone`` at the instant ``at``. A plan asks it a hundred times, of the same few instants."""
    return aware(at).astimezone(zone).date()
