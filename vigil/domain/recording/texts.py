"""The checks that every fact passes: lengths, one line or several, no control characters, addresses, numbers, zones."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vigil.domain.errors import Refused
from vigil.domain.recording.facts import EMAIL, PHONE, ZONE, Recordable, Text

F = TypeVar("F", bound=Recordable)

TEXTS: dict[type, dict[str, Text]] = {
    kind: {
        name: rules
        for name, hint in get_type_hints(kind, include_extras=True).items()
        for rules in getattr(hint, "__metadata__", ())
        if isinstance(rules, Text)
    }
    for kind in get_args(Recordable)
}
"""The text fields of each kind of facts, and how each may be written."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{1,28}")


def tidied(facts: F) -> F:
    """The facts with the blanks around each text cut off, all texts checked (``Refused`` names the field)."""
    texts = {name: getattr(facts, name).strip() for name in TEXTS[type(facts)]}
    for name, rules in TEXTS[type(facts)].items():
        _check(name, rules, texts[name])
    return replace(facts, **texts)


def is_zone(name: str) -> bool:
    """Whether a name is one of the time zones of the IANA database, such as ``Europe/Paris``."""
    return _known_zone(name)


@lru_cache(maxsize=1024)
def _known_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _check(name: str, rules: Text, value: str) -> None:
    if rules.required and not value:
        raise Refused(f"{name} is empty: it is required.", field=name)
    if len(value) > rules.limit:
        raise Refused(f"{name} has {len(value)} characters: at most {rules.limit}.", field=name)
    allowed = "\n\t\r" if rules.lines else ""
    if not value.isprintable() and any(not each.isprintable() and each not in allowed for each in value):
        raise Refused(f"{name} holds a line break or a control character: write it on one line.", field=name)
    if value and rules.shape and not _SHAPES[rules.shape][0](value):
        raise Refused(f"{name} {value!r} is not {_SHAPES[rules.shape][1]}.", field=name)


_SHAPES: dict[str, tuple[Callable[[str], bool], str]] = {
    EMAIL: (lambda value: bool(_EMAIL.fullmatch(value)), "an e-mail address such as marie@courrier.example"),
    PHONE: (lambda value: bool(_PHONE.fullmatch(value)), "a telephone number such as +33 3 80 00 00 00"),
    ZONE: (is_zone, "a time zone such as Europe/Paris"),
}
