"""The few words that templates ask code for: how long someone waits, and a number to dial."""

from datetime import timedelta

_UNITS = {
    "fr": ("moins d’une minute", "min", "h", "jour", "jours"),
    "en": ("less than a minute", "min", "h", "day", "days"),
}


def spoken(length: timedelta, language: str) -> str:
    """A waiting time as one says it, rounded down: ``12 min``, ``5 h``, ``2 jours``."""
    instant, minute, hour, day, days = _UNITS[language]
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return instant
    if minutes < 60:
        return f"{minutes}\u00a0{minute}"
    if minutes < 48 * 60:
        return f"{minutes // 60}\u00a0{hour}"
    count = minutes // (24 * 60)
    return f"{count}\u00a0{days if count > 1 else day}"


def dialled(phone: str) -> str:
    """A written telephone number as a ``tel:`` link wants it: digits, and a leading plus."""
    plus = "+" if phone.strip().startswith("+") else ""
    return plus + "".join(character for character in phone if character in "0123456789")
