"""Patients: entered, changed, how they are reached, and that somebody has died."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from vigil.actions.change_contact import change_consent, change_email
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.record_patient import facts_of, record_patient
from vigil.domain.recording.facts import PatientFacts
from vigil.domain.scopes import Scope
from vigil.domain.words import PatientState
from vigil.store.tables import Patient
from vigil.web.api.finding import find
from vigil.web.api.listing import Query, Reference, page, page_model
from vigil.web.api.models import changes_model, shown_model, written_model
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.problems import Fault, Problem
from vigil.web.api.recording import Kept
from vigil.web.api.shapes import Body, Moment, Shown

PERSONAL = frozenset(seal.name for seal in Patient.sealed_attributes)

PatientBody = written_model("PatientFacts", PatientFacts)
PatientChanges = changes_model("PatientChanges", PatientFacts, but=("external_id",))
PatientShown = shown_model(
    "Patient",
    PatientFacts,
    {"id": UUID, "state": PatientState, "merged_into": UUID | None, "created_at": Moment},
    personal=PERSONAL,
)
PatientPage = page_model("Patient", PatientShown)


class PatientQuery(Query):
    external_id: Reference | None = None
    state: PatientState | None = None


class Contact(Body):
    """How somebody is reached. An address that is corrected makes them reachable; consenting anew ends an opt-out."""

    email: Annotated[str, Field(max_length=254)] | None = None
    guardian_email: Annotated[str, Field(max_length=254)] | None = None
    consents_to_email: bool | None = None


def show(call: Call, rows: Sequence[Patient]) -> list[Shown]:
    return [_shown(call, row) for row in rows]


def _shown(call: Call, row: Patient) -> Shown:
    facts = {name: value for name, value in vars(facts_of(row)).items() if call.is_personal or name not in PERSONAL}
    facts["risk_factors"] = sorted(facts["risk_factors"])
    more = {"id": row.id, "state": row.state, "merged_into": row.merged_into_id, "created_at": row.created_at}
    return PatientShown.model_validate(facts | more)


KEPT = Kept("patients", Patient, PatientFacts, record_patient, lambda call, row: facts_of(row), show)


def list_patients(call: Call, query: PatientQuery) -> Answer:
    """The clinic's patients."""
    conditions = [] if query.external_id is None else [Patient.external_id == query.external_id]
    conditions += [] if query.state is None else [Patient.state == query.state]
    return page(call, Patient, query, conditions, show, PatientPage)


def change_contact(call: Call, body: Contact) -> Answer:
    """Change addresses and consent by the actions that know what follows from it."""
    row = find(call, Patient, locks=True)
    call.unless_changed(lambda: KEPT.shown(call, row))
    given = {name: value for name, value in body if value is not None}
    if not given:
        faults = [Fault(pointer="#", detail="Say at least one of email, guardian_email, consents_to_email.")]
        raise Problem(422, "not_valid", "What was sent changes nothing.", errors=faults)
    for name in ("email", "guardian_email"):
        if name in given:
            change_email(call.session, row, given[name], call.now, is_guardians=name == "guardian_email")
    if body.consents_to_email is not None:
        change_consent(call.session, row, body.consents_to_email, call.now)
    return KEPT.acted(call, row)


def note_death(call: Call) -> Answer:
    """Nothing more is owed to somebody who has died."""
    row = find(call, Patient, locks=True)
    mark_deceased(call.session, row, call.now)
    return KEPT.acted(call, row)


_READ, _WRITE = Scope.READ_PATIENTS, Scope.WRITE_PATIENTS
_ONE = "/patients/{ref}"

OPERATIONS = (
    Operation("list_patients", "GET", "/patients", _READ, "List patients", list_patients, PatientPage,
              query=PatientQuery),
    Operation("create_patient", "POST", "/patients", _WRITE, "Enter a patient", KEPT.create, PatientShown,
              body=PatientBody, creates=True, problems=frozenset({409})),
    Operation("change_contact", "PATCH", f"{_ONE}/contact", _WRITE, "Change addresses and consent", change_contact,
              PatientShown, body=Contact, is_conditional=True),
    Operation("mark_deceased", "POST", f"{_ONE}/deceased", _WRITE, "Note a death: nothing more is owed", note_death,
              PatientShown),
    Operation("get_patient", "GET", _ONE, _READ, "Read a patient", KEPT.get, PatientShown),
    Operation("put_patient", "PUT", _ONE, _WRITE, "Record a patient as they now stand", KEPT.put, PatientShown,
              body=PatientBody, creates=True, is_conditional=True),
    Operation("change_patient", "PATCH", _ONE, _WRITE, "Change some facts of a patient", KEPT.patch, PatientShown,
              body=PatientChanges, is_conditional=True),
)  # fmt: skip
