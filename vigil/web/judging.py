"""What staff decide about a reply on its alert's page: whose it is, and what it says; and its photos."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.confirm_match import confirm_match
from vigil.actions.correct_reading import Correction, correct_reading
from vigil.domain.errors import Refused
from vigil.domain.eva import parse_eva
from vigil.domain.words import ReactionCode
from vigil.replies.meaning.words import Status
from vigil.store import photos
from vigil.store.tables import Alert, Inbound, Photo
from vigil.web.alerting import Visitor, closed_link, place_of, visitor_of
from vigil.web.forms import Posted, posted
from vigil.web.replying import photos_of, reply_of
from vigil.web.site import Site, path, site_of, unknown_link

log = structlog.get_logger()


async def take_match(request: Request) -> Response:
    """POST: this reply is, or is not, this patient's; then the page again."""
    return await run_in_threadpool(_decide, site_of(request), request, await posted(request), is_match=True)


async def take_correction(request: Request) -> Response:
    """POST: what the words say, as a person read them; then the page again."""
    return await run_in_threadpool(_decide, site_of(request), request, await posted(request), is_match=False)


def show_photo(request: Request) -> Response:
    """GET: one photo of the alert's reply."""
    site = site_of(request)
    with site.store.reading() as session:
        visitor = visitor_of(session, request, site.now())
        if visitor is None or visitor.alert is None:
            return closed_link(session, request, site.now())
        photo = photo_of(session, visitor.alert, path(request, "photo"))
        if photo is None:
            return unknown_link(request)
        return Response(photos.content_of(session, photo), media_type=photo.content_type)


def _decide(site: Site, request: Request, fields: Posted, *, is_match: bool) -> Response:
    now = site.now()
    with site.writing(request, now, "staff") as session:
        visitor = visitor_of(session, request, now)
        row = reply_of(session, visitor.alert) if visitor is not None and visitor.alert is not None else None
        if visitor is None or row is None:
            return closed_link(session, request, now)
        session.info["actor"] = f"staff:{visitor.staff.id}"
        if is_match:
            if fields.get("theirs") in (["yes"], ["no"]):
                confirm_match(session, row, visitor.staff.id, now, is_theirs=fields["theirs"] == ["yes"])
        else:
            _correct(session, row, visitor, fields, now)
    return RedirectResponse(place_of(request), status_code=303)


def _correct(session: Session, row: Inbound, visitor: Visitor, fields: Posted, now: datetime) -> None:
    """What cannot be read as a correction changes nothing; the page comes back as it was."""
    try:
        correct_reading(session, row, correction_of(fields), visitor.staff.id, now)
    except Refused as refusal:
        log.info("a correction was refused", action="correction_refused", field=refusal.field)


def correction_of(fields: Posted) -> Correction:
    """The form as a correction; ``Refused`` for a score that is none, or for what is not that form."""
    if "eva" not in fields:
        raise Refused("A correction says the score, if only that there is none.", field="eva")
    written = (fields.get("eva") or [""])[0].strip()
    reactions = {}
    for code in ReactionCode:
        said = (fields.get(f"now.{code}") or [""])[0]
        if said in (Status.PRESENT, Status.RESOLVED):
            reactions[code] = Status(said)
    return Correction(parse_eva(written) if written else None, reactions)


def photo_of(session: Session, alert: Alert, name: str) -> Photo | None:
    """A photo that came with what this alert is about, and with nothing else."""
    try:
        id = UUID(name)
    except ValueError:
        return None
    return session.get(Photo, id) if id in photos_of(session, alert) else None
