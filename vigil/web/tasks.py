"""Telephone calls and printed sheets, until the practice has its full desk: a list, the form to fill while calling."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.actions.complete_task import complete_task
from vigil.actions.receive_report import receive_report
from vigil.domain.findings import Bilingual
from vigil.domain.instants import local_date
from vigil.domain.states import MessageState
from vigil.domain.words import AskKind, Channel, PatientState, RiskFactor, SessionState
from vigil.replies.fields import REQUEST_ID
from vigil.replies.questionnaire import FormContext
from vigil.replies.reading import read_form
from vigil.store.tables import Ask, Message, Patient, TreatmentSession
from vigil.web import views
from vigil.web.alerting import Visitor, visitor_of
from vigil.web.answering import unknown_link
from vigil.web.desk import Desk, desk_of, html, path
from vigil.web.forms import Posted, posted
from vigil.web.occasions import form_context, fresh_request_id, session_day

_MOST = 500
_NO_MAIL = Bilingual("Pas d'e-mail pour cette personne.", "No e-mail for this person.")
_OTHER = Bilingual("Le message n'a pas pu partir par e-mail.", "The message could not leave by e-mail.")
_NOT_BY_MAIL = {
    PatientState.UNREACHABLE: Bilingual("Son adresse e-mail est refusée.", "Their e-mail address is refused."),
    PatientState.OPTED_OUT: Bilingual("Ne souhaite plus d'e-mails.", "Wants no more e-mails."),
}


def show_tasks(request: Request) -> HTMLResponse:
    """GET: what is due by telephone or on paper, the longest due first."""
    desk = desk_of(request)
    now = desk.now()
    with desk.store.reading() as session:
        visitor = visitor_of(session, request, now)
        if visitor is None:
            return unknown_link(desk)
        lines = tuple(_line(session, request, visitor, task) for task in _due(session, visitor, now))
        zone = ZoneInfo(visitor.clinic.zone)
        return html(desk.pages.tasks(views.TasksPage(*visitor.page, tasks=lines, zone=zone)))


def show_task(request: Request) -> HTMLResponse:
    """GET: the form to fill while calling, or the sheet to print."""
    desk = desk_of(request)
    now = desk.now()
    with desk.store.reading() as session:
        visitor = visitor_of(session, request, now)
        task = _task(session, request, visitor)
        if visitor is None or task is None:
            return unknown_link(desk)
        patient = session.get(Patient, task.patient_id)
        assert patient is not None
        ask = session.get(Ask, task.ask_id) if task.ask_id else None
        if task.channel is Channel.PHONE and ask is not None:
            form = views.FormPage(
                *visitor.page,
                context=form_context(session, ask, patient, now),
                session_on=session_day(session, ask, patient),
                action=request.url.path,
                request_id=fresh_request_id(),
                was_answered=ask.answered_at is not None,
            )
            return html(desk.pages.form(form))
        return html(desk.pages.sheet(_sheet(session, visitor, task, ask, patient, now)))


async def take_task(request: Request) -> Response:
    """POST: the answer that came by telephone, which also does the task; or a task done without an answer."""
    return await run_in_threadpool(_take, desk_of(request), request, await posted(request))


def _take(desk: Desk, request: Request, fields: Posted) -> Response:
    now = desk.now()
    request_id = (fields.get(REQUEST_ID) or [""])[0][:64]
    with desk.store.writing(now, "staff") as session:
        visitor = visitor_of(session, request, now)
        task = _task(session, request, visitor)
        if visitor is None or task is None:
            return unknown_link(desk)
        session.info["actor"] = f"staff:{visitor.staff.id}"
        complete_task(session, task, now)
        ask = session.get(Ask, task.ask_id) if task.ask_id else None
        patient = session.get(Patient, task.patient_id)
        if ask is not None and patient is not None and not request.url.path.endswith("/done"):
            answers = read_form(fields, form_context(session, ask, patient, now))
            receive_report(session, ask, answers, now, typed=fields, channel="phone", request_id=request_id)
    return RedirectResponse(f"/worklist/{path(request, 'token')}/tasks", status_code=303)


def _due(session: Session, visitor: Visitor, now: datetime) -> list[Message]:
    return list(
        session.scalars(
            select(Message)
            .where(
                Message.clinic_id == visitor.clinic.id,
                Message.channel != Channel.EMAIL,
                Message.state == MessageState.PLANNED,
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
    return task if is_ours and task is not None and task.channel is not Channel.EMAIL else None


def _line(session: Session, request: Request, visitor: Visitor, task: Message) -> views.TaskLine:
    patient = session.get(Patient, task.patient_id)
    assert patient is not None
    place = f"{request.url.path}/{task.id}"
    return views.TaskLine(
        kind=task.channel,
        initials=patient.initials,
        file_number=patient.external_id,
        reason=_why(patient)[visitor.staff.language],
        due_at=task.due_at,
        url=place,
        done_action=f"{place}/done",
        request_id=fresh_request_id(),
    )


def _why(patient: Patient) -> Bilingual:
    if patient.state is PatientState.ACTIVE and not patient.consents_to_email:
        return _NO_MAIL
    return _NOT_BY_MAIL.get(patient.state, _OTHER)


def _sheet(
    session: Session, visitor: Visitor, task: Message, ask: Ask | None, patient: Patient, now: datetime
) -> views.SheetPage:
    treated = session.get(TreatmentSession, task.session_id)
    assert treated is not None
    zone = ZoneInfo(patient.zone)
    calls = session.scalars(
        select(Message.due_at)
        .where(
            Message.patient_id == patient.id,
            Message.channel == Channel.PHONE,
            Message.state == MessageState.PLANNED,
            Message.due_at > now,
        )
        .order_by(Message.due_at)
        .limit(4)
    ).all()
    coming = session.scalar(
        select(TreatmentSession.at)
        .where(
            TreatmentSession.patient_id == patient.id,
            TreatmentSession.state == SessionState.PLANNED,
            TreatmentSession.at > now,
        )
        .order_by(TreatmentSession.at)
        .limit(1)
    )
    context = form_context(session, ask, patient, now) if ask else None
    return views.SheetPage(
        patient.language,
        views.Clinic(visitor.clinic.name, visitor.clinic.phone),
        context=context or _followup_context(patient),
        session_at=treated.at,
        next_session_at=coming,
        call_on=tuple(local_date(at, zone) for at in calls),
        zone=zone,
        reference=patient.external_id,
    )


def _followup_context(patient: Patient) -> FormContext:
    return FormContext(kind=AskKind.FOLLOWUP, is_immunosuppressed=RiskFactor.IMMUNOSUPPRESSION in patient.risk_factors)
