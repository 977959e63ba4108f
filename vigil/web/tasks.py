"""Telephone calls and printed sheets, until the practice has its full site: a list, the form to fill while calling."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.actions.complete_task import complete_task
from vigil.actions.receive_report import Received, receive_report
from vigil.domain.answers import Answers
from vigil.domain.findings import Bilingual
from vigil.domain.words import Channel, PatientState
from vigil.replies.form_words import with_words_read
from vigil.replies.reading import read_form
from vigil.store.tables import Ask, Message, Patient
from vigil.store.tables.ledger import TASKS
from vigil.web import views
from vigil.web.advising import Answered, advice_view
from vigil.web.alerting import Visitor, closed_link, visitor_of
from vigil.web.answering import refilled, says_something, trouble_of
from vigil.web.forms import Posted, posted, request_id
from vigil.web.occasions import form_context, fresh_request_id, session_day
from vigil.web.sheets import sheet_view
from vigil.web.site import Site, html, nowhere, path, site_of, token_of

log = structlog.get_logger()

_MOST = 500
_NO_MAIL = Bilingual("Pas d'e-mail pour cette personne.", "No e-mail for this person.")
_OTHER = Bilingual("Le message n'a pas pu partir par e-mail.", "The message could not leave by e-mail.")
_NOT_BY_MAIL = {
    PatientState.UNREACHABLE: Bilingual("Son adresse e-mail est refusée.", "Their e-mail address is refused."),
    PatientState.OPTED_OUT: Bilingual("Ne souhaite plus d'e-mails.", "Wants no more e-mails."),
}


def show_tasks(request: Request) -> Response:
    """GET: what is due by telephone or on paper, the longest due first."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        visitor = visitor_of(session, request, now)
        if visitor is None:
            return closed_link(session, request, now)
        lines = tuple(
            _line(session, f"{_list(request)}/{task.id}", visitor, task) for task in _due(session, visitor, now)
        )
        zone = ZoneInfo(visitor.clinic.zone)
        alerts_url = f"/worklist/{token_of(request)}"
        return html(site.pages.tasks(views.TasksPage(*visitor.page, tasks=lines, zone=zone, alerts_url=alerts_url)))


def show_task(request: Request) -> Response:
    """GET: the form to fill while calling, or the sheet to print."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        visitor = visitor_of(session, request, now)
        task = _task(session, request, visitor)
        if visitor is None or task is None:
            return closed_link(session, request, now)
        patient = session.get_one(Patient, task.patient_id)
        ask = session.get(Ask, task.ask_id) if task.ask_id else None
        if task.channel is Channel.PHONE and ask is not None:
            return html(site.pages.form(_form(session, request, visitor, ask, patient, now)))
        return html(site.pages.sheet(sheet_view(session, visitor.clinic, task, ask, patient, now)))


def back_to_task(request: Request) -> RedirectResponse:
    """GET of the address that only takes a press: the task that it belongs to."""
    return RedirectResponse(_place(request), status_code=303)


async def take_task(request: Request) -> Response:
    """POST: the answer that came by telephone, which also does the task; or a task done without an answer."""
    return await run_in_threadpool(_take, site_of(request), request, await posted(request))


def _take(site: Site, request: Request, fields: Posted) -> Response:
    now = site.now()
    kept = None
    try:
        with site.writing(request, now, "staff") as session:
            visitor = visitor_of(session, request, now)
            task = _task(session, request, visitor)
            if visitor is None or task is None:
                return closed_link(session, request, now)
            session.info["actor"] = f"staff:{visitor.staff.id}"
            ask = session.get(Ask, task.ask_id, with_for_update=True) if task.ask_id else None
            if ask is None or request.url.path.endswith("/done"):
                complete_task(session, task, now)
                return RedirectResponse(_list(request), status_code=303)
            patient = session.get_one(Patient, ask.patient_id)
            form = form_context(session, ask, patient, now)
            answers = with_words_read(read_form(fields, form), site.vocabulary)
            if says_something(answers):
                complete_task(session, task, now)
                key = request_id(fields)
                kept = receive_report(session, ask, answers, now, typed=fields, channel="phone", request_id=key)
    except Exception as error:
        return _again(site, request, fields, *trouble_of(error))
    if kept is None:
        return _again(site, request, fields, views.Trouble.EMPTY, 422)
    return _advised(site, request, answers, kept)


def _advised(site: Site, request: Request, answers: Answers, received: Received) -> Response:
    """The advice, for whoever calls to read out: an emergency told by telephone is one."""
    now = site.now()
    try:
        with site.store.reading() as session:
            visitor = visitor_of(session, request, now)
            task = _task(session, request, visitor)
            assert visitor is not None
            assert task is not None
            ask, patient = session.get_one(Ask, task.ask_id), session.get_one(Patient, task.patient_id)
            answered = Answered(ask, patient, visitor.clinic, _place(request), answers, received)
            view = advice_view(session, answered, now)
            language, clinic = visitor.page
            told = replace(view, language=language, clinic=clinic, called_action="", instructions_url="", others=())
            return html(site.pages.advice(replace(told, tasks_url=_list(request))))
    except Exception as error:
        log.error("the advice could not be shown", action="advice_not_shown", error=type(error).__name__)
        return nowhere(request, views.LinkState.KEPT, 200, retry_url=_list(request))


def _again(site: Site, request: Request, fields: Posted, trouble: views.Trouble, status: int) -> HTMLResponse:
    """The same form with everything that was typed; if even that fails, a page that can send it again, unseen."""
    now = site.now()
    try:
        with site.store.reading() as session:
            visitor = visitor_of(session, request, now)
            task = _task(session, request, visitor)
            assert visitor is not None
            assert task is not None
            ask, patient = session.get_one(Ask, task.ask_id), session.get_one(Patient, task.patient_id)
            view = _form(session, request, visitor, ask, patient, now)
            return html(site.pages.form(refilled(view, fields, trouble)), status)
    except Exception as error:
        log.error("a form could not be shown again", action="form_not_shown", error=type(error).__name__)
        return nowhere(request, views.LinkState.FAILED, status, retry_url=request.url.path, fields=fields)


def _form(
    session: Session, request: Request, visitor: Visitor, ask: Ask, patient: Patient, now: datetime
) -> views.FormPage:
    return views.FormPage(
        *visitor.page,
        context=form_context(session, ask, patient, now),
        session_on=session_day(session, ask, patient),
        action=_place(request),
        request_id=fresh_request_id(),
        was_answered=ask.answered_at is not None,
    )


def _list(request: Request) -> str:
    return f"/worklist/{token_of(request)}/tasks"


def _place(request: Request) -> str:
    return f"{_list(request)}/{path(request, 'task')}"


def _due(session: Session, visitor: Visitor, now: datetime) -> list[Message]:
    return list(
        session.scalars(
            select(Message)
            .where(
                Message.clinic_id == visitor.clinic.id,
                text(TASKS),
                Message.channel.in_((Channel.PHONE, Channel.PRINT)),
                Message.due_at <= now,
            )
            .order_by(Message.due_at)
            .limit(_MOST)
        )
    )


def _task(session: Session, request: Request, visitor: Visitor | None) -> Message | None:
    """The task in the address, if it is one of the visitor's clinic."""
    try:
        task = session.get(Message, UUID(path(request, "task")))
    except ValueError:
        return None
    is_ours = visitor is not None and task is not None and task.clinic_id == visitor.clinic.id
    return task if is_ours and task is not None and task.channel in (Channel.PHONE, Channel.PRINT) else None


def _line(session: Session, place: str, visitor: Visitor, task: Message) -> views.TaskLine:
    patient = session.get_one(Patient, task.patient_id)
    return views.TaskLine(
        kind=task.channel,
        initials=patient.initials,
        file_number=patient.external_id,
        reason=why_by_hand(patient)[visitor.staff.language],
        due_at=task.due_at,
        url=place,
        done_action=f"{place}/done",
        request_id=fresh_request_id(),
    )


def why_by_hand(patient: Patient) -> Bilingual:
    """Why somebody is called, or handed a sheet, instead of being written to."""
    if patient.state is PatientState.ACTIVE and not patient.consents_to_email:
        return _NO_MAIL
    return _NOT_BY_MAIL.get(patient.state, _OTHER)
