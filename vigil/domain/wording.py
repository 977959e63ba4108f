"""Saying numbers and days in French and English, with French typography put right in one place.

Sentences are written with ordinary spaces; ``say`` puts the no-break ones that French wants before ``: ; ? ! %`` and
between a number and its unit, so that nothing a physician reads is cut at the wrong place.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva
from vigil.domain.findings import Bilingual
from vigil.domain.instants import aware

_BEFORE_COLON = re.compile(r" (?=[:»])")
_BEFORE_HIGH = re.compile(r" (?=[;?!%])")
_UNITS = re.compile(r"(?<=\d) (?=(?:h|j|mm|min|°C|points?|séances?|jours?|semaines?)\b)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(fr: str, en: str) -> Bilingual:
    """A sentence in both languages, typeset."""
    return Bilingual(french(fr), en.replace("'", "’"))


def french(text: str) -> str:
    """French text with its no-break spaces and its apostrophes."""
    text = _BEFORE_COLON.sub("\u00a0", text.replace("'", "’").replace("« ", "«\u00a0"))
    return _UNITS.sub("\u00a0", _BEFORE_HIGH.sub("\u202f", text))


def points(tenths: int) -> Bilingual:
    """A number of points without sign: ``4,9`` and ``4.9``."""
    written = f"{abs(tenths) / 10:g}"
    return Bilingual(written.replace(".", ","), written)


def change(tenths: int) -> Bilingual:
    """A difference with its sign: ``+3``, ``−2,5``."""
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    written = points(tenths)
    return Bilingual(sign + written.fr, sign + written.en)


def score(eva: Eva) -> Bilingual:
    """A score or a range of scores: ``7``, ``1–2``, ``4,9``."""
    return Bilingual(str(eva).replace(".", ","), str(eva))


def day(at: datetime, zone: ZoneInfo, this_year: int | None = None) -> Bilingual:
    """The calendar day where the patient lives: ``12/03`` and ``12 Mar``; with its year, where that is not this one."""
    local = aware(at).astimezone(zone)
    is_told = this_year not in (None, local.year)
    fr, en = (f"/{local:%Y}", f" {local.year}") if is_told else ("", "")
    return Bilingual(f"{local:%d/%m}{fr}", f"{local.day} {_MONTHS[local.month - 1]}{en}")


def span(length: timedelta) -> Bilingual:
    """A length of time: hours up to four days, then days."""
    hours = int(length.total_seconds() // 3600)
    if hours < 96:
        return Bilingual(f"{hours}\u00a0h", f"{hours} h")
    return Bilingual(f"{hours // 24}\u00a0jours", f"{hours // 24} days")


def listed(items: Sequence[Bilingual]) -> Bilingual:
    """``a, b et c`` and ``a, b and c``."""
    return Bilingual(_joined([item.fr for item in items], "et"), _joined([item.en for item in items], "and"))


def _joined(items: Sequence[str], conjunction: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def capital(sentence: Bilingual) -> Bilingual:
    """The sentence with its first letter in upper case."""
    return Bilingual(sentence.fr[:1].upper() + sentence.fr[1:], sentence.en[:1].upper() + sentence.en[1:])
