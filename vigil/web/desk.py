"""What the pages are served from, handed in by the composition root: the web reads neither settings nor clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.mail.mailbox import Mailbox
from vigil.store.database import Store
from vigil.web.pages import Pages


@dataclass(frozen=True)
class Desk:
    """The store, the pages, the clock; and the built-in mailbox where there is one (the demo)."""

    store: Store
    pages: Pages
    now: Callable[[], datetime]
    mailbox: Mailbox | None = None


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def html(content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page; ``headers`` are those that it sets itself."""
    return HTMLResponse(content, status_code=status, headers=dict(headers or {}))


def path(request: Request, name: str) -> str:
    """One part of the address, as text."""
    value: Any = request.path_params[name]
    return str(value)
