"""Reading configuration strictly: a wrong file is refused with file, key, value and what is allowed.

A ``Table`` hands out each key once, checked; ``done`` refuses the keys that nobody asked for, so that a misspelt key is
never silently a default.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from enum import Enum
from typing import TypeVar

from vigil.domain.errors import ConfigurationError

E = TypeVar("E", bound=Enum)

_DURATION = re.compile(r"^(\d+)(min|h|d|w)$")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class _Required:
    """Marks a key without a default."""


REQUIRED = _Required()


class Table:
    """One table of a configuration file; ``path`` is its dotted place in the file."""

    def __init__(self, file: str, values: Mapping[str, object], path: str = "") -> None:
        self.file = file
        self._values = dict(values)
        self._path = path
        self._asked: list[str] = []

    def _wrong(self, key: str, value: object, allowed: str) -> ConfigurationError:
        return ConfigurationError(self.file, self._place(key), value, allowed)

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, default: object, allowed: str) -> object:
        self._asked.append(key)
        if key in self._values:
            return self._values[key]
        if isinstance(default, _Required):
            raise self._wrong(key, None, f"{allowed} (the key is required)")
        return default

    def keys(self) -> tuple[str, ...]:
        """The keys present, in the file's order; for tables whose keys are names."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str, default: str | _Required = REQUIRED) -> str:
        value = self._take(key, default, "text")
        if not isinstance(value, str):
            raise self._wrong(key, value, "text in quotes")
        return value

    def boolean(self, key: str, default: bool | _Required = REQUIRED) -> bool:
        value = self._take(key, default, "true or false")
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false")
        return value

    def whole(self, key: str, low: int, high: int, default: int | _Required = REQUIRED) -> int:
        """A whole number, ``low <= value <= high``."""
        allowed = f"a whole number from {low} to {high}"
        value = self._take(key, default, allowed)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._wrong(key, value, allowed)
        return value

    def number(self, key: str, low: float, high: float, default: float | _Required = REQUIRED) -> float:
        """A number, ``low <= value <= high``."""
        allowed = f"a number from {low:g} to {high:g}"
        value = self._take(key, default, allowed)
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise self._wrong(key, value, allowed)
        return float(value)

    def choice(self, key: str, kind: type[E], default: E | _Required = REQUIRED) -> E:
        """A member of an enumeration, written as its value (or, for ordered ones, its name in lower case)."""
        value = self._take(key, default, _members(kind))
        return value if isinstance(value, kind) else self._member(key, value, kind)

    def choices(self, key: str, kind: type[E], default: Sequence[E] | _Required = REQUIRED) -> tuple[E, ...]:
        """A list of members of an enumeration."""
        values = self._take(key, default, f"a list of {_members(kind)}")
        if not isinstance(values, list | tuple):
            raise self._wrong(key, values, f"a list of {_members(kind)}")
        return tuple(value if isinstance(value, kind) else self._member(key, value, kind) for value in values)

    def _member(self, key: str, value: object, kind: type[E]) -> E:
        for member in kind:
            if value == _written(member):
                return member
        raise self._wrong(key, value, _members(kind))

    def texts(self, key: str, default: Sequence[str] | _Required = REQUIRED) -> tuple[str, ...]:
        values = self._take(key, default, "a list of texts")
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise self._wrong(key, values, "a list of texts")
        return tuple(str(value) for value in values)

    def duration(
        self,
        key: str,
        default: timedelta | _Required = REQUIRED,
        *,
        low: timedelta = timedelta(0),
        high: timedelta = timedelta(days=366 * 2),
    ) -> timedelta:
        """A length of time written as ``30min``, ``48h``, ``4d`` or ``12w``."""
        allowed = f"a duration such as 30min, 48h, 4d or 12w, from {spelled(low)} to {spelled(high)}"
        value = self._take(key, default, allowed)
        if isinstance(value, timedelta):
            return value
        match = _DURATION.match(value) if isinstance(value, str) else None
        if not match:
            raise self._wrong(key, value, allowed)
        length = timedelta(**{_UNITS[match[2]]: int(match[1])})
        if not low <= length <= high:
            raise self._wrong(key, value, allowed)
        return length

    def wall_time(self, key: str, default: time | _Required = REQUIRED) -> time:
        """A time of day written as ``"09:00"``."""
        value = self._take(key, default, 'a time of day such as "09:00"')
        if isinstance(value, time):
            return value
        try:
            return time.fromisoformat(value) if isinstance(value, str) and len(value) == 5 else _no_time()
        except ValueError:
            raise self._wrong(key, value, 'a time of day such as "09:00"') from None

    def table(self, key: str, *, required: bool = True) -> "Table":
        """A table inside this one; an absent one that is not required is empty."""
        value = self._take(key, REQUIRED if required else {}, "a table")
        if not isinstance(value, dict):
            raise self._wrong(key, value, "a table")
        return Table(self.file, value, self._place(key))

    def tables(self, key: str, *, required: bool = True) -> tuple["Table", ...]:
        """An array of tables inside this one."""
        value = self._take(key, REQUIRED if required else [], "one or more tables")
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong(key, value, "one or more tables")
        return tuple(Table(self.file, item, f"{self._place(key)}[{index}]") for index, item in enumerate(value, 1))

    def wrong(self, key: str, allowed: str) -> ConfigurationError:
        """An error about a key whose value contradicts another."""
        return self._wrong(key, self._values.get(key), allowed)

    def done(self) -> None:
        """Refuse the keys that were never asked for."""
        for key, value in self._values.items():
            if key not in self._asked:
                raise self._wrong(key, value, f"only the keys {', '.join(self._asked)}")


def parse(file: str, text: str) -> Table:
    """The table of a whole TOML file; broken syntax is refused with its place."""
    try:
        return Table(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(file, "the file", str(error), "valid TOML") from None


def spelled(length: timedelta) -> str:
    """A duration as the files write it: ``30min``, ``48h``, ``4d``."""
    seconds = int(length.total_seconds())
    if seconds % 86400 == 0 and seconds:
        return f"{seconds // 86400}d"
    return f"{seconds // 3600}h" if seconds % 3600 == 0 else f"{seconds // 60}min"


def _no_time() -> time:
    raise ValueError


def _written(member: Enum) -> object:
    return member.name.lower() if isinstance(member.value, int) else member.value


def _members(kind: type[Enum]) -> str:
    return "one of " + ", ".join(str(_written(member)) for member in kind)
