"""Importing: several files, one transaction, in order of kind; one bad line refuses them all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.importing.people import import_clinics, import_patients, import_staff
from vigil.actions.importing.problems import ImportRefused
from vigil.actions.importing.run import Run, twice
from vigil.actions.importing.sheets import Kind, Line, Sheet
from vigil.actions.importing.sittings import import_sessions
from vigil.actions.importing.summary import Summary
from vigil.actions.importing.treatment import close_courses, import_courses
from vigil.actions.replan import replan
from vigil.actions.replan_followers import AT_ONCE, begin_replanning
from vigil.actions.shipped import Shipped
from vigil.store.tables import Course, TreatmentSession

_BATCH = 500


def import_files(session: Session, sheets: Sequence[Sheet], shipped: Shipped | None, now: datetime) -> Summary:
    """Record what the sheets say, and plan anew for each patient whom it touches.

    ``shipped`` is what a new clinic starts with; without it no sheet may hold clinics.

    ``ImportRefused`` lists every bad line, and nothing of the import remains. A dry run is this, rolled back.
    """
    with session.begin_nested():
        run = Run(session, now)
        lines = {kind: [line for sheet in sheets if sheet.kind is kind for line in sheet.lines] for kind in Kind}
        for kind, found in lines.items():
            run.problems += twice(kind, found)
        _record(run, lines, shipped)
        if run.problems:
            order = {sheet.file: place for place, sheet in enumerate(sheets)}
            raise ImportRefused(sorted(run.problems, key=lambda problem: (order[problem.file], problem.line)))
        planned = _replan(run)
    return Summary(run.outcomes, planned)


def _record(run: Run, lines: dict[Kind, list[Line]], shipped: Shipped | None) -> None:
    if lines[Kind.CLINICS]:
        assert shipped is not None
        import_clinics(run, lines[Kind.CLINICS], shipped)
    import_staff(run, lines[Kind.STAFF])
    import_patients(run, lines[Kind.PATIENTS])
    closings = import_courses(run, lines[Kind.COURSES])
    import_sessions(run, lines[Kind.SESSIONS], lines[Kind.PRODUCTS])
    close_courses(run, closings)
    run.flush()


def _replan(run: Run) -> int:
    """Plan once for each patient who was touched; one who has no session is owed nothing.

    Where they are many the job ``replan`` plans them, with whoever else follows their schedules: planning is most of
    what an import costs, and meanwhile nobody else could write.
    """
    touched = sorted(run.patients)
    owed: list[UUID] = []
    for start in range(0, len(touched), _BATCH):
        some = touched[start : start + _BATCH]
        owed += run.session.scalars(
            select(TreatmentSession.patient_id).where(TreatmentSession.patient_id.in_(some)).distinct()
        )
    if len(owed) > AT_ONCE:
        for clinic_id, name in sorted(_schedules(run, owed)):
            begin_replanning(run.session, clinic_id, name, run.now)
        return len(owed)
    for patient_id in sorted(owed):
        replan(run.session, patient_id, run.now)
    return len(owed)


def _schedules(run: Run, patients: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """The schedules that these patients follow, each with its clinic."""
    found: set[tuple[UUID, str]] = set()
    for start in range(0, len(patients), _BATCH):
        some = patients[start : start + _BATCH]
        asked = select(Course.clinic_id, Course.schedule_name).where(Course.patient_id.in_(some)).distinct()
        found |= {(row.clinic_id, row.schedule_name) for row in run.session.execute(asked)}
    return found
