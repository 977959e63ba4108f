"""Patients by the hundred thousand: one is recorded by the real actions, and its rows are cast again and again.

Each cast has its own ids, name, address, sealed values and links, so that to the rest of the program it is a patient
like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from vigil.bench.pattern import pattern
from vigil.bench.throwaway import Throwaway
from vigil.store import tokens
from vigil.store.base import Base
from vigil.store.bulk import insert_prepared, preparing
from vigil.store.sealing import place
from vigil.store.tables import Patient, Token

TREATED_BEFORE = timedelta(hours=48, minutes=5)
"""How long before a benchmark its patients were treated: what asks how they are fell due five minutes ago."""

_GIVEN = ("Marie", "Zoë", "Jean-Baptiste", "Hélène", "Anne", "Çağla", "Paul", "Françoise", "Luc", "Nguyễn Thị Ánh")
_FAMILY = ("Durand", "Lefèvre", "Martin", "Le Goff", "Petit", "d'Anjou", "Noël", "Garnier")
_DOMAINS = 50
_PAGE = 2000
"""Patients cast at a time: their rows are in memory together."""

Ids = dict[UUID, UUID]
"""From the id of a row of the mould to that of the same row of a cast."""


@dataclass(frozen=True)
class Cast:
    """One more patient: ``number`` tells it from the others."""

    number: int
    due_at: datetime | None = None


_Fill = Callable[[Ids, Cast], Any]


class Mould:
    """One patient whose message of the 48 h is due. ``owes`` false leaves out its asks and messages."""

    def __init__(self, ground: Throwaway, now: datetime, *, owes: bool = True) -> None:
        self._ground = ground
        self._at = now - TREATED_BEFORE
        self._rows = pattern(ground, self._at, owes=owes)
        self._ids = [row["id"] for _, row in self._rows if "id" in row]
        self._blanks = [self._blank(table, row) for table, row in self._rows]

    def fill(self, casts: Sequence[Cast]) -> list[Ids]:
        """Enter these patients; returns the ids of each."""
        entered = []
        for start in range(0, len(casts), _PAGE):
            page = [({old: self._ground.store.ids() for old in self._ids}, one) for one in casts[start : start + _PAGE]]
            entered += [ids for ids, _ in page]
            with self._ground.store.writing(self._at, "bench") as session:
                for blank in self._blanks:
                    blank.cast(session.connection(), page)
        return entered

    def id_of(self, kind: type[Base]) -> UUID:
        """The mould's first row of a table, as ``Ids`` knows it."""
        id: UUID = next(row["id"] for table, row in self._rows if table is kind.__table__)
        return id

    def row(self, kind: type[Base], ids: Ids) -> dict[str, Any]:
        """The mould's first row of a table as a patient of these ids refers to its own others."""
        row = next(row for table, row in self._rows if table is kind.__table__)
        return {name: ids.get(value, value) if isinstance(value, UUID) else value for name, value in row.items()}

    def _blank(self, table: Table, row: dict[str, Any]) -> "_Blank":
        fills: dict[str, _Fill] = {
            name: partial(_own_id, value)
            for name, value in row.items()
            if isinstance(value, UUID) and value in self._ids
        }
        if "key" in row:
            fills["key"] = partial(_renamed, row["key"], _named_in(row["key"], self._ids))
        if "external_id" in row:
            fills["external_id"] = lambda _ids, cast: f"{row['external_id']}-{cast.number}"
        if "due_at" in row:
            fills["due_at"] = lambda _ids, cast: cast.due_at or row["due_at"]
        if table is Patient.__table__:
            fills |= self._person(row["id"])
        elif table is Token.__table__:
            fills["hash"] = partial(self._hash, tokens.Purpose(row["purpose"]), row["ask_id"] or row["patient_id"])
        return _Blank(table, row, fills, preparing(table, self._ground.store.engine.dialect))

    def _person(self, id: UUID) -> dict[str, _Fill]:
        ring = self._ground.store.keyring

        def sealed(column: str, say: Callable[[int], str], ids: Ids, cast: Cast) -> bytes:
            return ring.seal(say(cast.number), place("patient", column, ids[id]))

        said: dict[str, Callable[[int], str]] = {
            "family_name": lambda number: _FAMILY[number % len(_FAMILY)],
            "given_name": lambda number: _GIVEN[number % len(_GIVEN)],
            "born_on": lambda number: f"{1940 + number % 60}-05-17",
            "email": address,
        }
        fills: dict[str, _Fill] = {
            f"{name}_sealed": partial(sealed, f"{name}_sealed", say) for name, say in said.items()
        }
        return fills | {"email_index": lambda _ids, cast: ring.blind_index(address(cast.number))}

    def _hash(self, purpose: tokens.Purpose, subject: UUID, ids: Ids, _cast: Cast) -> str:
        store = self._ground.store
        return tokens.hash_of(tokens.derive(store.keyring, purpose, self._ground.clinic_id, ids[subject]))


def address(number: int) -> str:
    """Where the patient of that number gets mail: fifty domains share them."""
    return f"patient{number}@d{number % _DOMAINS}.bench.example"


class _Blank:
    """A row of the mould: what all casts share, as the driver takes it, and what each fills in."""

    def __init__(
        self, table: Table, row: dict[str, Any], fills: dict[str, _Fill], prepare: dict[str, Callable[[Any], Any]]
    ) -> None:
        self._table = table
        self._names = list(row)
        self._shared = [prepare[name](value) for name, value in row.items()]
        self._fills = [(self._names.index(name), prepare[name], fill) for name, fill in fills.items()]

    def cast(self, connection: Any, page: Sequence[tuple[Ids, Cast]]) -> None:
        insert_prepared(connection, self._table, self._names, [self._row(ids, cast) for ids, cast in page])

    def _row(self, ids: Ids, cast: Cast) -> list[Any]:
        row = self._shared.copy()
        for place_, prepare, fill in self._fills:
            row[place_] = prepare(fill(ids, cast))
        return row


def _own_id(old: UUID, ids: Ids, _cast: Cast) -> UUID:
    return ids[old]


def _named_in(key: str, ids: Sequence[UUID]) -> list[tuple[str, UUID, bool]]:
    """The ids that a key names: as it writes each, which it is, and whether without hyphens."""
    found = [(written, id, written == id.hex) for id in ids for written in (str(id), id.hex)]
    return [each for each in found if each[0] in key]


def _renamed(key: str, named: Sequence[tuple[str, UUID, bool]], ids: Ids, _cast: Cast) -> str:
    for written, old, is_bare in named:
        key = key.replace(written, ids[old].hex if is_bare else str(ids[old]))
    return key
