"""Recording what was done: one form for a session, with the clinic's last mixtures one press away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.record_session import record_session
from vigil.actions.recording.course_records import patient_record
from vigil.actions.recording.session_draft import facts_of
from vigil.domain.day_checks import read_checks
from vigil.domain.errors import Refused
from vigil.domain.instants import local_date
from vigil.domain.permissions import Permission
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.words import AlertState, ProductClass, Role, SessionState
from vigil.store import appointments, timelines
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Course, Patient, Staff, TreatmentSession
from vigil.web.desk.asking import Asked, acknowledging, asked_by
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import place
from vigil.web.desk.session_form import VALUES, SessionForm, depths_shown, facts_from, filled, of_facts, of_posted
from vigil.web.desk.typed import TypedForm, for_browser
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site, path

FIELDS = (*VALUES, "products")
_CLINICAL = (Role.PHYSICIAN, Role.NURSE)


@dataclass(frozen=True)
class Place:
    """What a form of a session is about; ``row`` is ``None`` for one that is not on record."""

    course: Course
    patient: Patient
    row: TreatmentSession | None


Find = Callable[[Session, Request, Member], Place]


def at_course(session: Session, request: Request, member: Member) -> Place:
    """The course in the address, for a session that is not on record; ``NotHere`` when this clinic has none such."""
    course = session.scalar(
        select(Course).where(Course.clinic_id == member.clinic_id, Course.id == uuid_in(request, "course"))
    )
    if course is None:
        raise NotHere
    return Place(course, session.get_one(Patient, course.patient_id), None)


def at_session(session: Session, request: Request, member: Member) -> Place:
    """The session in the address; ``NotHere`` when this clinic has none such."""
    wanted = TreatmentSession.id == uuid_in(request, "session")
    row = session.scalar(select(TreatmentSession).where(TreatmentSession.clinic_id == member.clinic_id, wanted))
    if row is None:
        raise NotHere
    return Place(session.get_one(Course, row.course_id), session.get_one(Patient, row.patient_id), row)


def uuid_in(request: Request, name: str) -> UUID:
    try:
        return UUID(path(request, name))
    except ValueError:
        raise NotHere from None


@for_members(*Permission.RECORD_SESSIONS.roles)
def show_new(request: Request, site: Site, member: Member) -> Response:
    """GET: the form of a session that was no appointment."""
    return _drawn(request, site, member, at_course)


@for_members(*Permission.RECORD_SESSIONS.roles, writes=True)
def take_new(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: record it."""
    return _taken(request, site, member, form, at_course)


@for_members(*Permission.RECORD_SESSIONS.roles)
def show_session(request: Request, site: Site, member: Member) -> Response:
    """GET: the form of an appointment that takes place, or of a session that is to be corrected."""
    return _drawn(request, site, member, at_session)


@for_members(*Permission.RECORD_SESSIONS.roles, writes=True)
def take_session(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: record it."""
    return _taken(request, site, member, form, at_session)


def known_facts(session: Session, member: Member, here: Place, now: datetime) -> SessionFacts:
    """The session as it is on record; of a new one what is known of it: now, by whoever is signed in."""
    clinic = session.get_one(Clinic, member.clinic_id)
    me = session.get_one(Staff, member.staff_id)
    if here.row is None:
        return SessionFacts(
            free_id(session, here.course), here.course.external_id, now, operator=me.external_id, products=()
        )
    facts = facts_of(Shelf(session, clinic), here.row, here.course)
    if here.row.state is SessionState.PERFORMED:
        return facts
    return replace(facts, at=min(facts.at, now), operator=facts.operator or me.external_id)


def free_id(session: Session, course: Course) -> str:
    """A number for the next session of a course that no session of the clinic has: ``C-1/3``."""
    stem = f"{course.external_id[:90]}/"
    mine = TreatmentSession.clinic_id == course.clinic_id
    taken = set(
        session.scalars(
            select(TreatmentSession.external_id).where(
                mine, TreatmentSession.external_id.startswith(stem, autoescape=True)
            )
        )
    )
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}{n}") not in taken)


def _taken(request: Request, site: Site, member: Member, form: Posted, find: Find) -> Response:
    shown = of_posted(form)
    if "fill" in form:
        return _drawn(request, site, member, find, replace(shown, ticked=frozenset()), fill=form["fill"][0])
    if "more" in form:
        return _drawn(request, site, member, find, shown, more=True)
    now, typed = site.now(), TypedForm(form)
    try:
        with member.writing(site.store, now) as session:
            here = find(session, request, member)
            facts = facts_from(typed, known_facts(session, member, here, now), member.zone, now)
            if not typed.troubles:
                _record(session, member, facts, now, shown.ticked, request_id(form))
                return RedirectResponse(place(member, here.patient.id), status_code=303)
    except Refused as refused:
        return _drawn(request, site, member, find, shown, asked_by(refused, shown.ticked, FIELDS))
    asked = Asked({name: (sentence,) for name, sentence in typed.troubles.items()})
    return _drawn(request, site, member, find, shown, asked)


def _record(
    session: Session, member: Member, facts: SessionFacts, now: datetime, ticked: frozenset[str], key: str
) -> None:
    def record(codes: frozenset[str]) -> None:
        record_session(session, member.clinic_id, replace(facts, acknowledged=codes), now, key)

    acknowledging(record, ticked)


def _drawn(
    request: Request,
    site: Site,
    member: Member,
    find: Find,
    shown: SessionForm | None = None,
    asked: Asked | None = None,
    *,
    fill: str = "",
    more: bool = False,
) -> Response:
    now, asked = site.now(), asked or Asked()
    with site.store.reading() as session:
        here = find(session, request, member)
        shown = shown or of_facts(known_facts(session, member, here, now), member.zone)
        if fill:
            shown = _filled(session, member, shown, fill)
        known = _known(session, member, here, now)
        return draw(
            request,
            site,
            member,
            "session",
            status=422 if asked else 200,
            here=here,
            shown=shown,
            rows=shown.rows + shown.rows[-1:] * 3 if more else shown.rows,
            asked=asked,
            is_filled=bool(fill),
            classes=list(ProductClass),
            depths_shown=depths_shown,
            now_shown=for_browser(now, member.zone),
            request_id=fresh_request_id(),
            place=place(member, here.patient.id),
            **known,
        )


def _filled(session: Session, member: Member, shown: SessionForm, fill: str) -> SessionForm:
    """What the pressed button offered; an offer that is no longer there changes nothing."""
    try:
        found = appointments.mixtures(session, member.clinic_id, [UUID(fill)])
    except ValueError:
        return shown
    return filled(shown, found[0]) if found and not found[0].session.deviations else shown


def _known(session: Session, member: Member, here: Place, now: datetime) -> dict[str, Any]:
    """What stands before the form: alerts, the day's checks, a session of today, a physician's yes that is missing."""
    patient, zone = here.patient, member.zone
    checked = timelines.latest_day_check(session, patient)
    is_today = checked is not None and local_date(checked.checked_at, zone) == local_date(now, zone)
    record = patient_record(Shelf(session, session.get_one(Clinic, member.clinic_id)), patient, now)
    mine = here.row.operator_id if here.row else None
    last = appointments.latest_performed(session, member.clinic_id, here.course.id)
    is_again = last is not None and last is not here.row and local_date(last.at, zone) == local_date(now, zone)
    return {
        "alerts": [
            alert for alert in timelines.alert_marks(session, patient, {}) if alert.state is not AlertState.RESOLVED
        ],
        "checked": read_checks(checked.answers) if checked is not None and is_today else None,
        "recorded_today": last if is_again else None,
        "is_held": any(since < now for since in record.holding_since),
        "may_clear": member.may(Permission.PERFORM_HELD_SESSIONS),
        "mixtures": appointments.last_mixtures(session, member.clinic_id),
        "operators": [
            person
            for person in session.scalars(select(Staff).where(Staff.clinic_id == member.clinic_id).order_by(Staff.id))
            if (person.is_active and person.role in _CLINICAL) or person.id == mine
        ],
    }


ROUTES = [
    *at("/sessions/courses/{course}", show_new, take_new),
    *at("/sessions/{session}", show_session, take_session),
]
