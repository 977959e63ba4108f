"""The web application: which address leads to which page, and what every answer carries."""

from functools import partial

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigil.store.tables import Fact
from vigil.web import alerting, answering, judging, letters, photographing, reading, taking, tasks, views
from vigil.web.api.operations import PREFIX
from vigil.web.api.serving import create_api, no_such_place
from vigil.web.desk import home, navigation, pairing, passkeys, provider, routes, set_up, sign_in
from vigil.web.desk.door import page_near
from vigil.web.pages import STATIC
from vigil.web.site import CONTENT, Site, nowhere, site_of, unknown_link

log = structlog.get_logger()

HEADERS = {
    "content-security-policy": CONTENT,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
}
"""On every answer, unless a page sets its own. A link is a secret: it goes into no cache, index or referrer."""

_CACHED = "public, max-age=31536000, immutable"  # the style sheet's address changes with its content

_ONLY_TLS = "max-age=63072000"

_LAST_RESORT = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Panne</title></head><body><main>
<h1>Une panne de notre côté</h1><p>Réessayez dans une minute, ou appelez le cabinet.</p>
<p>Urgence : <a href="tel:15">15</a> ou <a href="tel:112">112</a>, <a href="sms:114">114 par SMS</a>.</p>
<p lang="en">A fault of ours. Try again in a minute, or call the clinic. Emergency: 15 or 112, or text 114.</p>
</main></body></html>
"""


_PATIENTS = [
    Route("/answer/{token}", answering.show_form, methods=["GET"]),
    Route("/answer/{token}", taking.take_answer, methods=["POST"]),
    Route("/answer/{token}/photo", answering.back_to_form, methods=["GET"]),
    Route("/answer/{token}/photo", photographing.take_photo, methods=["POST"]),
    Route("/answer/{token}/called", answering.back_to_form, methods=["GET"]),
    Route("/answer/{token}/called", answering.take_called, methods=["POST"]),
    Route("/read/{token}", reading.show_instructions),
    Route("/read/{token}/{moment:str}", reading.show_instructions),
    Route("/stop/{token}", reading.show_stop, methods=["GET"]),
    Route("/stop/{token}", reading.take_stop, methods=["POST"]),
]
"""Behind the links of patients."""

_STAFF = [
    Route("/alert/{token}", alerting.show_alert, methods=["GET"]),
    Route("/alert/{token}", alerting.take_acknowledgement, methods=["POST"]),
    Route("/alert/{token}/match", judging.take_match, methods=["POST"]),
    Route("/alert/{token}/reading", judging.take_correction, methods=["POST"]),
    Route("/alert/{token}/photo/{photo}", judging.show_photo, methods=["GET"]),
    Route("/worklist/{token}/alert/{reference}/match", judging.take_match, methods=["POST"]),
    Route("/worklist/{token}/alert/{reference}/reading", judging.take_correction, methods=["POST"]),
    Route("/worklist/{token}/alert/{reference}/photo/{photo}", judging.show_photo, methods=["GET"]),
    Route("/worklist/{token}", alerting.show_worklist),
    Route("/worklist/{token}/alert/{reference}", alerting.show_alert, methods=["GET"]),
    Route("/worklist/{token}/alert/{reference}", alerting.take_acknowledgement, methods=["POST"]),
    Route("/worklist/{token}/tasks", tasks.show_tasks),
    Route("/worklist/{token}/tasks/{task}", tasks.show_task, methods=["GET"]),
    Route("/worklist/{token}/tasks/{task}", tasks.take_task, methods=["POST"]),
    Route("/worklist/{token}/tasks/{task}/done", tasks.back_to_task, methods=["GET"]),
    Route("/worklist/{token}/tasks/{task}/done", tasks.take_task, methods=["POST"]),
]
"""Behind the links of mails to staff, who are not signed in."""


def create_app(site: Site) -> Starlette:
    """The application on a site; it opens nothing and keeps nothing of its own."""
    app = Starlette(
        routes=[
            *_PATIENTS,
            *_STAFF,
            Route("/desk", home.find_desk),
            *sign_in.ROUTES,
            *pairing.ROUTES,
            *provider.ROUTES,
            *passkeys.ENTRANCE,
            *set_up.ROUTES,
            *routes.ROUTES,
            Route("/", letters.lead_in),
            Route("/mailbox", letters.show_mailbox),
            Route("/mailbox/{id}", letters.show_letter),
            Route("/mailbox/{id}/html", letters.show_html_part),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount(PREFIX, create_api(site.store, site.now, per_minute=site.api_requests_per_minute)),
        ],
        middleware=[Middleware(_Outermost)],
        exception_handlers={HTTPException: _no_such_page},
    )
    app.state.site = site
    app.state.finding = taking.Finding(partial(taking.find_clinics, site))
    app.state.answering = taking.Answering(partial(taking.take_answers, site))
    app.state.rooms_open_to = partial(navigation.open_to, rooms=navigation.entries(routes.ROUTES))
    return app


class _Outermost:
    """Adds ``HEADERS`` (what a page has set itself stays), and turns any fault into a page.

    Nothing is raised to the server, which would write a trace: the text of a fault may quote a person.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def sending(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                _add_headers(MutableHeaders(scope=message), scope["path"], message["status"], is_secure=is_secure)
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_secure = scope["app"].state.site.is_secure  # asked before a mounted application takes the word over
        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            log.info("a browser went away", action="browser_left")
        except Exception as error:
            log.error("a page failed", action="page_failed", error=type(error).__name__)
            if not has_started:
                response = await run_in_threadpool(_fault, Request(scope))
                await response(scope, receive, sending)


def _add_headers(headers: MutableHeaders, path: str, status: int, *, is_secure: bool) -> None:
    if is_secure:
        headers.setdefault("strict-transport-security", _ONLY_TLS)
    if path.startswith("/static/") and status in (200, 304):
        headers.setdefault("cache-control", _CACHED)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _fault(request: Request) -> Response:
    """A page that says that the fault is ours; where not even that can be drawn, the numbers to call."""
    try:
        return nowhere(request, views.LinkState.FAILED, 500)
    except Exception as error:
        log.error("the page of a fault failed", action="page_failed", error=type(error).__name__)
        return HTMLResponse(_LAST_RESORT, status_code=500)


def _health(request: Request) -> PlainTextResponse:
    """GET: 200 while the database answers."""
    try:
        with site_of(request).store.reading() as session:
            session.get(Fact, "simulated")
    except Exception as error:
        log.error("the database does not answer", action="unhealthy", error=type(error).__name__)
        return PlainTextResponse("the database does not answer", status_code=503)
    return PlainTextResponse("ok")


def _no_such_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(f"{PREFIX}/"):
        return no_such_place(request, error)
    if error.status_code == 405 and request.method == "GET" and request.url.path.startswith("/desk/"):
        return RedirectResponse(page_near(request), status_code=303)  # where a form was posted, asked for as a page
    response = unknown_link(request, error.status_code)
    response.headers.update(error.headers or {})
    return response
