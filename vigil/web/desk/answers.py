"""Entering an answer that came by telephone or on paper: the patient's own form, filled in by staff."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.actions.complete_task import complete_task
from vigil.actions.receive_report import Received, receive_report
from vigil.domain.answers import Answers
from vigil.domain.permissions import Permission
from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.replies.fields import Fields
from vigil.replies.reading import read_form
from vigil.store.tables import Ask, Clinic, Message, Patient
from vigil.web import views
from vigil.web.advising import Answered, advice_view
from vigil.web.answering import says_something, trouble_of
from vigil.web.desk.door import FORM_TOKEN, NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at, place
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import form_context, fresh_request_id, session_day
from vigil.web.site import Site, html, path


@for_members(*Permission.ENTER_ANSWERS.roles)
def show_questions(request: Request, site: Site, member: Member) -> Response:
    """GET: the questions of one occasion."""
    return _form(request, site, member, {})


@for_members(*Permission.ENTER_ANSWERS.roles, writes=True)
def take_answers(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: keep them; a call that waited for this is done with it. What is to be said comes back, to be read out."""
    now = site.now()
    form = {name: values for name, values in form.items() if name != FORM_TOKEN}  # what is left is the patient's
    received = None
    try:
        with member.writing(site.store, now) as session:
            patient, ask = _found(session, request, member)
            answers = read_form(form, form_context(session, ask, patient, now))
            if says_something(answers):
                _complete_call(session, ask, now)
                key = request_id(form)
                received = receive_report(session, ask, answers, now, typed=form, channel="phone", request_id=key)
    except NotHere:
        raise
    except Exception as error:
        trouble, status = trouble_of(error)
        return _form(request, site, member, form, trouble, status)
    if received is None:
        return _form(request, site, member, form, views.Trouble.EMPTY, 422)
    return _advised(request, site, member, answers, received)


def _form(
    request: Request,
    site: Site,
    member: Member,
    typed: Fields,
    trouble: views.Trouble | None = None,
    status: int = 200,
) -> Response:
    now = site.now()
    with site.store.reading() as session:
        patient, ask = _found(session, request, member)
        questions = site.pages.questions(form_context(session, ask, patient, now), typed, member.language)
        return draw(
            request,
            site,
            member,
            "answers",
            status=status,
            patient=patient,
            ask=ask,
            session_on=session_day(session, ask, patient),
            questions=questions,
            request_id=fresh_request_id(),
            trouble=trouble,
        )


def _advised(request: Request, site: Site, member: Member, answers: Answers, received: Received) -> Response:
    with site.store.reading() as session:
        patient, ask = _found(session, request, member)
        clinic = session.get_one(Clinic, member.clinic_id)
        here = f"{place(member, patient.id)}/answers/{ask.id.hex}"
        view = advice_view(session, Answered(ask, patient, clinic, here, answers, received), site.now())
        told = replace(view, language=member.language, called_action="", instructions_url="", others=())
        return html(site.pages.advice(replace(told, tasks_url=place(member, patient.id))))


def _found(session: Session, request: Request, member: Member) -> tuple[Patient, Ask]:
    patient = patient_at(session, request, member)
    try:
        ask = session.get(Ask, UUID(path(request, "ask")))
    except ValueError:
        raise NotHere from None
    if ask is None or ask.clinic_id != member.clinic_id or ask.patient_id != patient.id:
        raise NotHere
    return patient, ask


def _complete_call(session: Session, ask: Ask, now: datetime) -> None:
    calls = session.scalars(
        select(Message).where(
            Message.clinic_id == ask.clinic_id,
            Message.ask_id == ask.id,
            Message.channel == Channel.PHONE,
            Message.state == MessageState.PLANNED,
        )
    ).all()
    for call in calls:
        complete_task(session, call, now)


ROUTES = at("/patients/{patient}/answers/{ask}", show_questions, take_answers)
