"""One's own account: the password, the paired device, the recovery codes, and where one is signed in."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.accounts import passkeys, second_factor
from vigil.actions.accounts.identities import is_linked
from vigil.actions.accounts.passwords import hashed, is_password
from vigil.domain.findings import Bilingual
from vigil.domain.passwords import trouble_with
from vigil.store import web_sessions
from vigil.store.tables import Account
from vigil.web import throttle
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import provider_known, secret, text, too_many
from vigil.web.desk.member import Member
from vigil.web.desk.pairing import pairing_known, picture_for
from vigil.web.forms import Posted
from vigil.web.site import Site, unknown_link

_DONE = ("password", "sessions", "linked", "unlinked")
Back = Callable[[dict[str, Bilingual]], Response]
"""A page shown again with what is wrong beside each field."""

_WRONG = Bilingual("Ce n'est pas votre mot de passe actuel.", "This is not your present password.")
_DIFFER = Bilingual("Les deux mots de passe ne sont pas les mêmes.", "The two passwords are not the same.")


@for_members()
def show_account(request: Request, site: Site, member: Member) -> Response:
    """GET: what the account is, and what can be changed."""
    return account_page(request, site, member)


@for_members(writes=True)
def take_password(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: a new password; the other sessions end."""

    def change(session: Session, account: Account) -> Response:
        account.password_hash, account.password_changed_at = fresh, site.now()
        web_sessions.end_all(session, account.id, site.now(), "new_password", but=member.session_id)
        return RedirectResponse(member.url("/account?done=password"), status_code=303)

    new = secret(form, "new")
    trouble = trouble_with(new, _known(site, member))
    if trouble is not None:
        return account_page(request, site, member, {"new": trouble.sentence})
    if new != secret(form, "again"):
        return account_page(request, site, member, {"again": _DIFFER})
    fresh = hashed(new)
    return with_password(request, site, member, form, "current", change)


@for_members(writes=True)
def take_new_device(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: pair another device; the present one works until a code of the new one was given."""

    def begin(_session: Session, account: Account) -> Response:
        second_factor.begin_pairing(account)
        return RedirectResponse(member.url("/account/pair"), status_code=303)

    return with_password(request, site, member, form, "device", begin)


@for_members(writes=True)
def take_new_codes(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: ten new recovery codes, shown this once."""

    def renew(session: Session, account: Account) -> Response:
        codes = second_factor.renew_codes(session, account, site.now())
        return draw(request, site, member, "account_codes", codes=codes)

    return with_password(request, site, member, form, "codes", renew)


@for_members(writes=True)
def take_sessions(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: sign out everywhere but here."""
    with site.store.writing(site.now(), member.actor) as session:
        web_sessions.end_all(session, member.account_id, site.now(), "signed_out", but=member.session_id)
    return RedirectResponse(member.url("/account?done=sessions"), status_code=303)


@for_members()
def show_pairing(request: Request, site: Site, member: Member) -> Response:
    """GET: the picture for the new device."""
    account = _waiting(site, member)
    if account is None:
        return RedirectResponse(member.url("/account"), status_code=303)
    return draw(request, site, member, "account_pair", is_wrong=False, **pairing_known(site, account))


@for_members()
def show_picture(request: Request, site: Site, member: Member) -> Response:
    """GET: the QR code as SVG."""
    account = _waiting(site, member)
    return unknown_link(request) if account is None else picture_for(site, account)


@for_members(writes=True)
def take_pairing(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: a code of the new device; it takes the old one's place, and new recovery codes are shown."""
    key = ("pair", member.account_id.hex)
    if wait := site.throttle.wait(throttle.CODES, *key):
        return too_many(request, site, wait)
    with site.store.writing(site.now(), member.actor) as session:
        account = session.get_one(Account, member.account_id, with_for_update=True)
        codes = second_factor.confirm_pairing(session, account, text(form, "code"), site.now())
        if codes is not None:
            return draw(request, site, member, "account_codes", codes=codes)
    site.throttle.count(throttle.CODES, *key)
    waiting = _waiting(site, member)
    if waiting is None:
        return RedirectResponse(member.url("/account"), status_code=303)
    return draw(request, site, member, "account_pair", status=422, is_wrong=True, **pairing_known(site, waiting))


def with_password(
    request: Request,
    site: Site,
    member: Member,
    form: Posted,
    field: str,
    act: Callable[[Session, Account], Response],
    back: Back | None = None,
) -> Response:
    """Do something that takes the present password, typed in ``field``; ``back`` shows the page if it is wrong."""
    if refusal := refusal_of_password(request, site, member, form, field, back):
        return refusal
    with site.store.writing(site.now(), member.actor) as session:
        return act(session, session.get_one(Account, member.account_id, with_for_update=True))


def refusal_of_password(
    request: Request, site: Site, member: Member, form: Posted, field: str, back: Back | None = None
) -> Response | None:
    """What is said to whoever has not typed the present password in ``field``; ``None`` to whoever has."""
    key = ("account", member.account_id.hex)
    if wait := site.throttle.wait(throttle.PASSWORDS, *key):
        return too_many(request, site, wait)
    with site.store.reading() as session:
        kept = session.get_one(Account, member.account_id).password_hash
    if is_password(secret(form, field), kept):
        return None
    site.throttle.count(throttle.PASSWORDS, *key)
    return back({field: _WRONG}) if back is not None else account_page(request, site, member, {field: _WRONG})


def account_page(
    request: Request, site: Site, member: Member, troubles: dict[str, Bilingual] | None = None
) -> Response:
    """The page, with what is wrong beside each field."""
    with site.store.reading() as session:
        account = session.get_one(Account, member.account_id)
        known: dict[str, Any] = {
            "email": account.email,
            "has_password": account.password_hash is not None,
            "needs_second_factor": account.needs_second_factor,
            "is_paired": account.totp_sealed is not None,
            "is_linked": is_linked(session, account, site.provider.registration.issuer) if site.provider else False,
            "codes_left": second_factor.codes_left(session, account),
            "keys": len(passkeys.of(session, account.id)) if passkeys.relying_party(site.base_url) else None,
            "sessions": [
                (row.agent, row.created_at, row.last_seen_at, row.id == member.session_id)
                for row in web_sessions.live_ones(session, account.id, site.now())
            ],
        }
    done = request.query_params.get("done", "")
    known |= {"troubles": troubles or {}, "done": done if done in _DONE else ""} | provider_known(request, site)
    return draw(request, site, member, "account", status=422 if troubles else 200, **known)


def _known(site: Site, member: Member) -> tuple[str, ...]:
    with site.store.reading() as session:
        email = session.get_one(Account, member.account_id).email or ""
    return (member.name, email, member.clinic.name, "vigil")


def _waiting(site: Site, member: Member) -> Account | None:
    with site.store.reading() as session:
        account = session.get_one(Account, member.account_id)
        session.expunge_all()
        return account if account.totp_waiting_sealed else None


ROUTES = [
    *at("/account", show_account),
    *at("/account/password", take_password),
    *at("/account/device", take_new_device),
    *at("/account/codes", take_new_codes),
    *at("/account/sessions", take_sessions),
    *at("/account/pair", show_pairing, take_pairing),
    *at("/account/pair.svg", show_picture),
]
