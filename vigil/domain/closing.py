"""When a clinic is closed (weekdays, days, spans, the holidays of its region), and what its pages then say."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vigil.domain.configuration import Table
from vigil.domain.findings import Bilingual

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ALLOWED = "weekdays such as saturday, days such as 2026-12-24, or spans such as 2026-12-24/2027-01-02"
_LONGEST_NOTE = 300


class Region(StrEnum):
    """Where the public holidays are those of: they differ in Alsace-Moselle and overseas."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"


@dataclass(frozen=True)
class Closing:
    """``weekdays`` from 0 (Monday); ``spans`` from a day to a day, both closed; ``note`` says who answers then."""

    region: Region | None = None
    weekdays: frozenset[int] = frozenset()
    spans: tuple[tuple[date, date], ...] = ()
    note: Bilingual | None = None

    def is_closed(self, on: date, holidays: Container[date] = ()) -> bool:
        """Whether nobody is there on a day; ``holidays`` are those of the region."""
        if on.weekday() in self.weekdays or on in holidays:
            return True
        return any(first <= on <= last for first, last in self.spans)

    @property
    def is_ever(self) -> bool:
        """Whether there is any day on which the clinic is closed."""
        return bool(self.region or self.weekdays or self.spans)


def read_closing(table: Table) -> Closing:
    """The keys ``holidays_region``, ``closed_on`` and ``closed_note`` of ``clinic.toml``; all may be left out."""
    region = table.choice("holidays_region", Region) if table.has("holidays_region") else None
    weekdays, spans = [], []
    for written in table.texts("closed_on", ()):
        if written in WEEKDAYS:
            weekdays.append(WEEKDAYS.index(written))
        else:
            spans.append(_span(table, written))
    closing = Closing(region, frozenset(weekdays), tuple(spans), _note(table))
    if closing.is_ever and closing.note is None:
        raise table.wrong("closed_note", "a text in fr and in en that says who answers, since days are closed")
    return closing


def _span(table: Table, written: str) -> tuple[date, date]:
    first, _, last = written.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise table.wrong("closed_on", _ALLOWED) from None
    if span[1] < span[0]:
        raise table.wrong("closed_on", "spans whose last day is not before the first")
    return span


def _note(table: Table) -> Bilingual | None:
    if not table.has("closed_note"):
        return None
    texts = table.table("closed_note")
    note = Bilingual(texts.text("fr").strip(), texts.text("en").strip())
    texts.done()
    if not note.fr or not note.en or max(len(note.fr), len(note.en)) > _LONGEST_NOTE:
        raise table.wrong("closed_note", f"1 to {_LONGEST_NOTE} characters in fr and in en")
    return note
