"""Semantic fields: families of terms with slots, which add to the concepts of ``reactions.toml`` (``fields.toml``).

A slot is a named choice of words: ``<site>`` in a term stands for everything of ``[slots]`` under ``site``. One may be
used in the terms of every file, and in the slots after it.
"""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from vigil.domain.configuration import Table
from vigil.replies.meaning.patterns import Term

_SLOT = re.compile(r"<(\w+)>")


def read_slots(table: Table, taken: Container[str] = ()) -> dict[str, str]:
    """The choices of ``[slots]`` by name, as they are written in a term ("genou|dos"); no name is ``taken`` twice."""
    inner = table.table("slots")
    slots: dict[str, str] = {}
    for name in inner.keys():  # noqa: SIM118 - a Table is no mapping
        words = inner.texts(name)
        if name in taken:
            raise inner.wrong(name, "a name that no other file gives to a slot")
        if any(unknown not in slots for word in words for unknown in _SLOT.findall(word)):
            raise inner.wrong(name, f"words, and slots that stand before it: {', '.join(slots)}")
        slots[name] = "|".join(_written(word, slots) for word in words)
    return slots


def read_fields(table: Table, concepts: Container[str], forgiven_from: int) -> Iterable[Term]:
    """The terms of ``[fields]``, each of a concept of that name."""
    inner = table.table("fields")
    for name in inner.keys():  # noqa: SIM118 - a Table is no mapping
        one = inner.table(name)
        if name not in concepts:
            raise one.wrong("terms", "the field of a concept of reactions.toml")
        for key in ("terms", "verbs"):
            yield from (Term(name, term, key == "verbs", forgiven_from) for term in one.texts(key, ()))
        one.done()


def with_slots(terms: Iterable[Term], slots: Mapping[str, str], table: Table) -> Iterable[Term]:
    """The terms with their slots written out; one that names no slot is refused with ``ConfigurationError``."""
    for term in terms:
        if any(unknown not in slots for unknown in _SLOT.findall(term.written)):
            raise table.wrong("slots", f"every slot of {term.written!r} ({term.name})")
        yield replace(term, written=_written(term.written, slots)) if "<" in term.written else term


def _written(words: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda match: slots[match[1]], words)
