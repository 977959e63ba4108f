"""The fields of a posted form, read without ever dropping one: what nobody understood is kept as words.

A browser sends text, but anything may arrive: unknown values, files, control characters, ten thousand fields. Each
field is asked for once; ``unread`` gives back all that was not understood.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)

Fields = Mapping[str, Sequence[object]]

REQUEST_ID = "request_id"  # the hidden field that makes a double click do nothing
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def cleaned(value: object) -> str:
    """The value as text that a database holds: no control characters, one kind of line end, no stray blanks."""
    text = value if isinstance(value, str) else f"({type(value).__name__})"
    if text.isprintable():  # no control characters, line ends or surrogates
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text)).strip()


class FieldReader:
    """Hands out each field once, as members of a vocabulary, and remembers what it could not read."""

    def __init__(self, fields: Fields) -> None:
        self._values: dict[str, list[str]] = {}
        for name, values in fields.items():
            self._values.setdefault(cleaned(name), []).extend(_texts(values))
        self._values.pop(REQUEST_ID, None)
        self._unread: list[tuple[str, str]] = []

    def keys_under(self, prefix: str) -> tuple[str, ...]:
        """What follows ``prefix.`` in the names still to be read, in the order sent."""
        start = f"{prefix}."
        return tuple(name.removeprefix(start) for name in self._values if name.startswith(start))

    def subjects(self) -> frozenset[str]:
        """What follows the first dot in any of the names still to be read: what details were given of."""
        return frozenset(name.partition(".")[2] for name in self._values)

    def values(self, name: str) -> list[str]:
        return self._values.pop(name, [])

    def keep(self, name: str, value: str) -> None:
        """Remember a value that could not be read."""
        self._unread.append((name, value))

    def members(self, name: str, allowed: Iterable[E]) -> tuple[E, ...]:
        """The allowed members ticked under ``name``, in the order of their vocabulary; the rest is kept as unread."""
        given = self.values(name)
        if not given:
            return ()
        by_value = {str(member): member for member in allowed}
        found = set()
        for value in given:
            member = by_value.get(value.casefold())
            if member is None:
                self.keep(name, value)
            else:
                found.add(member)
        return tuple(member for member in by_value.values() if member in found)

    def worst(self, name: str, vocabulary: type[E]) -> E | None:
        """The one choice under ``name``. Of several, the last of the vocabulary (the worst) counts; all stay known."""
        found = self.members(name, vocabulary)
        for other in found[:-1]:
            self.keep(name, other)
        return found[-1] if found else None

    def line(self, name: str) -> str:
        """The free text under ``name``; several values follow one another."""
        return "\n".join(value for value in self.values(name) if value)

    def everything(self) -> list[tuple[str, list[str]]]:
        """All that is still to be read, by name."""
        return [(name, list(values)) for name, values in self._values.items()]

    def unread(self) -> list[tuple[str, str]]:
        """Name and value of all that nobody asked for or understood."""
        rest = [(name, value) for name, values in self._values.items() for value in values if value]
        return self._unread + rest


def _texts(values: Sequence[object]) -> list[str]:
    """The texts of one field, blank ones left out."""
    given = [values] if isinstance(values, str | bytes) or not isinstance(values, Sequence) else values
    return [text for text in map(cleaned, given) if text]
