"""What is typed into the forms of the administration, as the files hold it."""

import re

from vigil.web.forms import Posted

_UNITS = {
    "min": ("min", "mn", "minute", "minutes"),
    "h": ("h", "heure", "heures", "hour", "hours"),
    "d": ("d", "j", "jour", "jours", "day", "days"),
    "w": ("w", "sem", "semaine", "semaines", "week", "weeks"),
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words}
_LENGTH = re.compile(rf"(?<![\w:.])(\d+)\s*({'|'.join(sorted(_UNIT, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_DAYS = dict(
    zip(
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        strict=True,
    )
)
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b", re.IGNORECASE)


def in_file_words(text: str) -> str:
    """``4 jours`` as ``4d``, ``72 h`` as ``72h``, ``samedi`` as ``saturday``; all else as it was typed."""
    plain = _LENGTH.sub(lambda match: match[1] + _UNIT[match[2].lower()], text)
    return _DAY.sub(lambda match: _DAYS[match[1].lower()], plain)


def area(form: Posted, name: str) -> str:
    """The text of a box as a file holds it: lines end with a newline, whatever the browser sent."""
    given = (form.get(name) or [""])[0].replace("\r\n", "\n").replace("\r", "\n")
    return given.rstrip() + "\n" if given.strip() else ""
