"""One import under way: the clinics' rows, what failed, what was done, and whose follow-up has to be planned anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.importing.entries import Entry, read_entry
from vigil.actions.importing.problems import Problem
from vigil.actions.importing.sheets import Kind, Line
from vigil.actions.importing.summary import Outcome
from vigil.actions.open_clinic import find_clinic
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import Recordable
from vigil.store.shelf import Shelf

Name = tuple[Kind, str, str]
"""A record: its kind, the external id of its clinic, its own."""


class Run:
    """What the steps of an import share."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.problems: list[Problem] = []
        self._outcomes: dict[tuple[Kind, str, int], Outcome] = {}
        self.patients: set[UUID] = set()  # whose follow-up may have changed
        self._failed: set[Name] = set()
        self._shelves: dict[str, Shelf | None] = {}

    def shelf(self, clinic: str) -> Shelf | None:
        """The rows of a clinic; ``None`` when there is no clinic of that external id."""
        if clinic not in self._shelves:
            row = find_clinic(self.session, clinic)
            self._shelves[clinic] = Shelf(self.session, row) if row else None
        return self._shelves[clinic]

    def flush(self) -> None:
        for shelf in self._shelves.values():
            if shelf is not None:
                shelf.flush()
        self.session.flush()

    def entries(self, kind: Kind, lines: list[Line], facts: type[Recordable]) -> dict[str, list[Entry]]:
        """The readable lines by clinic; the others become problems and are known to have failed."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for line in lines:
            clinic = line.cells["clinic"]
            shelf = self.shelf(clinic)
            if shelf is None:
                self._refuse_clinic(kind, line)
                continue
            entry = read_entry(kind, line, ZoneInfo(shelf.clinic.zone), facts)
            if isinstance(entry, list):
                self.problems += entry
                self.fail(kind, clinic, line.cells["external_id"])
            else:
                found[clinic].append(entry)
        return found

    def depends(self, entry: Entry, clinic: str, kind: Kind, external_id: str) -> bool:
        """Whether the line may be recorded: what it refers to did not fail (which is a problem already)."""
        if (kind, clinic, external_id) not in self._failed:
            return True
        self.fail(entry.kind, clinic, entry.external_id)
        return False

    def refuse(self, entry: Entry, clinic: str, error: Refused) -> None:
        self.problems.append(entry.problem(error))
        self.fail(entry.kind, clinic, entry.external_id)

    def fail(self, kind: Kind, clinic: str, external_id: str) -> None:
        self._failed.add((kind, clinic, external_id))

    def did(self, entry: Entry, known: Recordable | None, *, is_new: bool, changed: tuple[str, ...] = ()) -> None:
        """Note what was done for a line, and what was on record before of the facts that changed."""
        line = entry.line
        before = tuple(_written(getattr(known, name, None)) for name in changed)
        done = Outcome(entry.kind, line.file, line.number, entry.external_id, is_new, changed, before)
        self._outcomes[entry.kind, line.file, line.number] = done

    def amend(self, entry: Entry, changed: tuple[str, ...]) -> None:
        """Add to what was done for a line that was recorded before."""
        place = (entry.kind, entry.line.file, entry.line.number)
        done = self._outcomes[place]
        self._outcomes[place] = replace(done, fields=(*done.fields, *changed))

    @property
    def outcomes(self) -> list[Outcome]:
        """What was done, in order of kind, file and line."""
        kinds = list(Kind)
        places = sorted(self._outcomes, key=lambda place: (kinds.index(place[0]), *place[1:]))
        return [self._outcomes[place] for place in places]

    def _refuse_clinic(self, kind: Kind, line: Line) -> None:
        clinic = line.cells["clinic"]
        self.fail(kind, clinic, line.cells["external_id"])
        if (Kind.CLINICS, "", clinic) not in self._failed:
            sentence = "there is no clinic of this external id."
            self.problems.append(Problem(line.file, line.number, "clinic", clinic, sentence))


def _written(value: object) -> str:
    """A fact as text that is the same in every process."""
    return repr(sorted(map(str, value)) if isinstance(value, frozenset) else value)


def twice(kind: Kind, lines: list[Line]) -> Iterator[Problem]:
    """An external id on two lines: which of them holds cannot be known."""
    seen: dict[tuple[str, str], Line] = {}
    for line in lines:
        name = (line.cells.get("clinic", ""), line.cells["external_id"])
        first = seen.setdefault(name, line)
        if first is not line and name[1]:
            where = f"line {first.number}" if first.file == line.file else f"{first.file}, line {first.number}"
            yield Problem(line.file, line.number, "external_id", name[1], f"is also on {where}.")
