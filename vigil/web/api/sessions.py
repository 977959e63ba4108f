"""Sessions: planned, moved, performed, missed or void; the same record throughout its life."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from vigil.actions.record_session import record_session
from vigil.actions.recording.session_draft import facts_of
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.scopes import Scope
from vigil.domain.words import SessionState
from vigil.store.tables import Course, Eva, Product, Staff, TreatmentSession
from vigil.web.api.courses import known
from vigil.web.api.listing import Query, Reference, page, page_model
from vigil.web.api.models import changes_model, shown_model, written_model
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.recording import Kept
from vigil.web.api.shapes import Moment, Shown

PERSONAL = frozenset(seal.name for seal in TreatmentSession.sealed_attributes)

SessionBody = written_model("SessionFacts", SessionFacts)
SessionChanges = changes_model("SessionChanges", SessionFacts, but=("external_id", "course"))
SessionShown = shown_model(
    "Session",
    SessionFacts,
    {
        "id": UUID,
        "course_id": UUID,
        "patient_id": UUID,
        "deviations": list[str],
        "is_held": bool,
        "recorded_at": Moment,
    },
    personal=PERSONAL,
)
SessionPage = page_model("Session", SessionShown)


class SessionQuery(Query):
    external_id: Reference | None = None
    patient_id: UUID | None = None
    course_id: UUID | None = None
    state: SessionState | None = None
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None


def show(call: Call, rows: Sequence[TreatmentSession]) -> list[Shown]:
    courses = known(call, Course, {row.course_id for row in rows})
    known(call, Staff, {row.operator_id for row in rows if row.operator_id})
    call.shelf.fetch_of(Eva, "course_id", list(courses))
    call.shelf.fetch_of(Product, "session_id", [row.id for row in rows])
    return [_shown(call, row, courses[row.course_id]) for row in rows]


def facts(call: Call, row: TreatmentSession) -> SessionFacts:
    return facts_of(call.shelf, row, call.session.get_one(Course, row.course_id))


def _shown(call: Call, row: TreatmentSession, course: Course) -> Shown:
    values = vars(facts_of(call.shelf, row, course))
    values["acknowledged"] = sorted(values["acknowledged"])
    values["products"] = [vars(product) for product in values["products"]]
    told = {name: value for name, value in values.items() if call.is_personal or name not in PERSONAL}
    more = ("id", "course_id", "patient_id", "deviations", "is_held", "recorded_at")
    return SessionShown.model_validate(told | {name: getattr(row, name) for name in more})


KEPT = Kept("sessions", TreatmentSession, SessionFacts, record_session, facts, show)


def list_sessions(call: Call, query: SessionQuery) -> Answer:
    """The clinic's sessions; ``from`` is included and ``until`` is not."""
    row = TreatmentSession
    conditions: list[Any] = [
        column == value
        for column, value in (
            (row.external_id, query.external_id),
            (row.patient_id, query.patient_id),
            (row.course_id, query.course_id),
            (row.state, query.state),
        )
        if value is not None
    ]
    conditions += [] if query.from_ is None else [row.at >= query.from_]
    conditions += [] if query.until is None else [row.at < query.until]
    return page(call, row, query, conditions, show, SessionPage)


_READ, _WRITE = Scope.READ_SESSIONS, Scope.WRITE_SESSIONS
_ONE = "/sessions/{ref}"

OPERATIONS = (
    Operation("list_sessions", "GET", "/sessions", _READ, "List sessions", list_sessions, SessionPage,
              query=SessionQuery),
    Operation("record_session", "POST", "/sessions", _WRITE, "Record a session", KEPT.create, SessionShown,
              body=SessionBody, creates=True, problems=frozenset({409})),
    Operation("get_session", "GET", _ONE, _READ, "Read a session", KEPT.get, SessionShown),
    Operation("put_session", "PUT", _ONE, _WRITE, "Record a session as it now stands", KEPT.put, SessionShown,
              body=SessionBody, creates=True, is_conditional=True),
    Operation("change_session", "PATCH", _ONE, _WRITE, "Change some facts of a session", KEPT.patch, SessionShown,
              body=SessionChanges, is_conditional=True),
)  # fmt: skip
