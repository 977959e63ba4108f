"""The courses of an import, and their closings, which come after their sessions."""

from vigil.actions import open_course
from vigil.actions.close_course import write_closing
from vigil.actions.importing.entries import Entry
from vigil.actions.importing.run import Run
from vigil.actions.importing.sheets import Kind, Line
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import CourseFacts
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Course, Eva, Patient, Staff, TreatmentSession

Closings = list[tuple[str, Entry]]


def import_courses(run: Run, lines: list[Line]) -> Closings:
    """Record the courses in order of their opening; gives those that the file says are closed."""
    closings: Closings = []
    for clinic, entries in run.entries(Kind.COURSES, lines, CourseFacts).items():
        shelf = run.shelf(clinic)
        assert shelf is not None
        _fetch(shelf, entries)
        for entry in sorted(entries, key=lambda entry: entry.given["opened_at"]):
            if run.depends(entry, clinic, Kind.PATIENTS, entry.given["patient"]) and run.depends(
                entry, clinic, Kind.STAFF, entry.given.get("physician", "")
            ):
                _record(run, shelf, clinic, entry)
                if "closed_at" in entry.extra:
                    closings.append((clinic, entry))
    run.flush()
    return closings


def close_courses(run: Run, closings: Closings) -> None:
    for clinic, entry in closings:
        shelf = run.shelf(clinic)
        assert shelf is not None
        course = shelf.find(Course, entry.external_id)
        if course is None or not run.depends(entry, clinic, Kind.COURSES, entry.external_id):
            continue
        reason = entry.extra.get("closed_reason", "")
        try:
            done = write_closing(run.session, course, reason, run.now, closed_at=entry.extra["closed_at"])
        except Refused as error:
            run.refuse(entry, clinic, error)
            continue
        if done.did_something:
            run.patients.add(course.patient_id)
            run.amend(entry, done.changed)


def _fetch(shelf: Shelf, entries: list[Entry]) -> None:
    shelf.fetch(Course, [entry.external_id for entry in entries])
    names = [entry.given["patient"] for entry in entries]
    shelf.fetch(Patient, names)
    shelf.fetch(Staff, [entry.given["physician"] for entry in entries if entry.given.get("physician")])
    patients = [patient.id for name in names if (patient := shelf.find(Patient, name))]
    shelf.fetch_of(Course, "patient_id", patients)
    shelf.fetch_of(Alert, "patient_id", patients)
    courses = [course.id for patient in patients for course in shelf.of(Course, "patient_id", patient)]
    shelf.fetch_of(TreatmentSession, "course_id", courses)
    shelf.fetch_of(Eva, "course_id", courses)


def _record(run: Run, shelf: Shelf, clinic: str, entry: Entry) -> None:
    row = shelf.find(Course, entry.external_id)
    known = open_course.facts_of(shelf, row, entry.given["patient"]) if row else None
    try:
        done = open_course.write_course(shelf, entry.facts(CourseFacts, known), run.now)
    except Refused as error:
        run.refuse(entry, clinic, error)
        return
    course = shelf.get(Course, entry.external_id, field="external_id")
    if done.did_something:
        run.patients.add(course.patient_id)
    run.did(entry, known, is_new=done.is_new, changed=done.changed)
