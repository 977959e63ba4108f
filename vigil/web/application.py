"""The web application: which address leads to which page, and what every answer carries."""

import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vigil.domain.errors import Refused
from vigil.domain.words import Language
from vigil.web import alerting, answering, letters, reading, tasks, views
from vigil.web.answering import unknown_link
from vigil.web.desk import Desk, desk_of, html
from vigil.web.pages import STATIC

log = structlog.get_logger()

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
}
"""On every answer, unless a page sets its own. A link is a secret: it goes into no cache, index or referrer."""


def create_app(desk: Desk) -> Starlette:
    """The application on a desk; it opens nothing and keeps nothing of its own."""
    app = Starlette(
        routes=[
            Route("/answer/{token}", answering.show_form, methods=["GET"]),
            Route("/answer/{token}", answering.take_answer, methods=["POST"]),
            Route("/answer/{token}/called", answering.take_called, methods=["POST"]),
            Route("/read/{token}", reading.show_instructions),
            Route("/read/{token}/{moment:str}", reading.show_instructions),
            Route("/stop/{token}", reading.show_stop, methods=["GET"]),
            Route("/stop/{token}", reading.take_stop, methods=["POST"]),
            Route("/alert/{token}", alerting.show_alert, methods=["GET"]),
            Route("/alert/{token}", alerting.take_acknowledgement, methods=["POST"]),
            Route("/worklist/{token}", alerting.show_worklist),
            Route("/worklist/{token}/alert/{reference}", alerting.show_alert, methods=["GET"]),
            Route("/worklist/{token}/alert/{reference}", alerting.take_acknowledgement, methods=["POST"]),
            Route("/worklist/{token}/tasks", tasks.show_tasks),
            Route("/worklist/{token}/tasks/{task}", tasks.show_task, methods=["GET"]),
            Route("/worklist/{token}/tasks/{task}", tasks.take_task, methods=["POST"]),
            Route("/worklist/{token}/tasks/{task}/done", tasks.take_task, methods=["POST"]),
            Route("/mailbox", letters.show_mailbox),
            Route("/mailbox/{id}", letters.show_letter),
            Route("/mailbox/{id}/html", letters.show_html_part),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(_Headers)],
        exception_handlers={404: _not_found, 405: _not_found, Refused: _refused, Exception: _failed},
    )
    app.state.desk = desk
    return app


class _Headers:
    """Adds ``HEADERS``; what a page has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _health(request: Request) -> PlainTextResponse:
    """GET: 200 while the database answers."""
    with desk_of(request).store.reading() as session:
        session.connection()
    return PlainTextResponse("ok")


def _not_found(request: Request, _error: Exception) -> HTMLResponse:
    return unknown_link(desk_of(request))


def _refused(request: Request, _error: Exception) -> HTMLResponse:
    return html(desk_of(request).pages.link(views.LinkPage(Language.FR, None, views.LinkState.FAILED)), 413)


def _failed(request: Request, error: Exception) -> HTMLResponse:
    """Never a stack trace; the log gets the type of the fault alone, since its text may quote a person."""
    log.error("a page failed", action="page_failed", error=type(error).__name__)
    return html(desk_of(request).pages.link(views.LinkPage(Language.FR, None, views.LinkState.FAILED)), 500)
