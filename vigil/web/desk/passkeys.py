"""One's own security keys and passkeys: which there are, another one, one the less; and entering with one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vigil.actions.accounts import passkeys
from vigil.actions.accounts.passkeys import RelyingParty, relying_party
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.store.tables import Account
from vigil.store.web_sessions import Visit
from vigil.web.desk.account import with_password
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import onward, text, wanted
from vigil.web.desk.member import Member
from vigil.web.desk.refusals import refusal
from vigil.web.desk.sign_in import prove
from vigil.web.forms import Posted, posted
from vigil.web.site import Site, path, site_of


@for_members()
def show_keys(request: Request, site: Site, member: Member) -> Response:
    """GET: the account's keys, and a form for another."""
    return _page(request, site, member)


@for_members(writes=True)
def take_key(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: what a new key answered, with the present password."""

    def keep(session: Session, account: Account) -> Response:
        answer, name = text(form, "answer"), text(form, "name")
        from vigil.actions.accounts import key_answers  # it comes with an extra

        key_answers.keep(session, account, party, member.session_id, answer, name, site.now())
        return RedirectResponse(member.url("/account/passkeys?done=kept"), status_code=303)

    def back(troubles: Mapping[str, Bilingual]) -> Response:
        return _page(request, site, member, troubles, text(form, "name"))

    party = _party(site)
    try:
        return with_password(request, site, member, form, "password", keep, back)
    except Refused as refused:
        return back({refused.field or "answer": refusal(refused)})


@for_members(writes=True)
def take_removal(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: forget a key."""
    with site.store.writing(site.now(), member.actor) as session:
        if not passkeys.remove(session, member.account_id, _id(path(request, "passkey"))):
            raise NotHere
    return RedirectResponse(member.url("/account/passkeys?done=removed"), status_code=303)


async def take_answer(request: Request) -> Response:
    """POST: what a key answered, in place of the code."""
    return await run_in_threadpool(_enter, site_of(request), request, await posted(request))


def _enter(site: Site, request: Request, form: Posted) -> Response:
    party = relying_party(site.base_url)
    if party is None:
        return onward("/sign-in", wanted(request, form))

    def is_right(session: Session, account: Account, visit: Visit, now: datetime) -> bool:
        from vigil.actions.accounts import key_answers  # as above

        answer = text(form, "answer")
        return key_answers.is_second_factor(session, account, party, visit.session.id, answer, now)

    return prove(site, request, form, "key", is_right)


def _page(
    request: Request,
    site: Site,
    member: Member,
    troubles: Mapping[str, Bilingual] | None = None,
    name: str = "",
) -> Response:
    from vigil.actions.accounts import key_answers  # as above

    party = _party(site)
    with site.store.reading() as session:
        account = session.get_one(Account, member.account_id)
        if account.totp_sealed is None:  # keys stand beside the codes
            raise NotHere
        options = key_answers.to_make(session, account, party, member.session_id)
        keys = [(key.id.hex, key.name, key.created_at, key.used_at) for key in passkeys.of(session, account.id)]
        email = account.email
    done = request.query_params.get("done", "")
    known = {"keys": keys, "options": options, "email": email, "name": name, "troubles": troubles or {}}
    known["done"] = done if done in ("kept", "removed") and not troubles else ""
    return draw(request, site, member, "account_passkeys", status=422 if troubles else 200, **known)


def _party(site: Site) -> RelyingParty:
    party = relying_party(site.base_url)
    if party is None:
        raise NotHere
    return party


def _id(written: str) -> UUID:
    try:
        return UUID(hex=written)
    except ValueError:
        raise NotHere from None


ROUTES = [
    *at("/account/passkeys", show_keys, take_key),
    *at("/account/passkeys/{passkey}/remove", take_removal),
]

ENTRANCE = [Route("/sign-in/key", take_answer, methods=["POST"])]
