"""The door of the desk: on every request it asks the database who is there, at which clinic, and in which role.

A page is a plain function; ``for_members`` makes an endpoint of it that runs in the thread pool::

    @for_members(*Permission.SEE_ALERTS.roles)
    def show_alerts(request: Request, site: Site, member: Member) -> Response: ...

    @for_members(*Permission.TAKE_ALERTS.roles, writes=True)
    def take_alert(request: Request, site: Site, member: Member, form: Posted) -> Response: ...

    ROUTES = at("/alerts/{alert}", show_alert, take_alert)
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, overload
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from vigil.domain.words import Role
from vigil.store import web_sessions
from vigil.web.desk import unsent
from vigil.web.desk.cookies import session_cookie
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member, member_at
from vigil.web.forms import LIMIT, Posted, TooLarge, posted
from vigil.web.site import Site, path, site_of, unknown_link

Endpoint = Callable[[Request], Awaitable[Response]]
Reading = Callable[[Request, Site, Member], Response]
Writing = Callable[[Request, Site, Member, Posted], Response]

FORM_TOKEN = "csrf"  # noqa: S105  # the name of a field


@dataclass(frozen=True)
class Door:
    """Who may pass (everybody who works at the clinic, when no role is named), and whether it takes a form."""

    roles: frozenset[Role]
    writes: bool


class NotHere(Exception):  # named by what happened
    """What a page was asked for is not at this clinic, whether it is at another or nowhere: the member is told so."""


_DOORS: dict[Any, Door] = {}


@overload
def for_members(*roles: Role, writes: Literal[False] = False) -> Callable[[Reading], Endpoint]: ...
@overload
def for_members(*roles: Role, writes: Literal[True], takes_files: bool = False) -> Callable[[Writing], Endpoint]: ...
def for_members(*roles: Role, writes: bool = False, takes_files: bool = False) -> Any:
    """Make an endpoint of a page that only members in one of these roles reach (in any role, when none is named).

    A form of one that ``takes_files`` holds the text of what was uploaded; elsewhere a file leaves its name alone.
    """
    door = Door(frozenset(roles), writes)

    def decorate(page: Callable[..., Response]) -> Endpoint:
        @wraps(page)
        async def endpoint(request: Request) -> Response:
            entered = await run_in_threadpool(_enter, door, request)
            if entered is None:
                fields = unsent.kept(request, await posted(request)) if writes and not takes_files else ()
                return unsent.signed_out(request, site_of(request), fields) if fields else to_sign_in(request)
            if isinstance(entered, Response):
                return entered
            try:
                form = [await posted(request, reads_files=takes_files)] if writes else []
            except TooLarge:
                return draw(request, site_of(request), entered, "too_large", status=413, most=LIMIT // 1_000_000)
            return await run_in_threadpool(_shown, page, request, entered, form)

        _DOORS[endpoint] = door
        return endpoint

    return decorate


def door_of(endpoint: Any) -> Door:
    """The door in front of an endpoint of the desk; ``KeyError`` for one without."""
    return _DOORS[endpoint]


def at(path: str, *endpoints: Endpoint) -> list[Route]:
    """The routes of one address at the desk: one endpoint that shows, one that takes a form, or both."""
    return [
        Route(f"/desk/{{clinic}}{path}", endpoint, methods=["POST" if door_of(endpoint).writes else "GET"])
        for endpoint in endpoints
    ]


def _enter(door: Door, request: Request) -> Member | Response | None:
    """Who has come in, or what is said to whoever may not; ``None`` when nobody is signed in."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        visit = web_sessions.find(session, session_cookie(site, request), now)
        if visit is None or not visit.is_proved:
            return None
        member = member_at(session, visit, path(request, "clinic"))
        is_stale = web_sessions.is_to_be_marked(visit.session, now)
    if member is None:
        return unknown_link(request)
    if is_stale and "refresh" not in request.query_params:  # a page that renews itself proves nobody's presence
        with member.writing(site.store, now) as session:
            web_sessions.mark_seen(session, member.session_id, now)
    if door.roles and door.roles.isdisjoint(member.roles):
        return draw(request, site, member, "refused", status=403, is_out_of_date=False, fields=())
    if door.writes and not comes_from_here(site, request):
        return unsent.out_of_date(request, site, member)
    return member


def _shown(page: Callable[..., Response], request: Request, member: Member, form: list[Posted]) -> Response:
    site = site_of(request)
    if form and not _carries_token(member, form[0]):
        return unsent.out_of_date(request, site, member, unsent.kept(request, form[0]))
    try:
        return page(request, site, member, *form)
    except NotHere:
        return draw(request, site, member, "not_here", status=404)


def _carries_token(member: Member, form: Posted) -> bool:
    given = (form.get(FORM_TOKEN) or [""])[0]
    return hmac.compare_digest(given.encode(), member.csrf.encode())


def comes_from_here(site: Site, request: Request) -> bool:
    """Whether a form was posted from our own pages, as far as the browser says.

    Under our referrer policy browsers give ``Origin: null``: that alone tells nothing, and the form's token decides.
    """
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = request.headers.get("origin", "null")
    return origin in ("null", site.base_url, str(request.base_url).rstrip("/"))


def to_sign_in(request: Request) -> RedirectResponse:
    """To the page that asks who is there, which then leads back here."""
    return RedirectResponse(f"/sign-in?next={quote(_way_back(request), safe='/')}", status_code=303)


def page_near(request: Request) -> str:
    """The page at this address of the desk, or the nearest above it: where a form was posted there may be none."""
    place = request.url.path
    while place.count("/") > 2:
        scope = dict(request.scope) | {"method": "GET", "path": place}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            break
        place = place.rpartition("/")[0]
    return place


def _way_back(request: Request) -> str:
    """The address that was asked for; for a form, the page that is nearest to it."""
    if request.method in ("GET", "HEAD"):
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return page_near(request)
