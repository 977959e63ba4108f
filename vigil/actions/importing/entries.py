"""Lines read into facts: each cell is read by its column, what is not in the file stays as it is on record."""

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from vigil.actions.importing.columns import COLUMNS, column_of
from vigil.actions.importing.problems import Problem
from vigil.actions.importing.sheets import Kind, Line
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.recording.facts import Recordable
from vigil.domain.recording.notices import NotRecorded, Unacknowledged
from vigil.domain.words import Language

F = TypeVar("F", bound=Recordable)


@dataclass(frozen=True)
class Entry:
    """One line, its cells read: ``given`` by fact, ``extra`` by the name of the column."""

    kind: Kind
    line: Line
    given: dict[str, Any]
    extra: dict[str, Any]

    @property
    def external_id(self) -> str:
        return self.line.cells["external_id"]

    def problem(self, error: Refused) -> Problem:
        """Why recording this line is refused, at the column that it is about."""
        column = column_of(self.kind, error.field)
        if isinstance(error, Unacknowledged):
            fr, en = (
                "; ".join(f"{notice.code} ({notice.sentence[language]})" for notice in error.warnings)
                for language in Language
            )
            told = Bilingual(f"à prendre acte ici d'abord : {fr}", f"to be acknowledged here first: {en}")
            return self.at("acknowledged", told)
        french = " ".join(notice.sentence.fr for notice in error.notices) if isinstance(error, NotRecorded) else ""
        return self.at(column or _own(self, error.field), Bilingual(french, str(error)))

    def at(self, column: str, told: Bilingual) -> Problem:
        return Problem(self.line.file, self.line.number, column, self.line.cells.get(column, ""), told.en, told.fr)

    def facts(self, kind: type[F], known: F | None) -> F:
        """The facts: those on record with what the file gives, or new ones."""
        if known is None:
            return kind(**self.given)
        return replace(known, **self.given)


def read_entry(kind: Kind, line: Line, zone: ZoneInfo, facts: type[Recordable]) -> Entry | list[Problem]:
    """Read a line's cells; every bad one is a problem. An empty cell gives the fact's default."""
    defaults = {found.name: found.default for found in fields(facts)}
    given: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in COLUMNS[kind]:
        written = line.cells.get(column.name)
        if written is None:
            continue
        place = (line.file, line.number, column.name, written)
        if not written:
            if column.required:
                problems.append(Problem(*place, f"is empty; expected: {column.cell.expected}."))
            elif column.fact:
                given[column.fact] = defaults[column.fact]
            continue
        try:
            value = column.cell.read(written, zone)
        except Refused as error:
            problems.append(Problem(*place, str(error)))
        except (ValueError, OverflowError):
            problems.append(Problem(*place, f"expected: {column.cell.expected}."))
        else:
            if column.fact:
                given[column.fact] = value
            else:
                extra[column.name] = value
    return problems or Entry(kind, line, given, extra)


def _own(entry: Entry, field: str | None) -> str:
    """The column of a field that only the import reads."""
    return field if field in entry.line.cells and field is not None else ""
