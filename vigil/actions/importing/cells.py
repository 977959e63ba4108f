"""How a cell is written: each ``Cell`` reads one and says what it expects."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from vigil.domain.errors import Refused
from vigil.domain.eva import parse_eva

Reader = Callable[[str, ZoneInfo], Any]


@dataclass(frozen=True)
class Cell:
    """``read`` takes what is written (not empty, no blanks around it) and the clinic's zone.

    It raises ``ValueError`` for what is not ``expected``, or ``Refused`` with a sentence of its own.
    """

    expected: str
    read: Reader


def _plain(read: Callable[[str], Any]) -> Reader:
    return lambda written, _zone: read(written)


_YES = frozenset({"oui", "yes", "true", "vrai", "1", "o", "y"})
_NO = frozenset({"non", "no", "false", "faux", "0", "n"})
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"({_DAY.pattern})[T ]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?")


def _boolean(written: str) -> bool:
    folded = written.casefold()
    if folded not in _YES | _NO:
        raise ValueError
    return folded in _YES


def _whole(written: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise ValueError
    return int(written)


def _decimal(written: str) -> float:
    if not _NUMBER.fullmatch(written):
        raise ValueError
    return float(written.replace(",", "."))


def _items(written: str) -> list[str]:
    return [item.strip() for item in re.split(r"[|;]", written) if item.strip()]


def _day(written: str) -> date:
    if not _DAY.fullmatch(written):
        raise ValueError
    return date.fromisoformat(written)


def _instant(written: str, zone: ZoneInfo) -> datetime:
    """An instant with its offset, or the clinic's wall clock; a time that the clocks skip or repeat is refused."""
    match = _INSTANT.fullmatch(written)
    if not match:
        raise ValueError
    day, wall, offset = match.groups()
    if offset:
        return _bounded(datetime.fromisoformat(f"{day}T{wall}{offset}")).astimezone(UTC)
    return _local(datetime.combine(_day(day), time.fromisoformat(wall)), zone)


def _bounded(at: datetime) -> datetime:
    """Years at the ends of the calendar have no neighbour in another zone."""
    if not 1900 <= at.year <= 2200:
        raise ValueError
    return at


def _local(naive: datetime, zone: ZoneInfo) -> datetime:
    first, second = (_bounded(naive).replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != naive:
        raise Refused(f"the clocks of {zone.key} skip this time that night: write the time that they showed.")
    early, late = (f"{naive:%H:%M}{_offset(at, zone)}" for at in (first, second))
    raise Refused(f"the clocks of {zone.key} show this time twice that night: write {early} or {late}.")


def _offset(at: datetime, zone: ZoneInfo) -> str:
    written = f"{at.astimezone(zone):%z}"
    return f"{written[:3]}:{written[3:]}"


def _instant_or_day(at_end: bool) -> Reader:
    def read(written: str, zone: ZoneInfo) -> datetime:
        if not _DAY.fullmatch(written):
            return _instant(written, zone)
        wall = timedelta(hours=23, minutes=59) if at_end else timedelta(0)
        return _local(datetime.combine(_day(written), time(0)) + wall, zone)

    return read


def _member(kind: type[Enum]) -> Callable[[str], Any]:
    def read(written: str) -> Any:
        return kind(written if kind.__name__ == "Instrument" else written.lower())

    return read


def one_of(kind: type[StrEnum]) -> Cell:
    return Cell(f"one of {', '.join(kind)}", _plain(_member(kind)))


def some_of(kind: type[StrEnum]) -> Cell:
    """A set of words, such as risk factors."""
    read = _member(kind)
    return Cell(
        f"any of {', '.join(kind)}, with | between them",
        _plain(lambda written: frozenset(read(item) for item in _items(written))),
    )


def codes(kind: type[StrEnum]) -> Cell:
    """A set of codes, kept as plain text."""
    words = some_of(kind)
    return Cell(words.expected, lambda written, zone: frozenset(str(word) for word in words.read(written, zone)))


TEXT = Cell("text", _plain(str))
WHOLE = Cell("a whole number", _plain(_whole))
DECIMAL = Cell("a number such as 2.5 or 2,5", _plain(_decimal))
DECIMALS = Cell(
    "numbers with | between them, such as 2|4", _plain(lambda written: tuple(map(_decimal, _items(written))))
)
BOOLEAN = Cell("oui or non (yes, no, true, false, 1, 0)", _plain(_boolean))
DAY = Cell("a day such as 2026-03-10", _plain(_day))
INSTANT = Cell("a day and a time such as 2026-03-10T14:30", _instant)
START = Cell(
    "a day such as 2026-03-10 (from midnight), or with a time: 2026-03-10T14:30", _instant_or_day(at_end=False)
)
END = Cell("a day such as 2026-03-10 (to its end), or with a time: 2026-03-10T14:30", _instant_or_day(at_end=True))
EVA = Cell("a score from 0 to 10 such as 7 or 7,5, or a range such as 1-2", _plain(parse_eva))
