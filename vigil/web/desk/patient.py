"""The page of one patient, and what is done there: the day's checks, a yes to a held session, coming messages."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.check_day import check_day
from vigil.actions.clear_session import clear_session
from vigil.actions.hold_back_message import hold_back_message, release_message
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.send_now import TooEarly, send_now
from vigil.actions.transfer_patient import latest_transfer, take_back, transfer_patient
from vigil.domain.dates import long_instant
from vigil.domain.day_checks import CheckAnswer, Checked, DayCheck
from vigil.domain.errors import Refused, TooLong
from vigil.domain.permissions import Permission
from vigil.domain.words import PatientState
from vigil.replies.fields import cleaned
from vigil.store import alerts
from vigil.store.appointments import planned_for
from vigil.store.tables import Message, Patient
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient_view import Wrong, is_review, view_of
from vigil.web.desk.refusals import refusal
from vigil.web.desk.words import WORDS
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site, path

Doing = Callable[[Session, Patient, datetime], object]


@for_members(*Permission.SEE_PATIENTS.roles)
def show_patient(request: Request, site: Site, member: Member) -> Response:
    """GET: the page."""
    return drawn(request, site, member)


@for_members(*Permission.RECORD_SESSIONS.roles, writes=True)
def take_checks(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the day's checks as they were answered."""
    answers = {
        check: CheckAnswer(given) for check in DayCheck if (given := _one(form, f"check.{check}")) in tuple(CheckAnswer)
    }

    def act(session: Session, patient: Patient, now: datetime) -> object:
        note, key = _one(form, "note"), request_id(form)
        return check_day(session, patient, Checked(answers), note, member.staff_id, now, key)

    return _done(request, site, member, form, "checks", act)


@for_members(*Permission.PERFORM_HELD_SESSIONS.roles, writes=True)
def take_clearance(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: a physician's yes to the next session although an alert holds it."""

    def act(session: Session, patient: Patient, now: datetime) -> object:
        return clear_session(session, patient, _one(form, "reason"), member.staff_id, now, request_id(form))

    return _done(request, site, member, form, "clear", act)


_CHOICES = {"hold": hold_back_message, "release": release_message, "now": send_now}


@for_members(*Permission.CHANGE_MESSAGES.roles, writes=True)
def take_choice(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: hold a message back, release it, or move it to now."""

    def act(session: Session, patient: Patient, now: datetime) -> object:
        message = session.get(Message, _uuid(request, "message"))
        choose = _CHOICES.get(_one(form, "choice"))
        if message is None or choose is None or message.patient_id != patient.id:
            raise NotHere
        return choose(session, message, _one(form, "reason"), member.staff_id, now, request_id(form))

    return _done(request, site, member, form, f"message.{_uuid(request, 'message').hex}", act)


@for_members(*Permission.STOP_EVERYTHING.roles)
def ask_to_stop(request: Request, site: Site, member: Member) -> Response:
    """GET: whether everything is really to stop."""
    with site.store.reading() as session:
        return _asked_to_stop(request, site, member, session, patient_at(session, request, member))


@for_members(*Permission.STOP_EVERYTHING.roles, writes=True)
def take_stop(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the patient has died, is followed elsewhere from now on (``transfer``), or again here (``take_back``)."""
    now = site.now()
    with member.writing(site.store, now) as session:
        patient = patient_at(session, request, member)
        act = _TRANSFERS.get(_one(form, "do"))
        try:
            if act is not None:
                act(session, patient, _one(form, "reason"), member.staff_id, now, request_id(form))
            elif _one(form, "sure") == "yes":
                mark_deceased(session, patient, now, request_id(form))
            else:
                return _asked_to_stop(request, site, member, session, patient, "sure")
        except Refused as refused:
            wrong, typed = refused.field or "state", _one(form, "reason")
            said, kept = _sentence(site, member, refused), "" if wrong == "state" else typed
            return _asked_to_stop(request, site, member, session, patient, wrong, kept, said)
        return RedirectResponse(place(member, patient.id), status_code=303)


_TRANSFERS = {"transfer": transfer_patient, "take_back": take_back}


def _asked_to_stop(
    request: Request,
    site: Site,
    member: Member,
    session: Session,
    patient: Patient,
    trouble: str = "",
    typed: str = "",
    said: str = "",
) -> Response:
    return draw(
        request,
        site,
        member,
        "stop",
        status=422 if trouble else 200,
        patient=patient,
        request_id=fresh_request_id(),
        open_alerts=alerts.count_open(session, patient.clinic_id, patient.id),
        coming=[each for each in planned_for(session, patient.clinic_id, patient.id) if each.at > site.now()],
        trouble=trouble,
        typed=typed,
        said=said,
    )


def drawn(request: Request, site: Site, member: Member, wrong: Wrong | None = None, status: int = 200) -> Response:
    """The page, with what was refused of one of its forms and what was typed there."""
    now = site.now()
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        transfer = latest_transfer(session, patient) if patient.state is PatientState.TRANSFERRED else None
        view = view_of(session, member, patient, now, shows_all="all" in request.query_params)
        return draw(
            request,
            site,
            member,
            "patient",
            status=status,
            shown=view,
            transfer=transfer,
            wrong=wrong,
            checks=tuple(DayCheck),
            request_id=fresh_request_id,
            may=member.may,
            permission=Permission,
            is_review=is_review,
            **WORDS,
        )


def patient_at(session: Session, request: Request, member: Member) -> Patient:
    """The patient in the address; ``NotHere`` when there is none at this clinic."""
    patient = session.get(Patient, _uuid(request, "patient"))
    if patient is None or patient.clinic_id != member.clinic_id:
        raise NotHere
    return patient


def place(member: Member, patient_id: UUID) -> str:
    return member.url(f"/patients/{patient_id.hex}")


def _done(request: Request, site: Site, member: Member, form: Posted, name: str, act: Doing) -> Response:
    """Do it and show the page anew; refused, the page shows the form with what was typed and the field at fault."""
    now = site.now()
    try:
        with member.writing(site.store, now) as session:
            patient = patient_at(session, request, member)
            act(session, patient, now)
            return RedirectResponse(f"{place(member, patient.id)}#{name}", status_code=303)
    except Refused as refused:
        wrong = Wrong(name, refused.field or "", _sentence(site, member, refused), form)
        return drawn(request, site, member, wrong, 422)


def _sentence(site: Site, member: Member, refused: Refused) -> str:
    """Why, in the member's language; what has no words of its own is said as the program says it."""
    if isinstance(refused, TooLong):
        return refusal(refused)[member.language]
    texts = site.pages.strings(member.language).patient.wrong
    if isinstance(refused, TooEarly):
        return str(texts.too_early).format(when=long_instant(refused.earliest_at, member.zone)[member.language])
    return str(getattr(texts, refused.field or "", refusal(refused)[member.language]))


def _one(form: Posted, name: str) -> str:
    return cleaned((form.get(name) or [""])[0])


def _uuid(request: Request, name: str) -> UUID:
    try:
        return UUID(path(request, name))
    except ValueError:
        raise NotHere from None


ROUTES = [
    *at("/patients/{patient}", show_patient),
    *at("/patients/{patient}/checks", take_checks),
    *at("/patients/{patient}/clear", take_clearance),
    *at("/patients/{patient}/messages/{message}", take_choice),
    *at("/patients/{patient}/stop", ask_to_stop, take_stop),
]
