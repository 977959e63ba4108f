"""What recording something did, and the ways that every recording shares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.recording.facts import Recordable
from vigil.domain.recording.texts import TEXTS
from vigil.store.requests import once


@dataclass(frozen=True)
class Recorded:
    """The row's id, whether it is new, and the names of the facts that changed (of an old one)."""

    id: UUID
    is_new: bool = False
    changed: tuple[str, ...] = ()

    @property
    def did_something(self) -> bool:
        return self.is_new or bool(self.changed)


def record_once(
    session: Session,
    clinic_id: UUID,
    request_id: str | None,
    action: str,
    now: datetime,
    act: Callable[[], Recorded],
) -> Recorded:
    """Carry out ``act`` at most once per request id; the second time gives what the first time did."""

    def written() -> dict[str, Any]:
        done = act()
        return {"id": str(done.id), "is_new": done.is_new, "changed": list(done.changed)}

    result = once(session, clinic_id, request_id, action, now, written)
    return Recorded(UUID(result["id"]), result["is_new"], tuple(result["changed"]))


def differing(old: Recordable, new: Recordable, *ignored: str) -> tuple[str, ...]:
    """The names of the facts that differ."""
    names = (found.name for found in fields(new) if found.name not in ignored)
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def keep(row: object, facts: Recordable, names: Iterable[str]) -> None:
    """Write the named facts into the row's columns of the same name."""
    for name in names:
        setattr(row, name, _kept(getattr(facts, name)))


def columns_of(kind: type[Recordable], row: object, *but: str) -> dict[str, Any]:
    """The facts of a kind that the row holds under their own names; an empty text is the empty string."""
    names = [found.name for found in fields(kind) if found.name not in but]
    texts = TEXTS[kind]
    return {name: (getattr(row, name) or "") if name in texts else getattr(row, name) for name in names}


def _kept(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(member.value if isinstance(member, Enum) else member for member in value)
    return list(value) if isinstance(value, tuple) else value


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
