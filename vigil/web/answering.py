"""Answering: the form behind a link, that form again after a fault, and what was done about an emergency.

A GET records nothing: scanners of mail open links. A POST is kept whatever the state of the link; when even that fails,
the page comes back with everything that was typed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import String, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.actions.receive_report import note_emergency_call
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.words import AskState, PatientState
from vigil.store import tokens
from vigil.store.held import held
from vigil.store.listed import Listed
from vigil.store.tables import Ask, Clinic, Patient, Token
from vigil.web import views
from vigil.web.forms import Posted, posted, request_id
from vigil.web.occasions import form_context, fresh_request_id, session_day, shown_clinic
from vigil.web.site import Site, html, nowhere, site_of, token_of, unknown_link

log = structlog.get_logger()

ACTOR = "patient"

Found = tuple[Ask, Patient, Clinic]

_GONE = (PatientState.DECEASED, PatientState.TRANSFERRED)
"""Nobody waits here for an answer of theirs: the link says whom to call, also after a late answer was kept."""


def show_form(request: Request) -> HTMLResponse:
    """GET: the form, or a helpful page for a link that is closed or unknown."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        found = find(session, token_of(request))
        if found is None:
            return unknown_link(request)
        ask, patient, clinic = found
        if now >= ask.closes_at or ask.state is AskState.CLOSED or patient.state in _GONE:
            view = views.LinkPage(
                patient.language, shown_clinic(session, clinic, patient.language, now), views.LinkState.CLOSED
            )
            return html(site.pages.link(view), 410)
        return html(site.pages.form(_form_view(session, found, place_of_answer(request), now)))


def says_something(answers: Answers) -> bool:
    """Whether anything was ticked or written; a form sent empty is not kept, so that an earlier answer still counts."""
    return answers != Answers()


def trouble_of(error: Exception) -> tuple[views.Trouble, int]:
    """What to say of an answer that was not kept, and the status that goes with it."""
    if isinstance(error, Refused) and error.field == "words":
        return views.Trouble.TOO_LONG, 413
    log.error("an answer could not be saved", action="answer_not_saved", error=type(error).__name__)  # its text quotes
    return views.Trouble.NOT_SAVED, 503


async def take_called(request: Request) -> Response:
    """POST of « J'ai appelé » or « Je n'ai pas pu »."""
    return await run_in_threadpool(_take_called, site_of(request), request, await posted(request))


def _take_called(site: Site, request: Request, fields: Posted) -> Response:
    now = site.now()
    has_called = fields.get("called") == ["yes"]
    place = f"{place_of_answer(request)}/called"
    try:
        with site.writing(request, now, ACTOR) as session:
            found = find(session, token_of(request), locks=True)
            if found is None:
                return unknown_link(request)
            ask, patient, clinic = found
            if not note_emergency_call(session, ask, has_called=has_called, now=now):
                return back_to_form(request)
            view = views.CalledPage(
                patient.language,
                shown_clinic(session, clinic, patient.language, now),
                has_called=has_called,
                session_on=session_day(session, ask, patient),
                called_action=place,
                request_id=fresh_request_id(),
            )
        return html(site.pages.called(view))
    except Exception as error:
        log.error("a call could not be noted", action="call_not_noted", error=type(error).__name__)
        return nowhere(request, views.LinkState.FAILED, 503, retry_url=place, fields=fields)


def back_to_form(request: Request) -> RedirectResponse:
    """GET of an address that only takes a press (a restored tab, a bookmark): the form that it belongs to."""
    return RedirectResponse(place_of_answer(request), status_code=303)


def place_of_answer(request: Request) -> str:
    return f"/answer/{token_of(request)}"


def find(session: Session, token: str, *, locks: bool = False) -> Found | None:
    """Whose answer the link takes; with ``locks`` a second press of the same button waits for the first."""
    return find_all(session, [token], locks=locks)[0]


def find_all(session: Session, links: Sequence[str], *, locks: bool = False) -> list[Found | None]:
    """The same for some links, in their order."""
    hashes = [tokens.hash_of(link) for link in links]
    ids = {row.hash: row.ask_id for row in _LINKED.all(session, listed=hashes)}
    asks = {ask.id: ask for ask in held(session, Ask, _LOCKED if locks else _ASKS, listed=list(ids.values()))}
    wanted = [ask.patient_id for ask in asks.values()]
    patients = {patient.id: patient for patient in held(session, Patient, _PATIENTS, listed=wanted)}
    clinics = {id: session.get_one(Clinic, id) for id in {ask.clinic_id for ask in asks.values()}}
    known = {hash: asks[id] for hash, id in ids.items()}
    return [
        (ask, patients[ask.patient_id], clinics[ask.clinic_id]) if (ask := known.get(hash)) else None for hash in hashes
    ]


def _form_view(session: Session, found: Found, action: str, now: datetime) -> views.FormPage:
    ask, patient, clinic = found
    return views.FormPage(
        patient.language,
        shown_clinic(session, clinic, patient.language, now),
        context=form_context(session, ask, patient, now),
        session_on=session_day(session, ask, patient),
        action=action,
        request_id=fresh_request_id(),
        is_late=now > ask.late_at,
        was_answered=ask.answered_at is not None,
    )


def again(site: Site, request: Request, fields: Posted, trouble: views.Trouble, status: int) -> HTMLResponse:
    """The same form with everything that was typed; if even that fails, a page that can send it again, unseen."""
    try:
        with site.store.reading() as session:
            found = find(session, token_of(request))
            if found is None:
                return unknown_link(request)
            view = _form_view(session, found, place_of_answer(request), site.now())
            return html(site.pages.form(refilled(view, fields, trouble)), status)
    except Exception as error:
        log.error("a form could not be shown again", action="form_not_shown", error=type(error).__name__)
        return nowhere(request, views.LinkState.FAILED, status, retry_url=place_of_answer(request), fields=fields)


def refilled(view: views.FormPage, fields: Posted, trouble: views.Trouble) -> views.FormPage:
    """A form as it was sent, with its own request id: sending it again after a fault of ours counts once."""
    return replace(view, fields=fields, trouble=trouble, request_id=request_id(fields) or view.request_id)


_LINKED = Listed(
    lambda hashes: select(Token.hash, Token.ask_id).where(
        Token.hash.in_(hashes), Token.purpose == tokens.Purpose.ANSWER
    ),
    String(),
)
_ASKS = Listed(lambda asks: select(Ask).where(Ask.id.in_(asks)))
_LOCKED = Listed(lambda asks: select(Ask).where(Ask.id.in_(asks)).order_by(Ask.id).with_for_update())
_PATIENTS = Listed(lambda patients: select(Patient).where(Patient.id.in_(patients)))
