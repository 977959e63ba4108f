"""The import of one clinic's own files at its desk: the same as any import, but for what a clinic may not do there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from vigil.actions.importing.importing import import_files
from vigil.actions.importing.problems import ImportRefused, Problem
from vigil.actions.importing.sheets import Kind, Line, Sheet
from vigil.actions.importing.summary import Summary
from vigil.store.tables import Clinic


def import_within(
    session: Session, clinic: Clinic, sheets: Sequence[Sheet], now: datetime, *, may_acknowledge: bool
) -> Summary:
    """Record what the sheets say of ``clinic``.

    ``ImportRefused`` lists every bad line: those of another clinic or of clinics themselves among them, and warnings
    acknowledged in a file of somebody who may not (``may_acknowledge``).
    """
    problems = [problem for sheet in sheets for problem in _foreign(sheet, clinic.external_id)]
    if not may_acknowledge:
        problems += [problem for sheet in sheets for problem in _acknowledged(sheet)]
    own = [replace(sheet, lines=_own(sheet, clinic.external_id)) for sheet in sheets if sheet.kind is not Kind.CLINICS]
    try:
        with session.begin_nested():
            summary = import_files(session, own, None, now)
            if not problems:
                return summary
            raise ImportRefused(problems)
    except ImportRefused as refused:
        problems += [problem for problem in refused.problems if problem not in problems]
    order = {sheet.file: place for place, sheet in enumerate(sheets)}
    raise ImportRefused(sorted(problems, key=lambda problem: (order[problem.file], problem.line)))


def _foreign(sheet: Sheet, clinic: str) -> Iterator[Problem]:
    """What is not this clinic's; whether there is another clinic of that name is not said."""
    if sheet.kind is Kind.CLINICS:
        yield Problem(sheet.file, 0, "", "", "holds clinics: they are opened on the machine itself, not at a desk.")
        return
    for line in sheet.lines:
        written = line.cells["clinic"]
        if written != clinic:
            yield Problem(sheet.file, line.number, "clinic", written, f"only lines of {clinic!r} are taken here.")


def _acknowledged(sheet: Sheet) -> Iterator[Problem]:
    for line in sheet.lines:
        written = line.cells.get("acknowledged", "")
        if written:
            sentence = "warnings are acknowledged by a physician: leave it empty, or let one import the file."
            yield Problem(sheet.file, line.number, "acknowledged", written, sentence)


def _own(sheet: Sheet, clinic: str) -> tuple[Line, ...]:
    return tuple(line for line in sheet.lines if line.cells["clinic"] == clinic)
