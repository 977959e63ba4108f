"""Putting a patient's record right: an address, a telephone, an allergy that has come to light."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.record_patient import facts_of, record_patient
from vigil.domain.errors import Refused
from vigil.domain.permissions import Permission
from vigil.domain.recording.facts import PatientFacts
from vigil.store.tables import Patient
from vigil.web.desk.asking import Asked, asked_by
from vigil.web.desk.door import at, for_members
from vigil.web.desk.enrolling import PATIENT, PATIENT_FIELDS, drawn, patient_from, troubled
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at, place
from vigil.web.desk.typed import TypedForm
from vigil.web.forms import Posted, request_id
from vigil.web.site import Site


@for_members(*Permission.CHANGE_PATIENTS.roles)
def show_record(request: Request, site: Site, member: Member) -> Response:
    """GET: the record as it stands."""
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        return drawn(request, site, member, _as_typed(facts_of(patient)), patient=patient)


@for_members(*Permission.CHANGE_PATIENTS.roles, writes=True)
def take_record(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: keep it. What this member may not see stays as it is."""
    now, typed = site.now(), TypedForm(form)
    try:
        with member.writing(site.store, now) as session:
            patient = patient_at(session, request, member)
            facts = _facts(typed, patient, member)
            if not typed.troubles:
                record_patient(session, member.clinic_id, facts, now, request_id(form))
                return RedirectResponse(place(member, patient.id), status_code=303)
    except Refused as refused:
        return _again(request, site, member, form, asked_by(refused, frozenset(), PATIENT_FIELDS))
    return _again(request, site, member, form, troubled(typed))


def _facts(typed: TypedForm, patient: Patient, member: Member) -> PatientFacts:
    known = facts_of(patient)
    given = patient_from(typed, member)
    typed.troubles.pop("external_id", None)  # it is not asked for
    risks = given.risk_factors if member.may(Permission.SEE_RECORDS) else known.risk_factors
    return replace(given, external_id=known.external_id, zone=known.zone, risk_factors=risks)


def _again(request: Request, site: Site, member: Member, form: Posted, asked: Asked) -> Response:
    with site.store.reading() as session:
        return drawn(request, site, member, form, asked, patient=patient_at(session, request, member))


def _as_typed(facts: PatientFacts) -> Mapping[str, Sequence[str]]:
    texts = {name: [getattr(facts, name)] for name in PATIENT}
    ticks = {name: ["yes"] for name in ("consents_to_email", "shares_mailbox") if getattr(facts, name)}
    born_on = [facts.born_on.isoformat()] if facts.born_on else []
    language = [facts.language.value] if facts.language else []
    return texts | ticks | {"born_on": born_on, "language": language, "risk_factors": sorted(facts.risk_factors)}


ROUTES = at("/patients/{patient}/record", show_record, take_record)
