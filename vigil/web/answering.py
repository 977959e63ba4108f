"""Answering: the form behind a link, what is done with it, and the advice that follows.

A GET records nothing: scanners of mail open links. A POST is kept whatever the state of the link; when even that fails,
the page comes back with everything that was typed.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.actions.receive_report import Received, note_emergency_call, receive_report
from vigil.domain.advice import Advice
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.reactions import conclude
from vigil.domain.words import AskState, Language, PatientState, ReactionCode, Urgency
from vigil.replies.fields import REQUEST_ID
from vigil.replies.reading import read_form
from vigil.store import tokens
from vigil.store.tables import Ask, Clinic, Patient
from vigil.web import views
from vigil.web.desk import Desk, desk_of, html, path
from vigil.web.forms import Posted, posted
from vigil.web.occasions import form_context, fresh_request_id, session_day, shown_clinic

log = structlog.get_logger()

ACTOR = "patient"


def show_form(request: Request) -> HTMLResponse:
    """GET: the form, or a helpful page for a link that is closed or unknown."""
    desk = desk_of(request)
    now = desk.now()
    with desk.store.reading() as session:
        found = _find(session, path(request, "token"))
        if found is None:
            return unknown_link(desk)
        ask, patient, clinic = found
        if now >= ask.closes_at or ask.state is AskState.CLOSED or patient.state is PatientState.DECEASED:
            view = views.LinkPage(patient.language, shown_clinic(clinic), views.LinkState.CLOSED)
            return html(desk.pages.link(view), 410)
        return html(desk.pages.form(_form_view(session, request, ask, patient, clinic, now)))


async def take_answer(request: Request) -> HTMLResponse:
    """POST: keep the answer, then say what to do."""
    desk = desk_of(request)
    try:
        fields = await posted(request)
    except Refused:
        return html(desk.pages.link(views.LinkPage(Language.FR, None, views.LinkState.FAILED)), 413)
    return await run_in_threadpool(_take, desk, request, fields)


def _take(desk: Desk, request: Request, fields: Posted) -> HTMLResponse:
    now = desk.now()
    token = path(request, "token")
    try:
        with desk.store.writing(now, ACTOR) as session:
            found = _find(session, token)
            if found is None:
                return unknown_link(desk)
            ask, patient, clinic = found
            answers = read_form(fields, form_context(session, ask, patient, now))
            request_id = (fields.get(REQUEST_ID) or [""])[0][:64]
            received = receive_report(session, ask, answers, now, typed=fields, request_id=request_id)
            view = _advice_view(session, request, answers, received, ask, patient, clinic)
        return html(desk.pages.advice(view))
    except Refused:
        return _again(desk, request, token, fields, views.Trouble.TOO_LONG, 413)
    except Exception as error:  # its text may quote the answer
        log.error("an answer could not be saved", action="answer_not_saved", error=type(error).__name__)
        return _again(desk, request, token, fields, views.Trouble.NOT_SAVED, 503)


async def take_called(request: Request) -> HTMLResponse:
    """POST of « J'ai appelé » or « Je n'ai pas pu »."""
    return await run_in_threadpool(_take_called, desk_of(request), request, await posted(request))


def _take_called(desk: Desk, request: Request, fields: Posted) -> HTMLResponse:
    now = desk.now()
    has_called = fields.get("called") == ["yes"]
    with desk.store.writing(now, ACTOR) as session:
        found = _find(session, path(request, "token"))
        if found is None:
            return unknown_link(desk)
        ask, patient, clinic = found
        note_emergency_call(session, ask, has_called=has_called, now=now)
        view = views.CalledPage(
            patient.language,
            shown_clinic(clinic),
            has_called=has_called,
            session_on=session_day(session, ask, patient),
            called_action=f"/answer/{path(request, 'token')}/called",
            request_id=fresh_request_id(),
        )
    return html(desk.pages.called(view))


def unknown_link(desk: Desk) -> HTMLResponse:
    """The page for a link that is garbled, cut or not ours; it cannot say whose patient reads it."""
    return html(desk.pages.link(views.LinkPage(Language.FR, None, views.LinkState.UNKNOWN)), 404)


def _find(session: Session, token: str) -> tuple[Ask, Patient, Clinic] | None:
    row = tokens.find(session, token, tokens.Purpose.ANSWER)
    ask = session.get(Ask, row.ask_id) if row else None
    if ask is None:
        return None
    return ask, _the_patient(session, ask.patient_id), _the_clinic(session, ask.clinic_id)


def _form_view(
    session: Session, request: Request, ask: Ask, patient: Patient, clinic: Clinic, now: datetime
) -> views.FormPage:
    return views.FormPage(
        patient.language,
        shown_clinic(clinic),
        context=form_context(session, ask, patient, now),
        session_on=session_day(session, ask, patient),
        action=request.url.path,
        request_id=fresh_request_id(),
        is_late=now > ask.late_at,
        was_answered=ask.answered_at is not None,
    )


def _advice_view(
    session: Session,
    request: Request,
    answers: Answers,
    received: Received,
    ask: Ask,
    patient: Patient,
    clinic: Clinic,
) -> views.AdvicePage:
    told = {reaction.code for reaction in conclude(answers)} - {ReactionCode.NONE_REPORTED}
    read = tokens.derive(
        session.info["keyring"], tokens.Purpose.READ, clinic.id, patient.id, generation=patient.generation
    )
    return views.AdvicePage(
        patient.language,
        shown_clinic(clinic),
        level=received.advice,
        session_on=session_day(session, ask, patient),
        amend_url=request.url.path,
        called_action=f"{request.url.path}/called" if received.advice is Advice.NOW else "",
        request_id=fresh_request_id(),
        has_reaction=bool(told),
        wants_call=bool(answers.wants_call),
        should_call_clinic=received.urgency == Urgency.WITHIN_72H,
        is_late=received.is_late,
        instructions_url=f"/read/{read}/after",
    )


def _again(
    desk: Desk, request: Request, token: str, fields: Posted, trouble: views.Trouble, status: int
) -> HTMLResponse:
    """The same form with everything that was typed; if even that fails, a page with the numbers to call."""
    try:
        with desk.store.reading() as session:
            found = _find(session, token)
            if found is None:
                return unknown_link(desk)
            ask, patient, clinic = found
            view = views.FormPage(
                patient.language,
                shown_clinic(clinic),
                context=form_context(session, ask, patient, desk.now()),
                session_on=session_day(session, ask, patient),
                action=request.url.path,
                request_id=(fields.get(REQUEST_ID) or [fresh_request_id()])[0][:64],
                trouble=trouble,
                fields=fields,
            )
            return html(desk.pages.form(view), status)
    except Exception as error:
        log.error("a form could not be shown again", action="form_not_shown", error=type(error).__name__)
        view_of_fault = views.LinkPage(Language.FR, None, views.LinkState.FAILED, retry_url=request.url.path)
        return html(desk.pages.link(view_of_fault), status)


def _the_patient(session: Session, id: UUID) -> Patient:
    patient = session.get(Patient, id)
    assert patient is not None
    return patient


def _the_clinic(session: Session, id: UUID) -> Clinic:
    clinic = session.get(Clinic, id)
    assert clinic is not None
    return clinic
