"""A photo after an answer: posted by itself, so that a slow upload never holds up what was answered.

Only its pixels are kept, sealed. What is no photo, or too large, is said on a page that takes another.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.actions.add_photo import add_photo
from vigil.domain.errors import Refused
from vigil.replies.fields import REQUEST_ID
from vigil.replies.photos import MOST_BYTES, Picture, drawn_anew
from vigil.web import views
from vigil.web.answering import ACTOR, find, place_of_answer
from vigil.web.occasions import fresh_request_id, shown_clinic
from vigil.web.site import Site, html, nowhere, site_of, token_of, unknown_link

log = structlog.get_logger()

FIELD = "photo"

_LIMIT = MOST_BYTES + 64 * 1024
"""Bytes of a posted form: a photo, and what is wrapped around it."""

DRAWING = ThreadPoolExecutor(1, "photo")
"""One photo is decoded at a time: a large one takes a hundred megabytes. Others wait for it without a thread."""


class _Parser(MultiPartParser):
    """Nothing of a photo is written to a disk unsealed."""

    spool_max_size = _LIMIT


async def take_photo(request: Request) -> HTMLResponse:
    """POST: keep a photo with what was answered behind this link; nothing is read of what comes for another one."""
    site = site_of(request)
    if not await run_in_threadpool(_is_known, site, request):
        return unknown_link(request)
    content, pressed = await _uploaded(request)
    drawing = asyncio.get_running_loop().run_in_executor(DRAWING, drawn_anew, content) if content else None
    return await run_in_threadpool(_take, site, request, await drawing if drawing else None, pressed)


def _is_known(site: Site, request: Request) -> bool:
    with site.store.reading() as session:
        return find(session, token_of(request)) is not None


def _take(site: Site, request: Request, picture: Picture | None, pressed: str) -> HTMLResponse:
    now, place = site.now(), place_of_answer(request)
    state = views.PhotoState.KEPT if picture is not None else views.PhotoState.NO_PHOTO
    try:
        with site.writing(request, now, ACTOR) as session:
            found = find(session, token_of(request), locks=True)
            if found is None:
                return unknown_link(request)
            ask, patient, clinic = found
            if picture is not None:
                try:
                    add_photo(session, ask, picture, now, pressed)
                except Refused as refusal:
                    state = views.PhotoState.TOO_MANY if refusal.field == FIELD else views.PhotoState.NO_ANSWER
            shown = shown_clinic(session, clinic, patient.language, now)
            view = views.PhotoPage(patient.language, shown, state, f"{place}/photo", fresh_request_id(), place)
        return html(site.pages.photo(view), 200 if state is views.PhotoState.KEPT else 422)
    except Exception as error:
        log.error("a photo could not be kept", action="photo_not_kept", error=type(error).__name__)
        return nowhere(request, views.LinkState.FAILED, 503, retry_url=place)


async def _uploaded(request: Request) -> tuple[bytes | None, str]:
    """The bytes of the photo, and what the page was drawn with; ``None`` for what is no such form, or too large."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return None, ""
    parser = _Parser(request.headers, _limited(request.stream()), max_files=1, max_fields=4, max_part_size=1000)
    try:
        form = await parser.parse()
    except Exception:  # broken in any of the ways that it can be, or too large: an answer is never lost here
        return None, ""
    file, pressed = form.get(FIELD), form.get(REQUEST_ID)
    content = await file.read() if isinstance(file, UploadFile) else None
    await form.close()
    return content, pressed[:64] if isinstance(pressed, str) else ""


async def _limited(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The body up to ``_LIMIT``; what comes after it is listened to, so that the browser gets its answer."""
    seen = 0
    async for chunk in stream:
        seen += len(chunk)
        if seen <= _LIMIT:
            yield chunk
        elif seen > 3 * _LIMIT:
            break
    if seen > _LIMIT:
        raise ValueError("the form is too large")
