"""Declaring thresholds: each field of a frozen ``Thresholds`` says what it means, its unit, default and sane bounds.

The same declaration reads the value from a configuration table (strictly) and writes the reference page.
"""

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from typing import Any, TypeVar

from vigil.domain.configuration import Table, spelled

T = TypeVar("T")


@dataclass(frozen=True)
class Threshold:
    """What one field means, how it is read from a table, and how its value is written."""

    meaning: str
    unit: str
    bounds: str
    read: Callable[[Table, str, Any], object]
    write: Callable[[Any], str]


def length(default: timedelta, low: timedelta, high: timedelta, meaning: str) -> Any:
    """A length of time, written ``72h`` or ``14d``."""

    def read(table: Table, key: str, value: timedelta) -> timedelta:
        return table.duration(key, value, low=low, high=high)

    return _declared(default, Threshold(meaning, "duration", f"{spelled(low)} to {spelled(high)}", read, spelled))


def points(default: int, low: int, high: int, meaning: str) -> Any:
    """Points of EVA, held in integer tenths and written in points (``3.0``); to the tenth."""

    def read(table: Table, key: str, value: int) -> int:
        given = table.number(key, low / 10, high / 10, value / 10)
        if round(given * 10) != round(given * 10, 6):
            raise table.wrong(key, "points of EVA to the tenth, such as 2.0 or 2.5")
        return round(given * 10)

    bounds = f"{low / 10:g} to {high / 10:g}"
    return _declared(default, Threshold(meaning, "points", bounds, read, lambda tenths: f"{tenths / 10:.1f}"))


def whole(default: int, low: int, high: int, unit: str, meaning: str) -> Any:
    """A whole number of ``unit`` (percent, days, sessions)."""

    def read(table: Table, key: str, value: int) -> int:
        return table.whole(key, low, high, value)

    return _declared(default, Threshold(meaning, unit, f"{low} to {high}", read, str))


def shared(kind: type[T]) -> Any:
    """A group of thresholds that several rules share, read once from a table of its own."""
    return field(default_factory=kind, metadata={"shared": kind})


def _declared(default: object, threshold: Threshold) -> Any:
    return field(default=default, metadata={"threshold": threshold})


def declared(kind: type[Any]) -> tuple[tuple[str, Threshold, object], ...]:
    """Name, declaration and default of each threshold of ``kind``, in order."""
    return tuple((item.name, item.metadata["threshold"], item.default) for item in _own(kind))


def read(kind: type[T], table: Table, *common: object) -> T:
    """An instance of ``kind`` from a table; unknown keys refused; ``common`` are the shared groups already read."""
    values: dict[str, object] = {
        item.name: item.metadata["threshold"].read(table, item.name, item.default) for item in _own(kind)
    }
    table.done()
    for item in fields(kind):  # type: ignore[arg-type]
        if "shared" in item.metadata:
            values[item.name] = next(group for group in common if isinstance(group, item.metadata["shared"]))
    return kind(**values)


def _own(kind: type[Any]) -> list[Field[Any]]:
    return [item for item in fields(kind) if "threshold" in item.metadata]
