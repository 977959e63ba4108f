"""Linking one's account with what an OpenID Connect provider calls its owner, and taking that back."""

from functools import partial

from anyio import from_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.accounts import identities
from vigil.domain.findings import Bilingual
from vigil.store import web_sessions
from vigil.store.tables import Account
from vigil.web.desk.account import account_page, refusal_of_password
from vigil.web.desk.cookies import give_trip
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.provider import address_of
from vigil.web.forms import Posted
from vigil.web.oidc import trip as trips
from vigil.web.oidc.provider import Provider
from vigil.web.oidc.trip import Aim
from vigil.web.oidc.trouble import ProviderTrouble
from vigil.web.site import Site

_NO_PASSWORD = Bilingual(
    "Choisissez d'abord un mot de passe : sans lui, vous ne pourriez plus vous connecter.",
    "Choose a password first: without one you could not sign in any more.",
)


@for_members(writes=True)
def take_link(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the present password; then the way to the provider, to prove there that its identity is hers too."""

    provider = _provider(site)
    return refusal_of_password(request, site, member, form, "provider") or _way(request, site, provider, member)


@for_members(writes=True)
def take_unlink(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the provider opens the account no more; its other sessions end, for they may have been opened so."""
    issuer, now = _provider(site).registration.issuer, site.now()
    with site.store.writing(now, member.actor) as session:
        account = session.get_one(Account, member.account_id, with_for_update=True)
        if account.password_hash is not None:
            identities.unlink(session, account, issuer)
            web_sessions.end_all(session, account.id, now, "unlinked", but=member.session_id)
            return RedirectResponse(member.url("/account?done=unlinked"), status_code=303)
    return account_page(request, site, member, {"provider": _NO_PASSWORD})


def _way(request: Request, site: Site, provider: Provider, member: Member) -> Response:
    """A page with a link to the provider: browsers let no form of ours lead elsewhere (``form-action 'self'``)."""
    trip = trips.begin(Aim.LINK, member.url("/account"), site.now(), bound_to=member.session_id.hex)
    try:
        address = from_thread.run(partial(address_of, site, provider, trip, member.language))
    except ProviderTrouble as trouble:
        return RedirectResponse(member.url(f"/account?trouble={trouble.trouble}"), status_code=303)
    response = draw(request, site, member, "account_to_provider", address=address, name=provider.registration.name)
    give_trip(site, response, trip.cookie, trips.LASTS)
    return response


def _provider(site: Site) -> Provider:
    if site.provider is None:
        raise NotHere
    return site.provider


ROUTES = [*at("/account/provider", take_link), *at("/account/provider/end", take_unlink)]
