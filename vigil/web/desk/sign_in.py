"""Signing in: the password, then the second factor. Unknown addresses take as long and get the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vigil.actions.accounts import devices, second_factor
from vigil.actions.accounts.passkeys import relying_party
from vigil.actions.accounts.passwords import is_password
from vigil.actions.accounts.people import account_at, reset_password
from vigil.store import web_sessions
from vigil.store.database import keyring
from vigil.store.tables import Account
from vigil.web import throttle
from vigil.web.desk.browsers import browser_name
from vigil.web.desk.cookies import device_cookie, give_device, give_session
from vigil.web.desk.entrance import entrance, onward, secret, stranger, text, too_many, visit_of, wanted
from vigil.web.desk.member import places_of
from vigil.web.forms import Posted, posted
from vigil.web.site import CONTENT, Site, site_of
from vigil.web.throttle import network_of


@dataclass(frozen=True)
class _Claim:
    """Who somebody says she is: the account of the address, if there is one, and whether it knows the browser."""

    index: str
    account_id: UUID | None
    password_hash: str | None
    is_known_device: bool


def show_sign_in(request: Request) -> Response:
    """GET: address and password; whoever is signed in already goes on."""
    site = site_of(request)
    visit = visit_of(site, request)
    is_in = visit is not None and visit.is_proved and "next" in request.query_params
    has_place = is_in and visit is not None and _has_place(site, visit.account)
    if has_place and wanted(request).startswith("/desk"):  # a link may be somebody else's: she signs in as herself
        return RedirectResponse(wanted(request), status_code=303)
    known = {"email": "", "next": wanted(request), "is_wrong": False, "has_no_place": is_in and not has_place}
    return entrance(request, site, "sign_in", known=known)


async def take_sign_in(request: Request) -> Response:
    """POST: address and password."""
    return await run_in_threadpool(_sign_in, site_of(request), request, await posted(request))


def _sign_in(site: Site, request: Request, form: Posted) -> Response:
    if refusal := stranger(site, request):
        return refusal
    email, now = text(form, "email"), site.now()
    claim = _claim(site, request, email, now)
    keys = _keys(site, request, claim)
    if wait := max(site.throttle.wait(windows, *key) for windows, key in keys):
        return too_many(request, site, wait)
    if not is_password(secret(form, "password"), claim.password_hash):
        for windows, key in keys:
            site.throttle.count(windows, *key)
        known = {"email": email, "next": wanted(request, form), "is_wrong": True, "has_no_place": False}
        return entrance(request, site, "sign_in", status=422, known=known)
    assert claim.account_id is not None
    with site.store.writing(now, f"account:{claim.account_id}") as session:
        account = session.get_one(Account, claim.account_id)
        return begin(session, site, request, account, wanted(request, form), now)


def begin(session: Session, site: Site, request: Request, account: Account, wanted: str, now: datetime) -> Response:
    """Open a session after the password: on to the second factor, or to the desk where a demonstration has none."""
    is_proved = not account.needs_second_factor
    agent = browser_name(request.headers.get("user-agent", ""))
    cookie, _ = web_sessions.begin(session, account, now, is_proved=is_proved, agent=agent)
    response: Response
    if is_proved:
        response = RedirectResponse(wanted, status_code=303)
    else:
        response = onward("/sign-in/pair" if account.totp_waiting and not account.totp else "/sign-in/code", wanted)
    give_session(site, response, cookie)
    return response


def show_code(request: Request) -> Response:
    """GET: the six digits that the paired device shows."""
    site = site_of(request)
    visit = visit_of(site, request)
    if visit is None:
        return onward("/sign-in", wanted(request))
    return code_page(request, site, visit, wanted(request))


def code_page(
    request: Request, site: Site, visit: web_sessions.Visit, wanted: str, *, wrong: Literal["", "code", "key"] = ""
) -> Response:
    """The page that asks for the second factor, a key too where the account has one; ``wrong`` is what was given."""
    options = _to_ask(site, visit)
    return entrance(
        request,
        site,
        "code",
        status=422 if wrong else 200,
        headers={"content-security-policy": f"{CONTENT}; script-src 'self'"} if options else None,
        language=visit.account.language,
        known={
            "next": wanted,
            "wrong": wrong,
            "is_paired": visit.account.totp_sealed is not None,
            "options": options,
        },
    )


def _to_ask(site: Site, visit: web_sessions.Visit) -> str | None:
    party = relying_party(site.base_url)
    if party is None or visit.account.totp_sealed is None:
        return None
    from vigil.actions.accounts import key_answers  # it comes with an extra

    with site.store.reading() as session:
        return key_answers.to_ask(session, visit.account.id, party, visit.session.id)


async def take_code(request: Request) -> Response:
    """POST: the second factor."""
    return await run_in_threadpool(_take_code, site_of(request), request, await posted(request))


def _take_code(site: Site, request: Request, form: Posted) -> Response:
    def is_right(session: Session, account: Account, visit: web_sessions.Visit, now: datetime) -> bool:
        return second_factor.is_second_factor(session, account, text(form, "code"), now)

    return prove(site, request, form, "code", is_right)


def prove(
    site: Site,
    request: Request,
    form: Posted,
    given: Literal["code", "key"],
    is_right: Callable[[Session, Account, web_sessions.Visit, datetime], bool],
) -> Response:
    """Let in whoever gave the right second factor after the password; wrong ones are counted, of either kind."""
    if refusal := stranger(site, request):
        return refusal
    visit, now = visit_of(site, request), site.now()
    if visit is None:
        return onward("/sign-in", wanted(request, form))
    key = _code_key(site, request, visit.account, now)
    if wait := site.throttle.wait(throttle.CODES, *key):
        return too_many(request, site, wait)
    with site.store.writing(now, f"account:{visit.account.id}") as session:
        account = session.get_one(Account, visit.account.id, with_for_update=True)
        if is_right(session, account, visit, now):
            return admit(session, site, request, visit, RedirectResponse(wanted(request, form), status_code=303), now)
    site.throttle.count(throttle.CODES, *key)
    return code_page(request, site, visit, wanted(request, form), wrong=given)


def admit(
    session: Session, site: Site, request: Request, visit: web_sessions.Visit, page: Response, now: datetime
) -> Response:
    """The page, with a proved session in place of the one before."""
    web_sessions.end(session, visit.session.id, now, "proved")
    account = session.get_one(Account, visit.account.id)
    return let_in(session, site, request, account, visit.session.agent, page, now)


def let_in(
    session: Session, site: Site, request: Request, account: Account, agent: str, page: Response, now: datetime
) -> Response:
    """The page, with a proved session and a cookie by which the browser is known from now on."""
    cookie, _ = web_sessions.begin(session, account, now, is_proved=True, agent=agent)
    give_session(site, page, cookie)
    if not devices.is_known(session, account.id, device_cookie(site, request), now):
        give_device(site, page, devices.remember(session, account.id, now), devices.LASTS)
    return page


def show_help(request: Request) -> Response:
    """GET: what to do when the password or the device is lost."""
    return entrance(request, site_of(request), "help", known={"is_sent": False})


async def take_help(request: Request) -> Response:
    """POST: the same words for every address; the mail is owed after they were said, so that time tells nothing."""
    return await run_in_threadpool(_help, site_of(request), request, await posted(request))


def _help(site: Site, request: Request, form: Posted) -> Response:
    if refusal := stranger(site, request):
        return refusal
    email = text(form, "email")
    index = site.store.keyring.blind_index(email)
    key = ("help", index, network_of(request))
    if wait := site.throttle.wait(throttle.LETTERS, *key):
        return too_many(request, site, wait)
    site.throttle.count(throttle.LETTERS, *key)
    response = entrance(request, site, "help", known={"is_sent": True})
    response.background = BackgroundTask(_send_password_link, site, email)
    return response


def _send_password_link(site: Site, email: str) -> None:
    now = site.now()
    with site.store.writing(now, "sign-in") as session:
        account = account_at(session, email)
        if account is None or account.is_disabled:
            return
        for staff, _ in places_of(session, account)[:1]:
            reset_password(session, staff, now)


def _claim(site: Site, request: Request, email: str, now: datetime) -> _Claim:
    with site.store.reading() as session:
        index = keyring(session).blind_index(email)
        account = account_at(session, email)
        if account is None or account.is_disabled:
            return _Claim(index, None, None, False)
        is_known = devices.is_known(session, account.id, device_cookie(site, request), now)
        return _Claim(index, account.id, account.password_hash, is_known)


def _keys(site: Site, request: Request, claim: _Claim) -> list[tuple[throttle.Windows, tuple[str, ...]]]:
    """Under what wrong passwords count: a browser that the account knows waits for itself alone."""
    if claim.is_known_device:
        return [(throttle.PASSWORDS, ("password", claim.index, device_cookie(site, request) or ""))]
    network = network_of(request)
    return [(throttle.PASSWORDS, ("password", claim.index, network)), (throttle.NETWORK, ("password", network))]


def _code_key(site: Site, request: Request, account: Account, now: datetime) -> tuple[str, ...]:
    """Under what wrong codes and keys count: a browser that the account knows waits for itself alone."""
    cookie = device_cookie(site, request)
    with site.store.reading() as session:
        is_known = devices.is_known(session, account.id, cookie, now)
    return ("code", account.id.hex, cookie or "" if is_known else "")


def _has_place(site: Site, account: Account) -> bool:
    with site.store.reading() as session:
        return bool(places_of(session, account))


ROUTES = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", take_sign_in, methods=["POST"]),
    Route("/sign-in/code", show_code, methods=["GET"]),
    Route("/sign-in/code", take_code, methods=["POST"]),
    Route("/sign-in/help", show_help, methods=["GET"]),
    Route("/sign-in/help", take_help, methods=["POST"]),
]
