"""Taking answers: those that come while others are being kept are read, judged and committed together.

Each is kept whatever becomes of the others: where a group fails, its answers are taken one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.actions.keep_report import Given
from vigil.actions.receive_report import receive_reports
from vigil.domain.answers import Answers
from vigil.replies.form_words import with_words_read
from vigil.replies.reading import read_form
from vigil.store import tokens
from vigil.store.savepoints import apart
from vigil.web import views
from vigil.web.advising import Answered, advice_views
from vigil.web.answering import ACTOR, Found, again, find_all, place_of_answer, says_something, trouble_of
from vigil.web.forms import Posted, posted, request_id
from vigil.web.gathering import Gathering
from vigil.web.occasions import form_contexts
from vigil.web.site import Site, html, nowhere, site_of, token_of, unknown_link

log = structlog.get_logger()


@dataclass(frozen=True)
class Press:
    """A form as it was sent."""

    request: Request
    fields: Posted
    clinic_id: UUID | None = None  # where it is written, where that is to be said beforehand

    @property
    def token(self) -> str:
        return token_of(self.request)


@dataclass(frozen=True)
class _Taken:
    """What became of a form: whose it is, whether anything in it was kept, and what to advise (if that could be read).

    One that ``waits`` was not touched: another of the same patient came before it, or it is of another clinic.
    """

    found: Found | None = None
    is_kept: bool = False
    view: views.AdvicePage | None = None
    waits: bool = False


Answering = Gathering[Press, HTMLResponse]
Finding = Gathering[str, UUID | None]


async def take_answer(request: Request) -> HTMLResponse:
    """POST: keep the answer, then say what to do."""
    state, fields = request.app.state, await posted(request)
    finding: Finding = state.finding
    answering: Answering = state.answering
    clinic_id = await finding.done(token_of(request)) if site_of(request).store.has_clinic_turns else None
    return await answering.done(Press(request, fields, clinic_id), kind=clinic_id)


def find_clinics(site: Site, links: Sequence[str]) -> list[UUID | None]:
    """In whose turns answers are written; a database that does not say finds its fault again when it is to write."""
    try:
        with site.store.reading() as session:
            return tokens.clinics_of(session, links)
    except Exception as error:
        log.error("the clinics of links could not be read", action="clinic_not_read", error=type(error).__name__)
        return [None] * len(links)


def take_answers(site: Site, presses: Sequence[Press]) -> list[HTMLResponse]:
    """The page for each of some forms, whose answers are then on record."""
    now, is_open = site.now(), False
    try:
        with site.store.writing(now, ACTOR, clinic_id=presses[0].clinic_id) as session:
            is_open = True
            taken = _taken(session, site, presses, now)
    except Exception as error:
        if len(presses) == 1 or not is_open:  # a database that cannot be written to is not asked once for each
            return [again(site, press.request, press.fields, *trouble_of(error)) for press in presses]
        log.error("answers are taken one by one", action="answers_taken_apart", error=type(error).__name__)
        return [take_answers(site, [press])[0] for press in presses]
    waiting = [press for press, each in zip(presses, taken, strict=True) if each.waits]
    later = iter(take_answers(site, waiting) if waiting else ())
    return [next(later) if each.waits else _page(site, press, each) for press, each in zip(presses, taken, strict=True)]


def _taken(session: Session, site: Site, presses: Sequence[Press], now: datetime) -> list[_Taken]:
    found = find_all(session, [press.token for press in presses], locks=True)
    firsts = _first_of_each(found)
    forms = form_contexts(session, [each[:2] for each in firsts.values()], now) if firsts else []
    said = {
        number: with_words_read(read_form(presses[number].fields, form), site.vocabulary)
        for number, form in zip(firsts, forms, strict=True)
    }
    kept = {number: answers for number, answers in said.items() if says_something(answers)}
    advised = _kept(session, presses, firsts, kept, now)
    return [
        _Taken(each, number in kept, advised.get(number), waits=each is not None and number not in firsts)
        for number, each in enumerate(found)
    ]


def _first_of_each(found: Sequence[Found | None]) -> dict[int, Found]:
    """The first answer of each patient of the first clinic, by its place."""
    firsts: dict[int, Found] = {}
    seen: set[UUID] = set()
    for number, each in enumerate(found):
        if each is None or each[1].id in seen:
            continue
        if firsts and each[2] is not next(iter(firsts.values()))[2]:
            continue
        seen.add(each[1].id)
        firsts[number] = each
    return firsts


def _kept(
    session: Session, presses: Sequence[Press], found: dict[int, Found], said: dict[int, Answers], now: datetime
) -> dict[int, views.AdvicePage]:
    """What to advise after each answer, all of them kept; an advice that cannot be read costs no answer."""
    given = [
        Given(found[number][0], answers, presses[number].fields, request_id=request_id(presses[number].fields))
        for number, answers in said.items()
    ]
    received = receive_reports(session, given, now)
    answered = [
        Answered(*found[number], place_of_answer(presses[number].request), answers, each)
        for (number, answers), each in zip(said.items(), received, strict=True)
    ]
    try:
        with apart(session):
            return dict(zip(said, advice_views(session, answered, now), strict=True)) if answered else {}
    except Exception as error:
        log.error("the advice could not be read", action="advice_not_shown", error=type(error).__name__)
        return {}


def _page(site: Site, press: Press, taken: _Taken) -> HTMLResponse:
    """The advice; the answer is kept by now, and a page that cannot be drawn says so and still gives the numbers."""
    if taken.found is None:
        return unknown_link(press.request)
    if not taken.is_kept:
        return again(site, press.request, press.fields, views.Trouble.EMPTY, 422)
    try:
        if taken.view is not None:
            return html(site.pages.advice(taken.view))
    except Exception as error:
        log.error("the advice could not be shown", action="advice_not_shown", error=type(error).__name__)
    return nowhere(press.request, views.LinkState.KEPT, 200, retry_url=place_of_answer(press.request))
