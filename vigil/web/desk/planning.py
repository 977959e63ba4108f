"""Appointments: planned, moved, missed or void, each change with its warnings or its reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.record_session import record_session
from vigil.actions.recording.session_draft import facts_of
from vigil.domain.errors import Refused
from vigil.domain.permissions import Permission
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.recording.notices import Warned
from vigil.domain.wording import say
from vigil.domain.words import SessionState
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic
from vigil.web.desk.asking import Asked, acknowledging, asked_by
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import place
from vigil.web.desk.recording import Find, Place, at_course, at_session, free_id
from vigil.web.desk.typed import REQUIRED, TypedForm, for_browser
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site

_BY_ANYBODY = frozenset({Warned.SESSION_HELD, Warned.COURSE_TOO_SOON})
"""Warnings of a date, which whoever keeps the agenda may acknowledge; the others are about the patient's health."""

FactsAt = Callable[[Session, Place, datetime], SessionFacts]

_USUAL = timedelta(days=7)
_ASK_CLINICIAN = say(
    "Le dossier porte un avertissement qu'un médecin ou une infirmière doit lire : demandez-lui de planifier.",
    "The record holds a warning that a physician or a nurse has to read: ask them to plan it.",
)
_NOT_YET = say("Ce rendez-vous est à venir : annulez-le, ou déplacez-le.", "It is yet to come: cancel it, or move it.")


@for_members(*Permission.PLAN_SESSIONS.roles)
def show_plan(request: Request, site: Site, member: Member) -> Response:
    """GET: when the next session is to take place."""
    return _drawn(request, site, member, at_course, "plan")


@for_members(*Permission.PLAN_SESSIONS.roles, writes=True)
def take_plan(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: plan it."""

    def facts(session: Session, here: Place, at: datetime) -> SessionFacts:
        return SessionFacts(free_id(session, here.course), here.course.external_id, at)

    return _taken(request, site, member, form, at_course, "plan", facts)


@for_members(*Permission.PLAN_SESSIONS.roles)
def show_appointment(request: Request, site: Site, member: Member) -> Response:
    """GET: an appointment, and what may become of it."""
    return _drawn(request, site, member, at_session, "")


@for_members(*Permission.PLAN_SESSIONS.roles, writes=True)
def take_move(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: another day or hour; an appointment that was missed or cancelled is one again."""

    def facts(session: Session, here: Place, at: datetime) -> SessionFacts:
        if here.row is not None and here.row.state is SessionState.PERFORMED:
            raise Refused("This session was performed: correct its date where it is recorded.")
        return replace(_on_record(session, here), at=at, state=SessionState.PLANNED, state_reason="")

    return _taken(request, site, member, form, at_session, "move", facts)


@for_members(*Permission.PLAN_SESSIONS.roles, writes=True)
def take_missed(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the patient did not come."""
    return _ended(request, site, member, form, SessionState.MISSED)


@for_members(*Permission.PLAN_SESSIONS.roles, writes=True)
def take_void(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: it does not take place, or was recorded by mistake."""
    return _ended(request, site, member, form, SessionState.VOID)


def _on_record(session: Session, here: Place) -> SessionFacts:
    assert here.row is not None
    return facts_of(Shelf(session, session.get_one(Clinic, here.course.clinic_id)), here.row, here.course)


def _taken(
    request: Request, site: Site, member: Member, form: Posted, find: Find, act: str, facts: FactsAt
) -> Response:
    now, typed = site.now(), TypedForm(form)
    at, ticked = typed.instant("at", member.zone), frozenset(form.get("acknowledged", []))
    if at is None:
        return _drawn(request, site, member, find, act, form, _troubled(typed))
    try:
        with member.writing(site.store, now) as session:
            here = find(session, request, member)
            _refuse_performed(member, here)
            given = facts(session, here, at)

            def record(codes: frozenset[str]) -> None:
                record_session(session, member.clinic_id, replace(given, acknowledged=codes), now, request_id(form))

            acknowledging(record, ticked, _closed_to(member))
            return RedirectResponse(place(member, here.patient.id), status_code=303)
    except Refused as refused:
        asked = asked_by(refused, ticked, ("at",), _closed_to(member), _ASK_CLINICIAN)
        return _drawn(request, site, member, find, act, form, asked)


def _ended(request: Request, site: Site, member: Member, form: Posted, state: SessionState) -> Response:
    now, typed = site.now(), TypedForm(form)
    reason = typed.texts(SessionFacts, {"state_reason": "reason"})["state_reason"]
    if not reason:
        typed.troubles["reason"] = REQUIRED
    try:
        with member.writing(site.store, now) as session:
            here = at_session(session, request, member)
            _refuse_performed(member, here)
            if state is SessionState.MISSED and here.row is not None and here.row.at > now:
                typed.troubles["reason"] = _NOT_YET
            if not typed.troubles:
                facts = replace(_on_record(session, here), state=state, state_reason=reason)
                record_session(session, member.clinic_id, facts, now, request_id(form))
                return RedirectResponse(place(member, here.patient.id), status_code=303)
    except Refused as refused:
        return _drawn(request, site, member, at_session, state.value, form, asked_by(refused, frozenset(), ()))
    return _drawn(request, site, member, at_session, state.value, form, _troubled(typed))


def _refuse_performed(member: Member, here: Place) -> None:
    """What was done is the clinicians' to correct."""
    is_done = here.row is not None and here.row.state is SessionState.PERFORMED
    if is_done and not member.may(Permission.RECORD_SESSIONS):
        raise Refused("This session was performed: only a physician or a nurse can change it.")


def _closed_to(member: Member) -> frozenset[Warned]:
    """The warnings that this member may not acknowledge."""
    return frozenset() if member.may(Permission.RECORD_SESSIONS) else frozenset(Warned) - _BY_ANYBODY


def _troubled(typed: TypedForm) -> Asked:
    return Asked({name: (sentence,) for name, sentence in typed.troubles.items()})


def _drawn(
    request: Request,
    site: Site,
    member: Member,
    find: Find,
    tried: str,
    form: Posted | None = None,
    asked: Asked | None = None,
) -> Response:
    now, asked = site.now(), asked or Asked()
    with site.store.reading() as session:
        here = find(session, request, member)
        typed = TypedForm(form or {})
        usual = here.row.at if here.row else now + _USUAL
        reason = here.row.state_reason or "" if here.row else ""
        return draw(
            request,
            site,
            member,
            "appointment",
            status=422 if asked else 200,
            here=here,
            tried=tried,
            asked=asked,
            at=typed.text("at") if tried in ("plan", "move") and form else for_browser(usual, member.zone),
            reason=typed.text("reason") if form else "",
            kept_reason=reason,
            sees_records=member.may(Permission.SEE_RECORDS),
            may_change=here.row is None
            or here.row.state is not SessionState.PERFORMED
            or member.may(Permission.RECORD_SESSIONS),
            is_past=here.row is not None and here.row.at <= now,
            request_id=fresh_request_id,
            url=request.url.path,
            place=place(member, here.patient.id),
        )


ROUTES = [
    *at("/sessions/courses/{course}/plan", show_plan, take_plan),
    *at("/sessions/{session}/appointment", show_appointment),
    *at("/sessions/{session}/move", take_move),
    *at("/sessions/{session}/missed", take_missed),
    *at("/sessions/{session}/void", take_void),
]
