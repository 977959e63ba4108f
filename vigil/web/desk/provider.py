"""Signing in through an OpenID Connect provider: on the way there, and back with a code for whoever it recognises.

Whoever comes back is let in by what the provider calls her, which she has linked with her account before; nobody is by
an address. The page that she comes back to is never shown, so that the code stays in no address bar and no history.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vigil.actions.accounts import identities, second_factor
from vigil.domain.words import Language
from vigil.store import web_sessions
from vigil.store.tables import Account
from vigil.web import throttle
from vigil.web.desk.browsers import browser_name
from vigil.web.desk.cookies import give_trip, session_cookie, take_trip, trip_cookie
from vigil.web.desk.entrance import entrance, spoken, stranger, too_many, wanted
from vigil.web.desk.sign_in import begin, let_in
from vigil.web.oidc import trip as trips
from vigil.web.oidc.provider import Answer, Provider, Whom
from vigil.web.oidc.trip import Aim, Trip
from vigil.web.oidc.trouble import ProviderTrouble, Trouble
from vigil.web.site import Site, site_of, token_of, unknown_link
from vigil.web.throttle import network_of

log = structlog.get_logger()

BACK = "/sign-in/provider/back"
"""Where the provider sends people back to: below the address of the pages, registered with it to the letter."""

_ATTEMPTS = frozenset({Trouble.STALE, Trouble.UNTRUSTED})
"""What somebody may be trying out; the rest is the provider's, or chance."""

_REFUSALS = {
    "access_denied": Trouble.DENIED,
    "server_error": Trouble.UNREACHABLE,
    "temporarily_unavailable": Trouble.UNREACHABLE,
}


async def go(request: Request) -> Response:
    """GET: to the provider's own page, to sign in."""
    site = site_of(request)
    if site.provider is None:
        return unknown_link(request)
    trip = trips.begin(Aim.SIGN_IN, wanted(request), site.now(), language=_asked_language(request))
    try:
        address = await address_of(site, site.provider, trip, spoken(request))
    except ProviderTrouble as trouble:
        return _refused(request, trip, trouble)
    response = RedirectResponse(address, status_code=303)
    give_trip(site, response, trip.cookie, trips.LASTS)
    return response


async def address_of(site: Site, provider: Provider, trip: Trip, language: Language) -> str:
    """The provider's address for a trip; ``ProviderTrouble`` when it does not answer."""
    return await provider.address(trips.secrets_of(site.store.keyring, trip), language, site.now())


async def show_way_to_join(request: Request) -> Response:
    """POST: the way to the provider, for whoever holds an invitation and opens her account with what it calls her.

    It is a page with a link: browsers let no form of ours lead elsewhere (``form-action 'self'``).
    """
    site, token = site_of(request), token_of(request)
    if refusal := stranger(site, request):
        return refusal
    if site.provider is None:
        return unknown_link(request)
    trip = trips.begin(Aim.JOIN, f"/set-up/{token}", site.now(), bound_to=token, language=_asked_language(request))
    try:
        address = await address_of(site, site.provider, trip, spoken(request))
    except ProviderTrouble as trouble:
        return _refused(request, trip, trouble)
    response = entrance(request, site, "to_provider", known={"address": address, "next": ""})
    give_trip(site, response, trip.cookie, trips.LASTS)
    return response


def back_to_invitation(request: Request) -> Response:
    """GET: where the form is; the page behind it is no place of its own."""
    return RedirectResponse(f"/set-up/{token_of(request)}", status_code=303)


async def come_back(request: Request) -> Response:
    """GET: the provider sends somebody back, with a code or a refusal."""
    site = site_of(request)
    if site.provider is None:
        return unknown_link(request)
    key, now = ("provider", network_of(request)), site.now()
    if wait := site.throttle.wait(throttle.NETWORK, *key):
        return too_many(request, site, wait)
    state = request.query_params.get("state", "")
    trip = trips.returned(site.store.keyring, trip_cookie(site, request), state, now)
    try:
        if trip is None:
            raise ProviderTrouble(Trouble.STALE, "nobody left with this state from this browser, or too long ago")
        whom = await _recognised(request, site, site.provider, trip, now)
        response = await run_in_threadpool(_taken, site, request, trip, whom, now)
    except ProviderTrouble as trouble:
        if trouble.trouble in _ATTEMPTS:
            site.throttle.count(throttle.NETWORK, *key)
        response = _refused(request, trip, trouble)
    take_trip(site, response)
    return response


async def _recognised(request: Request, site: Site, provider: Provider, trip: Trip, now: datetime) -> Whom:
    given = request.query_params
    if "error" in given:
        trouble = _REFUSALS.get(given["error"], Trouble.NONSENSE)
        raise ProviderTrouble(trouble, "the provider sends back a refusal")
    if not given.get("code"):
        raise ProviderTrouble(Trouble.NONSENSE, "the provider sends back neither a code nor a refusal")
    answer = Answer(given["code"], given.get("iss"))
    return await provider.whom(answer, trips.secrets_of(site.store.keyring, trip), trip.began_at, now)


def _taken(site: Site, request: Request, trip: Trip, whom: Whom, now: datetime) -> Response:
    """Do what the trip was for, once; ``ProviderTrouble`` when it cannot be done."""
    acts = {Aim.SIGN_IN: _sign_in, Aim.LINK: _link, Aim.JOIN: _join}
    state = trips.secrets_of(site.store.keyring, trip).state
    with site.store.writing(now, "sign-in") as session:
        if not identities.is_first_return(session, state, now):
            raise ProviderTrouble(Trouble.STALE, "somebody came back with this state before")
        try:
            return acts[trip.aim](session, site, request, trip, whom, now)
        except identities.LinkedElsewhere:
            raise ProviderTrouble(Trouble.TAKEN, "the identity opens another account") from None
        except identities.HasAnother:
            raise ProviderTrouble(Trouble.ANOTHER, "the account is linked with another identity") from None


def _sign_in(session: Session, site: Site, request: Request, trip: Trip, whom: Whom, now: datetime) -> Response:
    account = identities.account_of(session, whom.issuer, whom.subject)
    if account is None:
        log.info("the provider names somebody who is linked with no account", action="provider_unlinked")
        query = {"lang": trip.language} if trip.language else {}
        return RedirectResponse(_address("/sign-in/provider/unlinked", query), status_code=303)
    return _let_in(session, site, request, account, whom, trip.onto, now)


def _link(session: Session, site: Site, request: Request, trip: Trip, whom: Whom, now: datetime) -> Response:
    """Only the session that asked for it is linked: nobody's browser is made to link another's identity."""
    visit = web_sessions.find(session, session_cookie(site, request), now)
    if visit is None or not visit.is_proved or visit.session.id.hex != trip.bound_to:
        raise ProviderTrouble(Trouble.STALE, "the session that wanted to link is not the one that came back")
    session.info["actor"] = f"account:{visit.account.id}"
    identities.link(session, visit.account, whom.issuer, whom.subject, now)
    return RedirectResponse(_address(trip.onto, {"done": "linked"}), status_code=303)


def _join(session: Session, site: Site, request: Request, trip: Trip, whom: Whom, now: datetime) -> Response:
    account = identities.accept_invitation(session, trip.bound_to, whom.issuer, whom.subject, now)
    if account is None:
        return RedirectResponse(trip.onto, status_code=303)  # which says that the link is over, or to sign in
    if not whom.has_second_factor:
        second_factor.begin_pairing(account)
        session.flush()
    return _let_in(session, site, request, account, whom, "/desk", now)


def _let_in(
    session: Session, site: Site, request: Request, account: Account, whom: Whom, onto: str, now: datetime
) -> Response:
    """As after a password; past the code too, where the provider has asked for a second factor itself."""
    if account.is_disabled:
        raise ProviderTrouble(Trouble.CLOSED, "the account is disabled")
    session.info["actor"] = f"account:{account.id}"
    if not whom.has_second_factor:
        return begin(session, site, request, account, onto, now)
    agent = browser_name(request.headers.get("user-agent", ""))
    return let_in(session, site, request, account, agent, RedirectResponse(onto, status_code=303), now)


def _refused(request: Request, trip: Trip | None, error: ProviderTrouble) -> RedirectResponse:
    """Back to where the trip began, with a word for the sentence that the page says."""
    log.warning(
        "signing in elsewhere came to nothing", action="provider_refused", trouble=error.trouble, why=str(error)
    )
    query = {"trouble": str(error.trouble)}
    if trip is not None and trip.language:
        query["lang"] = trip.language
    if trip is None or trip.aim is Aim.SIGN_IN:
        onto = "/sign-in"
        query |= {"next": trip.onto} if trip is not None and trip.onto != "/desk" else {}
    else:
        onto = trip.onto
    return RedirectResponse(_address(onto, query), status_code=303)


def show_unlinked(request: Request) -> Response:
    """GET: what to do for whoever the provider recognises, and no account here is linked with."""
    site = site_of(request)
    if site.provider is None:
        return unknown_link(request)
    return entrance(request, site, "unlinked")


def _asked_language(request: Request) -> str:
    return str(spoken(request)) if "lang" in request.query_params else ""


def _address(path: str, query: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


ROUTES = [
    Route("/sign-in/provider", go, methods=["GET"]),
    Route(BACK, come_back, methods=["GET"]),
    Route("/sign-in/provider/unlinked", show_unlinked, methods=["GET"]),
    Route("/set-up/{token}/provider", back_to_invitation, methods=["GET"]),
    Route("/set-up/{token}/provider", show_way_to_join, methods=["POST"]),
]
