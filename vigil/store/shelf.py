"""The rows of one clinic that a recording looks at: found one by one, or fetched beforehand for a whole file."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.store import versions
from vigil.store.base import Base
from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.tables import Alert, Clearance, Clinic, Course, Eva, Patient, Product, Staff, TreatmentSession
from vigil.store.writes import keep

Named = TypeVar("Named", Staff, Patient, Course, TreatmentSession, Product)
Belonging = TypeVar("Belonging", Course, TreatmentSession, Product, Eva, Alert, Clearance)

_NOUNS: dict[type, str] = {
    Staff: "member of staff",
    Patient: "patient",
    Course: "course",
    TreatmentSession: "session",
    Product: "product",
}
T = TypeVar("T", bound=Base)

_BATCH = 500
_FEW = 4  # looked up one by one: a prepared statement takes no list


class Shelf:
    """Reads through: what was not fetched is looked up when it is asked for. Rows of other clinics are never seen."""

    def __init__(self, session: Session, clinic: Clinic) -> None:
        self.session = session
        self.clinic = clinic
        self._named: dict[type, dict[str, Any]] = defaultdict(dict)
        self._belonging: dict[tuple[type, str], dict[UUID, list[Any]]] = defaultdict(dict)
        self._versions: dict[tuple[str, str], versions.Version | None] = {}
        self._later: list[Base] = []

    def find(self, kind: type[Named], external_id: str) -> Named | None:
        """The clinic's row of that external id."""
        found = self._named[kind]
        if external_id not in found:
            self.fetch(kind, [external_id])
        row: Named | None = found[external_id]
        return row

    def get(self, kind: type[Named], external_id: str, *, field: str) -> Named:
        """The clinic's row of that external id; ``Refused`` naming ``field`` when there is none."""
        row = self.find(kind, external_id)
        if row is None:
            raise Refused(
                f"{field} {external_id!r}: the clinic has no {_NOUNS[kind]} of that external id.", field=field
            )
        return row

    def fetch(self, kind: type[Named], external_ids: Collection[str]) -> None:
        """Fetch many rows at once."""
        found = self._named[kind]
        wanted = [each for each in dict.fromkeys(external_ids) if each not in found]
        found.update(dict.fromkeys(wanted))
        found.update({row.external_id: row for row in self._rows(kind, "external_id", wanted)})

    def fetch_ids(self, kind: type[Named], ids: Collection[UUID]) -> None:
        """Fetch rows by id, so that looking each up costs nothing."""
        found = self._named[kind]
        found.update({row.external_id: row for row in self._rows(kind, "id", ids)})

    def know(self, row: Named) -> None:
        """A row that was reached another way: it can be found by its external id from now on."""
        self._named[type(row)][row.external_id] = row

    def of(self, kind: type[Belonging], column: str, owner_id: UUID) -> list[Belonging]:
        """The clinic's rows whose ``column`` is that id, in order of their own; a list that new rows may join."""
        found = self._belonging[kind, column]
        if owner_id not in found:
            self.fetch_of(kind, column, [owner_id])
        return found[owner_id]

    def fetch_of(self, kind: type[Belonging], column: str, owner_ids: Collection[UUID]) -> None:
        """Fetch the rows of many owners at once."""
        found = self._belonging[kind, column]
        wanted = [each for each in dict.fromkeys(owner_ids) if each not in found]
        found.update({each: [] for each in wanted})
        for row in self._rows(kind, column, wanted):
            found[getattr(row, column)].append(row)

    def _rows(self, kind: type[T], column: str, wanted: Collection[Any]) -> Iterator[T]:
        """The clinic's rows of a few values of a column one by one, of many in batches; in order of their own."""
        if len(wanted) <= _FEW:
            for each in wanted:
                yield from held(self.session, kind, _one(kind, column), clinic=self.clinic.id, wanted=each)
            return
        for some in _batches(wanted):
            yield from self.session.scalars(_many(kind, column), {"clinic": self.clinic.id, "wanted": some})

    def version(self, kind: str, name: str) -> versions.Version | None:
        """The clinic's current version of a schedule, a rule book or a text."""
        key = (kind, name)
        if key not in self._versions:
            self._versions[key] = versions.latest(self.session, self.clinic.id, kind, name)
        return self._versions[key]

    def enter(self, row: Named, *, after_flush: bool = False) -> None:
        """A new row: it can be found from now on."""
        self._named[type(row)][row.external_id] = row
        if after_flush:
            self.after_flush(row)
        else:
            self.session.add(row)

    def enter_of(self, row: Belonging, column: str) -> None:
        """A new row joins its owner's others."""
        self.of(type(row), column, getattr(row, column)).append(row)

    def fresh(self, owner_id: UUID, *kinds: tuple[type[Base], str]) -> None:
        """A new owner, of which nothing can be on record yet."""
        for kind, column in kinds:
            self._belonging[kind, column][owner_id] = []

    def strike_of(self, row: Belonging, column: str) -> None:
        """Strike out a row that was recorded by mistake; the audit trail keeps what it said."""
        self.of(type(row), column, getattr(row, column)).remove(row)
        if row in self._later:
            self._later.remove(row)
        else:
            self.session.delete(row)

    def forget(self, kind: type[Named], external_id: str) -> None:
        """A row that was struck out is found no more."""
        self._named[kind][external_id] = None

    def after_flush(self, row: Base) -> None:
        """Add a row whose foreign keys point at rows that this transaction has not written yet."""
        self._later.append(row)

    def flush(self) -> None:
        later, self._later = self._later, []
        keep(self.session, *later)


@cache
def _one(kind: Any, column: str) -> Prepared:
    return Prepared(_of_clinic(kind).where(getattr(kind, column) == bindparam("wanted")))


@cache
def _many(kind: Any, column: str) -> Select[tuple[Any]]:
    return _of_clinic(kind).where(getattr(kind, column).in_(bindparam("wanted", expanding=True)))


def _of_clinic(kind: Any) -> Select[tuple[Any]]:
    return select(kind).where(kind.clinic_id == bindparam("clinic")).order_by(kind.id)


def _batches(wanted: Collection[Any]) -> Iterator[list[Any]]:
    remaining = iter(wanted)
    while some := list(islice(remaining, _BATCH)):
        yield some
