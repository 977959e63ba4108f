"""Entering a patient in the file, and opening a course for one, with the warnings that come with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.domain.errors import Refused
from vigil.domain.eva import parse_eva
from vigil.domain.permissions import Permission
from vigil.domain.recording.facts import CourseFacts, PatientFacts
from vigil.domain.recording.measures import MOST_MONTHS, MOST_SESSIONS
from vigil.domain.rules.labels import RISK
from vigil.domain.wording import say
from vigil.domain.words import AnalgesicLevel, Circumstance, Language, RiskFactor
from vigil.replies.fields import cleaned
from vigil.store import requests
from vigil.store.tables import Course, Patient, Staff
from vigil.web.desk.asking import Asked, acknowledging, asked_by
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at, place
from vigil.web.desk.typed import CHOICE, TypedForm
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site

PATIENT = (
    "external_id",
    "family_name",
    "given_name",
    "email",
    "phone",
    "guardian_name",
    "guardian_email",
    "guardian_phone",
)
COURSE = ("zone", "indication", "previous_treatment", "referring_doctor", "protocol")
PATIENT_FIELDS = (*PATIENT, "born_on", "language", "risk_factors")
_COURSE_FIELDS = (*COURSE, "circumstance", "baseline", "intended_sessions", "lesion_age_months")

_KNOWN = say("Ce numéro de dossier existe déjà.", "This file number is taken.")
_EVA = say("Choisissez un nombre de 0 à 10.", "Choose a number from 0 to 10.")


@for_members(*Permission.CHANGE_PATIENTS.roles)
def show_registration(request: Request, site: Site, member: Member) -> Response:
    """GET: an empty form."""
    return drawn(request, site, member, {"language": [member.language]})


@for_members(*Permission.CHANGE_PATIENTS.roles, writes=True)
def take_registration(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: enter the patient; a file number that is taken is refused, since it would change somebody else's record."""
    now, typed, key = site.now(), TypedForm(form), request_id(form)
    facts = patient_from(typed, member)
    try:
        with member.writing(site.store, now) as session:
            is_again = bool(key) and requests.find(session, member.clinic_id, key) is not None
            if not is_again and _is_taken(session, member, facts.external_id):
                typed.troubles["external_id"] = _KNOWN
            if not typed.troubles:
                done = record_patient(session, member.clinic_id, facts, now, key)
                return RedirectResponse(place(member, done.id), status_code=303)
    except Refused as refused:
        return drawn(request, site, member, form, asked_by(refused, frozenset(), PATIENT_FIELDS))
    return drawn(request, site, member, form, troubled(typed))


@for_members(*Permission.OPEN_COURSES.roles)
def show_opening(request: Request, site: Site, member: Member) -> Response:
    """GET: an empty form."""
    return _opening(request, site, member, {"is_painful": ["yes"], "circumstance": [Circumstance.AVERAGE_24H]})


@for_members(*Permission.OPEN_COURSES.roles, writes=True)
def take_opening(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: open the course, of which whoever is signed in is the physician; its warnings are ticked first."""
    now, typed = site.now(), TypedForm(form)
    ticked = typed.ticked("acknowledged")
    try:
        with member.writing(site.store, now) as session:
            patient = patient_at(session, request, member)
            facts = _course(session, typed, patient, member)
            if not typed.troubles:
                _open(session, member, facts, now, ticked, request_id(form))
                return RedirectResponse(member.url(f"/sessions/patients/{patient.id.hex}"), status_code=303)
    except Refused as refused:
        return _opening(request, site, member, form, asked_by(refused, ticked, _COURSE_FIELDS, frozenset()))
    return _opening(request, site, member, form, troubled(typed))


def _open(
    session: Session, member: Member, facts: CourseFacts, now: datetime, ticked: frozenset[str], key: str
) -> None:
    def record(codes: frozenset[str]) -> None:
        open_course(session, member.clinic_id, replace(facts, acknowledged=codes), now, key)

    acknowledging(record, ticked, frozenset())


def patient_from(typed: TypedForm, member: Member) -> PatientFacts:
    """What was typed of a patient; what this member may not see is left out."""
    texts: dict[str, Any] = typed.texts(PatientFacts, {name: name for name in PATIENT})
    may_see = member.may(Permission.SEE_RECORDS)
    return PatientFacts(
        **texts,
        born_on=typed.day("born_on"),
        language=typed.read("language", Language, CHOICE),
        consents_to_email=typed.text("consents_to_email") == "yes",
        shares_mailbox=typed.text("shares_mailbox") == "yes",
        risk_factors=_members(typed, "risk_factors", tuple(RiskFactor)) if may_see else frozenset(),
    )


def _course(session: Session, typed: TypedForm, patient: Patient, member: Member) -> CourseFacts:
    texts: dict[str, Any] = typed.texts(CourseFacts, {name: name for name in COURSE})
    is_painful = typed.text("is_painful") == "yes"
    return CourseFacts(
        external_id=_free_id(session, patient),
        patient=patient.external_id,
        physician=session.get_one(Staff, member.staff_id).external_id,
        **texts,
        is_painful=is_painful,
        circumstance=typed.read("circumstance", Circumstance, CHOICE) or Circumstance.AVERAGE_24H,
        baseline=typed.read("baseline", parse_eva, _EVA) if is_painful else None,
        intended_sessions=_whole(typed, "intended_sessions", 1, MOST_SESSIONS),
        lesion_age_months=_whole(typed, "lesion_age_months", 0, MOST_MONTHS),
        analgesics=_members(typed, "analgesics", tuple(AnalgesicLevel)),
        is_competitor=typed.text("is_competitor") == "yes",
    )


def _whole(typed: TypedForm, name: str, low: int, high: int) -> int | None:
    wrong = say(f"Un nombre entier de {low} à {high}.", f"A whole number from {low} to {high}.")
    value = typed.read(name, int, wrong)
    if value is not None and not low <= value <= high:
        typed.troubles[name] = wrong
    return value


def _members(typed: TypedForm, name: str, allowed: Sequence[Any]) -> frozenset[Any]:
    """Those of the allowed members that were ticked."""
    given = typed.ticked(name)
    return frozenset(member for member in allowed if member.value in given)


def _is_taken(session: Session, member: Member, external_id: str) -> bool:
    mine = Patient.clinic_id == member.clinic_id
    return session.scalar(select(Patient.id).where(mine, Patient.external_id == external_id)) is not None


def _free_id(session: Session, patient: Patient) -> str:
    """A number for a patient's next course that no course of the clinic has: ``P-1/C1``, ``P-1/C2``."""
    stem = f"{patient.external_id[:90]}/"
    mine = Course.clinic_id == patient.clinic_id
    taken = set(
        session.scalars(select(Course.external_id).where(mine, Course.external_id.startswith(stem, autoescape=True)))
    )
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}C{n}") not in taken)


def troubled(typed: TypedForm) -> Asked:
    """What could not be read, each at its field."""
    return Asked({name: (sentence,) for name, sentence in typed.troubles.items()})


def drawn(
    request: Request,
    site: Site,
    member: Member,
    form: Mapping[str, Sequence[str]],
    asked: Asked | None = None,
    *,
    patient: Patient | None = None,
) -> Response:
    """The form of a patient's record: of a new one, or of ``patient``, whose number stays."""
    return draw(
        request,
        site,
        member,
        "registration",
        status=422 if asked else 200,
        asked=asked or Asked(),
        v=_shown(form, (*PATIENT, "born_on", "language", "consents_to_email", "shares_mailbox")),
        ticked=frozenset(form.get("risk_factors", [])),
        risks=RISK if member.may(Permission.SEE_RECORDS) else {},
        request_id=fresh_request_id(),
        patient=patient,
        place=place(member, patient.id) if patient else "",
    )


def _opening(request: Request, site: Site, member: Member, form: Posted, asked: Asked | None = None) -> Response:
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        names = (
            *COURSE,
            "is_painful",
            "circumstance",
            "baseline",
            "intended_sessions",
            "lesion_age_months",
            "is_competitor",
        )
        return draw(
            request,
            site,
            member,
            "opening",
            status=422 if asked else 200,
            patient=patient,
            asked=asked or Asked(),
            v=_shown(form, names),
            ticked=frozenset(form.get("analgesics", [])),
            circumstances=list(Circumstance),
            levels=list(AnalgesicLevel),
            request_id=fresh_request_id(),
            place=place(member, patient.id),
        )


def _shown(form: Mapping[str, Sequence[str]], names: Sequence[str]) -> dict[str, str]:
    return {name: cleaned((form.get(name) or [""])[0]) for name in names}


ROUTES = [
    *at("/sessions/patients", show_registration, take_registration),
    *at("/sessions/patients/{patient}/course", show_opening, take_opening),
]
