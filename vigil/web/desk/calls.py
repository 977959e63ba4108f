"""The secretary's page: calls to make, sheets to print, addresses that are refused, appointments without a session."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.change_contact import change_email
from vigil.actions.complete_task import complete_task
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.instants import at_local, local_date
from vigil.domain.permissions import Permission
from vigil.domain.wording import say
from vigil.domain.words import Channel, PatientState
from vigil.replies.fields import cleaned
from vigil.store import appointments, calls
from vigil.store.tables import Ask, Clinic, Message, Patient
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at
from vigil.web.desk.recording import uuid_in
from vigil.web.desk.worklist import page_of
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.sheets import sheet_view
from vigil.web.site import Site, html
from vigil.web.tasks import why_by_hand

_ADDRESS = say("Écrivez une adresse comme marie@courrier.example.", "Write an address such as marie@courrier.example.")
_SAME = say("C'est l'adresse qui est refusée : il en faut une autre.", "This is the address that is refused: another.")


@dataclass(frozen=True)
class Counts:
    """How much waits on each of the pages."""

    calls: int
    sheets: int
    addresses: int
    past: int


@dataclass(frozen=True)
class WrongAddress:
    """The form of one patient that was refused, with what was typed."""

    patient_id: UUID
    typed: str
    sentence: Bilingual


@for_members(*Permission.WORK_CALLS.roles)
def show_calls(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of the calls that are due, each with what to say and the answers to tick."""
    return _tasks(request, site, member, Channel.PHONE)


@for_members(*Permission.WORK_CALLS.roles)
def show_sheets(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of the sheets to print."""
    return _tasks(request, site, member, Channel.PRINT)


@for_members(*Permission.WORK_CALLS.roles)
def show_sheet(request: Request, site: Site, member: Member) -> Response:
    """GET: one sheet, ready to print."""
    now = site.now()
    with site.store.reading() as session:
        task = _task(session, request, member)
        if task.channel is not Channel.PRINT or task.session_id is None:
            raise NotHere
        patient, clinic = session.get_one(Patient, task.patient_id), session.get_one(Clinic, member.clinic_id)
        ask = session.get(Ask, task.ask_id) if task.ask_id else None
        return html(site.pages.sheet(sheet_view(session, clinic, task, ask, patient, now)))


@for_members(*Permission.WORK_CALLS.roles, writes=True)
def take_done(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the call was made, or the sheet handed over, without an answer to enter."""
    now = site.now()
    with member.writing(site.store, now) as session:
        task = _task(session, request, member)
        complete_task(session, task, now, request_id(form))
        room = "/calls" if task.channel is Channel.PHONE else "/calls/sheets"
    return RedirectResponse(member.url(room), status_code=303)


@for_members(*Permission.WORK_CALLS.roles)
def show_addresses(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of the patients whose address is refused."""
    return _addresses(request, site, member)


@for_members(*Permission.CHANGE_PATIENTS.roles, writes=True)
def take_address(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: another address; the patient is written to again, at once what is still owed."""
    now, email = site.now(), cleaned((form.get("email") or [""])[0])
    is_guardians = bool(form.get("guardian"))
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        id, kept = patient.id, (patient.guardian_email if is_guardians else patient.email) or ""
    if not email or email.casefold() == kept.casefold():
        return _addresses(request, site, member, WrongAddress(id, email, _SAME if email else _ADDRESS))
    try:
        with member.writing(site.store, now) as session:
            change_email(
                session, patient_at(session, request, member), email, now, request_id(form), is_guardians=is_guardians
            )
    except Refused:
        return _addresses(request, site, member, WrongAddress(id, email, _ADDRESS))
    return RedirectResponse(member.url("/calls/addresses"), status_code=303)


@for_members(*Permission.PLAN_SESSIONS.roles)
def show_past(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of the appointments of past days that nobody recorded, moved or cancelled."""
    now, page = site.now(), page_of(request)
    with site.store.reading() as session:
        lines, has_more = appointments.past(session, member.clinic_id, _midnight(now, member), page=page)
        counts = _counts(session, member, now)
        return draw(
            request,
            site,
            member,
            "past",
            lines=lines,
            counts=counts,
            may_record=member.may(Permission.RECORD_SESSIONS),
            **_pager(member, "/calls/past", page, has_more=has_more),
        )


def _tasks(request: Request, site: Site, member: Member, channel: Channel) -> Response:
    now, page = site.now(), page_of(request)
    with site.store.reading() as session:
        tasks, has_more = calls.due(session, member.clinic_id, channel, now, page=page)
        counts = _counts(session, member, now)
        room = "/calls" if channel is Channel.PHONE else "/calls/sheets"
        return draw(
            request,
            site,
            member,
            "calls",
            tasks=tasks,
            counts=counts,
            is_calls=channel is Channel.PHONE,
            why=why_by_hand,
            request_id=fresh_request_id,
            **_pager(member, room, page, has_more=has_more),
        )


def _addresses(request: Request, site: Site, member: Member, wrong: WrongAddress | None = None) -> Response:
    now, page = site.now(), page_of(request)
    with site.store.reading() as session:
        patients, has_more = calls.unreachable(session, member.clinic_id, page=page)
        shown = [*patients]
        if wrong is not None and all(each.id != wrong.patient_id for each in shown):
            shown.insert(0, session.get_one(Patient, wrong.patient_id))
        counts = _counts(session, member, now)
        return draw(
            request,
            site,
            member,
            "addresses",
            status=422 if wrong else 200,
            patients=shown,
            counts=counts,
            wrong=wrong,
            request_id=fresh_request_id,
            may_change=member.may(Permission.CHANGE_PATIENTS),
            is_unreachable=lambda patient: patient.state is PatientState.UNREACHABLE,
            **_pager(member, "/calls/addresses", page, has_more=has_more),
        )


def _counts(session: Session, member: Member, now: datetime) -> Counts:
    return Counts(
        calls=calls.count_due(session, member.clinic_id, Channel.PHONE, now),
        sheets=calls.count_due(session, member.clinic_id, Channel.PRINT, now),
        addresses=calls.count_unreachable(session, member.clinic_id),
        past=appointments.count_past(session, member.clinic_id, _midnight(now, member)),
    )


def _midnight(now: datetime, member: Member) -> datetime:
    """When today began: an appointment of today is not past yet."""
    return at_local(local_date(now, member.zone), time(0), member.zone)


def _pager(member: Member, room: str, page: int, *, has_more: bool) -> dict[str, Any]:
    return {
        "room": room,
        "earlier": member.url(f"{room}?page={page - 1}") if page else "",
        "later": member.url(f"{room}?page={page + 1}") if has_more else "",
    }


def _task(session: Session, request: Request, member: Member) -> Message:
    """The call or the sheet in the address; ``NotHere`` when this clinic has none such."""
    task = session.scalar(
        select(Message).where(Message.clinic_id == member.clinic_id, Message.id == uuid_in(request, "task"))
    )
    if task is None or task.channel not in (Channel.PHONE, Channel.PRINT):
        raise NotHere
    return task


ROUTES = [
    *at("/calls", show_calls),
    *at("/calls/sheets", show_sheets),
    *at("/calls/addresses", show_addresses),
    *at("/calls/addresses/{patient}", take_address),
    *at("/calls/past", show_past),
    *at("/calls/{task}/sheet", show_sheet),
    *at("/calls/{task}/done", take_done),
]
