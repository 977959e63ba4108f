"""What the pages before the desk share: they know nobody yet, and lead back to where somebody wanted to go."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.domain.words import Language
from vigil.store import web_sessions
from vigil.web.desk.cookies import session_cookie
from vigil.web.desk.door import comes_from_here
from vigil.web.forms import Posted
from vigil.web.oidc.trouble import Trouble
from vigil.web.site import Site, html, language_of
from vigil.web.views import Page

_LOCAL = re.compile(r"/(?:desk|set-up|worklist)(?:/[\w.~%-]+)*(?:\?[\w.~%&=+-]*)?")


def entrance(
    request: Request,
    site: Site,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    language: Language | None = None,
    known: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    """The page of ``templates/web/desk/<template>.html`` for somebody who has not come in yet; it sees ``known``."""
    page = Page(language or spoken(request), None)
    seen = provider_known(request, site) | dict(known or {})
    return html(site.pages.draw(f"desk/{template}.html", page, **seen), status, headers)


def provider_known(request: Request, site: Site) -> dict[str, Any]:
    """What a page says of where people may sign in besides: its name, empty if there is none, and what went wrong."""
    trouble = request.query_params.get("trouble", "")
    is_said = site.provider is not None and trouble in tuple(Trouble)
    return {
        "provider": site.provider.registration.name if site.provider else "",
        "provider_trouble": trouble if is_said else "",
    }


def spoken(request: Request) -> Language:
    """The language that the address asks for, else the browser's."""
    asked = request.query_params.get("lang", "")
    return Language(asked) if asked in tuple(Language) else language_of(request)


def wanted(request: Request, form: Posted | None = None) -> str:
    """Where the visitor wanted to go, if that is a page of ours; else the desk."""
    given = text(form, "next") if form is not None else request.query_params.get("next", "")
    return given if _LOCAL.fullmatch(given) and ".." not in given else "/desk"


def text(form: Posted, name: str) -> str:
    """A field of the form as it was typed, blanks at its ends left out; empty when it is missing. It is never cut."""
    return (form.get(name) or [""])[0].strip()


def secret(form: Posted, name: str) -> str:
    """A password as it was typed."""
    return (form.get(name) or [""])[0][:1000]


def onward(path: str, wanted: str) -> RedirectResponse:
    """To the next page before the desk, which remembers where the visitor wanted to go."""
    return RedirectResponse(f"{path}?next={quote(wanted, safe='/')}", status_code=303)


def visit_of(site: Site, request: Request) -> web_sessions.Visit | None:
    """Whose browser it is."""
    with site.store.reading() as session:
        visit = web_sessions.find(session, session_cookie(site, request), site.now())
        session.expunge_all()  # read whole: it outlives the transaction
        return visit


def stranger(site: Site, request: Request) -> Response | None:
    """What is said to a form that another site posts; ``None`` for our own."""
    if comes_from_here(site, request):
        return None
    return entrance(request, site, "out_of_date", status=403)


def too_many(request: Request, site: Site, seconds: int) -> HTMLResponse:
    """Too many failures: how long to wait, in words; nothing is locked."""
    minutes = -(-seconds // 60)
    return entrance(
        request, site, "too_many", status=429, headers={"retry-after": str(seconds)}, known={"minutes": minutes}
    )
