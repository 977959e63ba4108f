"""Days and instants as a person reads them: ``mardi 10 mars``, ``mardi 10 mars à 14 h 30``, ``2 h 05``."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vigil.domain.findings import Bilingual
from vigil.domain.instants import aware

_DAYS = (
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
)
_MONTHS = (
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
)


def long_day(day: date, this_year: int | None = None) -> Bilingual:
    """``mardi 10 mars`` and ``Tuesday 10 March``; the first of a month is ``1er`` in French.

    To a reader of ``this_year`` a day of another one says which: ``mardi 10 mars 2025``.
    """
    weekday, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
    number = "1er" if day.day == 1 else str(day.day)
    year = "" if this_year in (None, day.year) else f"\u00a0{day.year}"
    return Bilingual(f"{weekday[0]} {number}\u00a0{month[0]}{year}", f"{weekday[1]} {day.day}\u00a0{month[1]}{year}")


def long_instant(at: datetime, zone: ZoneInfo, this_year: int | None = None) -> Bilingual:
    """``mardi 10 mars à 14 h 30`` and ``Tuesday 10 March at 14:30``, on the clocks of ``zone``; the year as above."""
    local = aware(at).astimezone(zone)
    day = long_day(local.date(), this_year)
    hour = f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")
    return Bilingual(f"{day.fr} à {hour}", f"{day.en} at {local:%H:%M}")


def waiting(length: timedelta) -> Bilingual:
    """How long something has waited: minutes, then hours and minutes, then days."""
    minutes = max(0, int(length.total_seconds() // 60))
    hours, left = divmod(minutes, 60)
    if hours >= 48:
        days = hours // 24
        return Bilingual(f"{days}\u00a0jours", f"{days}\u00a0days")
    if hours:
        return Bilingual(f"{hours}\u00a0h\u00a0{left:02}", f"{hours}\u00a0h\u00a0{left:02}")
    return Bilingual(f"{minutes}\u00a0min", f"{minutes}\u00a0min")
