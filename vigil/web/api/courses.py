"""Courses: opened, changed, closed, and opened again when that was a mistake."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from vigil.actions.close_course import close_course, reopen_course
from vigil.actions.open_course import facts_of, open_course
from vigil.domain.recording.facts import CourseFacts
from vigil.domain.scopes import Scope
from vigil.store.tables import Course, Eva, Patient, Staff
from vigil.web.api.finding import find
from vigil.web.api.listing import Query, Reference, page, page_model
from vigil.web.api.models import changes_model, shown_model, written_model
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.recording import Kept
from vigil.web.api.shapes import Body, Moment, Shown

PERSONAL = frozenset(seal.name for seal in Course.sealed_attributes)

CourseBody = written_model("CourseFacts", CourseFacts)
CourseChanges = changes_model("CourseChanges", CourseFacts, but=("external_id", "patient"))
CourseShown = shown_model(
    "Course",
    CourseFacts,
    {"id": UUID, "patient_id": UUID, "closed_at": Moment | None, "closed_reason": str},
    personal=PERSONAL,
)
CoursePage = page_model("Course", CourseShown)


class CourseQuery(Query):
    external_id: Reference | None = None
    patient_id: UUID | None = None
    is_closed: Literal["true", "false"] | None = None


class Closing(Body):
    """Why it ends, and when it did; now, if that is left out."""

    reason: Annotated[str, Field(max_length=200)] = ""
    closed_at: Moment | None = None


def show(call: Call, rows: Sequence[Course]) -> list[Shown]:
    call.shelf.fetch_of(Eva, "course_id", [row.id for row in rows])
    patients = known(call, Patient, {row.patient_id for row in rows})
    known(call, Staff, {row.physician_id for row in rows if row.physician_id})
    return [_shown(call, row, patients[row.patient_id].external_id) for row in rows]


def known(call: Call, table: Any, ids: set[UUID]) -> dict[UUID, Any]:
    """Rows of the clinic by id, read at once; looking each up afterwards costs nothing."""
    if not ids:
        return {}
    rows = call.session.scalars(select(table).where(table.clinic_id == call.clinic_id, table.id.in_(ids))).all()
    return {row.id: row for row in rows}


def facts(call: Call, row: Course) -> CourseFacts:
    return facts_of(call.shelf, row, call.session.get_one(Patient, row.patient_id).external_id)


def _shown(call: Call, row: Course, patient: str) -> Shown:
    values = vars(facts_of(call.shelf, row, patient)) | {"closed_reason": row.closed_reason or ""}
    for name in ("analgesics", "acknowledged"):
        values[name] = sorted(values[name])
    told = {name: value for name, value in values.items() if call.is_personal or name not in PERSONAL}
    more = {"id": row.id, "patient_id": row.patient_id, "closed_at": row.closed_at}
    return CourseShown.model_validate(told | more)


KEPT = Kept("courses", Course, CourseFacts, open_course, facts, show)


def list_courses(call: Call, query: CourseQuery) -> Answer:
    """The clinic's courses."""
    conditions: list[Any] = [] if query.external_id is None else [Course.external_id == query.external_id]
    conditions += [] if query.patient_id is None else [Course.patient_id == query.patient_id]
    if query.is_closed is not None:
        conditions.append(Course.closed_at.is_not(None) if query.is_closed == "true" else Course.closed_at.is_(None))
    return page(call, Course, query, conditions, show, CoursePage)


def close(call: Call, body: Closing) -> Answer:
    row = find(call, Course, locks=True)
    call.unless_changed(lambda: KEPT.shown(call, row))
    close_course(call.session, row, body.reason, call.now, closed_at=body.closed_at)
    return KEPT.acted(call, row)


def reopen(call: Call) -> Answer:
    row = find(call, Course, locks=True)
    reopen_course(call.session, row, call.now)
    return KEPT.acted(call, row)


_READ, _WRITE = Scope.READ_COURSES, Scope.WRITE_COURSES
_ONE = "/courses/{ref}"

OPERATIONS = (
    Operation("list_courses", "GET", "/courses", _READ, "List courses", list_courses, CoursePage, query=CourseQuery),
    Operation("open_course", "POST", "/courses", _WRITE, "Open a course", KEPT.create, CourseShown,
              body=CourseBody, creates=True, problems=frozenset({409})),
    Operation("close_course", "POST", f"{_ONE}/close", _WRITE, "Close a course", close, CourseShown,
              body=Closing, is_conditional=True),
    Operation("reopen_course", "POST", f"{_ONE}/reopen", _WRITE, "Undo a mistaken closing", reopen, CourseShown),
    Operation("get_course", "GET", _ONE, _READ, "Read a course", KEPT.get, CourseShown),
    Operation("put_course", "PUT", _ONE, _WRITE, "Record a course as it now stands", KEPT.put, CourseShown,
              body=CourseBody, creates=True, is_conditional=True),
    Operation("change_course", "PATCH", _ONE, _WRITE, "Change some facts of a course", KEPT.patch, CourseShown,
              body=CourseChanges, is_conditional=True),
)  # fmt: skip
