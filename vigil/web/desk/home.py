"""Coming to the desk: the first room that is open to whoever comes; the language; the way out."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.domain.words import Language
from vigil.store import web_sessions
from vigil.store.tables import Account
from vigil.web.desk.cookies import session_cookie, take_session
from vigil.web.desk.door import at, for_members, to_sign_in
from vigil.web.desk.member import Member, places_of
from vigil.web.forms import Posted
from vigil.web.site import Site, site_of


async def find_desk(request: Request) -> Response:
    """GET ``/desk``: the desk of the first clinic of whoever is signed in."""
    return await run_in_threadpool(_first_desk, site_of(request), request)


def _first_desk(site: Site, request: Request) -> Response:
    with site.store.reading() as session:
        visit = web_sessions.find(session, session_cookie(site, request), site.now())
        places = places_of(session, visit.account) if visit is not None and visit.is_proved else []
        if places:
            return RedirectResponse(f"/desk/{places[0][1].id.hex}", status_code=303)
    return to_sign_in(request)


@for_members()
def come_in(request: Request, site: Site, member: Member) -> Response:
    """GET: to what waits for her: the worklist, for whoever treats patients, or the calls; else her first room."""
    rooms = request.app.state.rooms_open_to(member)
    first = next((room for room in ("alerts", "calls", *rooms) if room in rooms), "account")
    return RedirectResponse(member.url(f"/{first}"), status_code=303)


@for_members(writes=True)
def take_language(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the language of the desk, for this account."""
    chosen = (form.get("language") or [""])[0]
    if chosen in tuple(Language):
        with member.writing(site.store, site.now()) as session:
            session.get_one(Account, member.account_id).language = Language(chosen)
    return RedirectResponse(local(form, member.url()), status_code=303)


@for_members(writes=True)
def sign_out(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: end this session."""
    now = site.now()
    with member.writing(site.store, now) as session:
        web_sessions.end(session, member.session_id, now, "signed_out")
    response = RedirectResponse("/sign-in", status_code=303)
    take_session(site, response)
    return response


def local(form: Posted, otherwise: str) -> str:
    """Where the form says to go next, if that is at the same desk."""
    wanted = (form.get("next") or [""])[0]
    return wanted if wanted.startswith(f"{otherwise}/") and "\\" not in wanted and ".." not in wanted else otherwise


ROUTES = [*at("", come_in), *at("/language", take_language), *at("/sign-out", sign_out)]
