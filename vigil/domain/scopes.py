"""What a token of the JSON API may do: one word per kind of thing, and one for what identifies a person."""

from collections.abc import Iterable
from enum import StrEnum

from vigil.domain.errors import Refused


class Scope(StrEnum):
    """``write:…`` includes ``read:…``. What is kept sealed is shown only with ``read:personal``."""

    READ_PERSONAL = "read:personal"
    READ_PATIENTS = "read:patients"
    WRITE_PATIENTS = "write:patients"
    READ_COURSES = "read:courses"
    WRITE_COURSES = "write:courses"
    READ_SESSIONS = "read:sessions"
    WRITE_SESSIONS = "write:sessions"
    READ_REPORTS = "read:reports"
    WRITE_REPORTS = "write:reports"
    READ_ALERTS = "read:alerts"
    WRITE_ALERTS = "write:alerts"


def allows(granted: Iterable[Scope], wanted: Scope) -> bool:
    """Whether the granted scopes hold the wanted one, or the one to write what it reads."""
    held = frozenset(granted)
    return wanted in held or wanted.value.replace("read:", "write:") in held


def read_scopes(written: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes that somebody wrote, in the order of the vocabulary; ``Refused`` names one that is none."""
    given = [each.strip() for each in written]
    unknown = [each for each in given if each not in tuple(Scope)]
    if unknown:
        raise Refused(f"{unknown[0]!r} is no scope: choose from {', '.join(Scope)}.", field="scope")
    if not given:
        raise Refused(f"A token needs at least one scope: choose from {', '.join(Scope)}.", field="scope")
    return tuple(scope for scope in Scope if scope in given)
