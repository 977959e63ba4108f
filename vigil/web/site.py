"""What the pages are served from, handed in by the composition root: the web reads neither settings nor clock."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.actions.fill_mail import Sender
from vigil.domain.words import Language
from vigil.mail.contexts import Mail, MailContext
from vigil.mail.mailbox import Mailbox
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.store import tokens
from vigil.store.database import Store
from vigil.store.tokens import read_token
from vigil.web import views
from vigil.web.oidc.provider import Provider
from vigil.web.pages import Pages
from vigil.web.plays import Plays
from vigil.web.throttle import GUESSES, Throttle, network_of

CONTENT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""The Content-Security-Policy of every page: nothing from elsewhere, and no script at all."""


@dataclass(frozen=True)
class Site:
    """The store, the pages, the clock; and the built-in mailbox where there is one (the demo).

    ``base_url`` is where the pages lie as seen from outside, without a slash at the end; ``vocabulary`` what free words
    are read with; ``provider`` where people may sign in besides, if anywhere.
    """

    store: Store
    pages: Pages
    now: Callable[[], datetime]
    mailbox: Mailbox | None = None
    base_url: str = ""
    vocabulary: Vocabulary | None = None
    throttle: Throttle = field(default_factory=Throttle)
    api_requests_per_minute: int = 600
    samples: Callable[[Mail, Language], MailContext] | None = None
    plays: Plays | None = None
    provider: Provider | None = None
    sender: Sender | None = None

    def sample(self, mail: Mail, language: Language) -> MailContext:
        """What a preview of a mail is filled with: no patient's words, no real link."""
        assert self.samples is not None
        return self.samples(mail, language)

    def writing(self, request: Request, now: datetime, actor: str) -> AbstractContextManager[Session]:
        """A transaction for what was pressed behind a link, in whose clinic alone it writes."""
        clinic_id = None
        if self.store.has_clinic_turns:
            with self.store.reading() as session:
                clinic_id = tokens.clinic_of(session, token_of(request))
        return self.store.writing(now, actor, clinic_id=clinic_id)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the pages through TLS."""
        return self.base_url.startswith("https://")


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def html(content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page; ``headers`` are those that it sets itself."""
    return HTMLResponse(content, status_code=status, headers=dict(headers or {}))


def path(request: Request, name: str) -> str:
    """One part of the address, as text."""
    value: Any = request.path_params[name]
    return str(value)


def token_of(request: Request) -> str:
    """The token in the address as it was issued, whatever a mail program made of it; empty when it is unclear."""
    return read_token(path(request, "token")) or ""


def language_of(request: Request) -> Language:
    """What the browser asks for, where nothing says who reads: the first that we speak, else French."""
    for wanted in request.headers.get("accept-language", "").split(","):
        spoken = wanted.strip()[:2].lower()
        if spoken in tuple(Language):
            return Language(spoken)
    return Language.FR


def unknown_link(request: Request, status: int = 404) -> HTMLResponse:
    """The page for a link that is garbled, cut or not ours; it cannot say whose patient reads it.

    A network that asks for many of them is told to wait. A link that leads somewhere always opens: nobody who is unwell
    waits for what somebody else in her network does.
    """
    throttle, network = site_of(request).throttle, network_of(request)
    if status == 404:
        if wait := throttle.wait(GUESSES, "guess", network):
            page = nowhere(request, views.LinkState.TOO_MANY, 429)
            page.headers["retry-after"] = str(wait)
            return page
        throttle.count(GUESSES, "guess", network)
    return nowhere(request, views.LinkState.UNKNOWN, status)


def nowhere(request: Request, state: views.LinkState, status: int, **more: Any) -> HTMLResponse:
    """A page without a form for whoever reads it: nothing is known of them but what their browser asks for."""
    view = views.LinkPage(language_of(request), None, state, **more)
    return html(site_of(request).pages.link(view), status)
