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


def long_day(day: date) -> Bilingual:
    """``mardi 10 mars`` and ``Tuesday 10 March``; the first of a month is ``1er`` in French."""
    weekday, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
    number = "1er" if day.day == 1 else str(day.day)
    return Bilingual(f"{weekday[0]} {number}\u00a0{month[0]}", f"{weekday[1]} {day.day}\u00a0{month[1]}")


def long_instant(at: datetime, zone: ZoneInfo) -> Bilingual:
    """``mardi 10 mars à 14 h 30`` and ``Tuesday 10 March at 14:30``, on the clocks of ``zone``."""
    local = aware(at).astimezone(zone)
    day = long_day(local.date())
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
