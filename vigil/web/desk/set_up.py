"""What a mailed link opens: an invitation, a new password, or a new device. Showing it uses nothing up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vigil.actions.accounts import links, second_factor
from vigil.actions.accounts.passwords import hashed, is_password
from vigil.actions.accounts.people import account_at, join, open_account
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.passwords import trouble_with
from vigil.store import web_sessions
from vigil.store.tables import Account, Clinic, Staff
from vigil.store.tokens import Purpose
from vigil.web import throttle
from vigil.web.desk.cookies import session_cookie
from vigil.web.desk.entrance import entrance, secret, stranger, too_many
from vigil.web.desk.sign_in import begin
from vigil.web.forms import Posted, posted
from vigil.web.site import Site, site_of, token_of
from vigil.web.throttle import network_of

_DIFFER = Bilingual("Les deux mots de passe ne sont pas les mêmes.", "The two passwords are not the same.")
_WRONG = Bilingual("Ce n'est pas le mot de passe de ce compte.", "This is not the password of this account.")


@dataclass(frozen=True)
class _Opened:
    """What a link stands for; ``account`` is the one at the person's address, where there is one."""

    purpose: Purpose
    staff: Staff
    name: str
    email: str
    clinic: Clinic
    account: Account | None
    visit: web_sessions.Visit | None

    @property
    def must_sign_in(self) -> bool:
        """An invitation for somebody who has an account, and has not signed in to it."""
        return self.purpose is Purpose.SET_UP and self.account is not None and not self.may_join

    @property
    def may_join(self) -> bool:
        is_hers = self.account is not None and self.visit is not None and self.visit.account.id == self.account.id
        return self.purpose is Purpose.SET_UP and is_hers and self.visit is not None and self.visit.is_proved

    @property
    def known(self) -> tuple[str, ...]:
        """What everybody knows of her: no password is made of it."""
        return (self.name, self.email, self.clinic.name, "vigil")


def show_link(request: Request) -> Response:
    """GET: what the link is for. Scanners open links: nothing is recorded."""
    site = site_of(request)
    with site.store.reading() as session:
        opened = _open(session, site, request)
        return _page(request, site, opened) if opened else _over(request, site)


async def take_link(request: Request) -> Response:
    """POST: the password; the link is used up once it was taken."""
    return await run_in_threadpool(_use, site_of(request), request, await posted(request))


def _use(site: Site, request: Request, form: Posted) -> Response:
    if refusal := stranger(site, request):
        return refusal
    with site.store.reading() as session:
        opened = _open(session, site, request)
        if opened is None:
            return _over(request, site)
        session.expunge_all()  # read whole: it outlives the transaction
    if opened.may_join or opened.must_sign_in:
        return _write(site, request, None)
    if opened.purpose is Purpose.NEW_FACTOR:
        return _checked(site, request, opened, secret(form, "password"))
    if trouble := _trouble(form, opened):
        return _page(request, site, opened, trouble)
    return _write(site, request, hashed(secret(form, "password")))


def _checked(site: Site, request: Request, opened: _Opened, password: str) -> Response:
    """A new device is paired by whoever holds the link and knows the password."""
    key = ("set-up", opened.staff.id.hex, network_of(request))
    if wait := site.throttle.wait(throttle.PASSWORDS, *key):
        return too_many(request, site, wait)
    if not is_password(password, opened.account.password_hash if opened.account else None):
        site.throttle.count(throttle.PASSWORDS, *key)
        return _page(request, site, opened, _WRONG)
    return _write(site, request, None)


def _write(site: Site, request: Request, password_hash: str | None) -> Response:
    """Do what the link is for, in one transaction that asks once more what it is."""
    now = site.now()
    try:
        with site.store.writing(now, "set-up") as session:
            opened = _open(session, site, request)
            if opened is None:
                return _over(request, site)
            session.info["actor"] = f"staff:{opened.staff.id}"
            if opened.must_sign_in:
                return _page(request, site, opened)
            return _done(session, site, request, opened, password_hash, now)
    except Refused:
        return _over(request, site)


def _done(
    session: Session, site: Site, request: Request, opened: _Opened, password_hash: str | None, now: datetime
) -> Response:
    desk = f"/desk/{opened.clinic.id.hex}"
    if opened.may_join:
        assert opened.account is not None
        join(session, opened.staff, opened.account)
        return RedirectResponse(desk, status_code=303)
    account = opened.account
    if opened.purpose is Purpose.SET_UP:
        account = open_account(session, opened.staff, password_hash, now)
        second_factor.begin_pairing(account)
    assert account is not None
    links.withdraw(session, opened.staff.id, opened.purpose)
    if opened.purpose is Purpose.NEW_PASSWORD:
        account.password_hash, account.password_changed_at = password_hash, now
        web_sessions.end_all(session, account.id, now, "new_password")
        return RedirectResponse("/sign-in", status_code=303)
    if account.totp is None and account.totp_waiting is None:
        second_factor.begin_pairing(account)
    session.flush()
    return begin(session, site, request, account, desk, now)


def _open(session: Session, site: Site, request: Request) -> _Opened | None:
    row = links.open_link(session, token_of(request), site.now())
    staff = session.get(Staff, row.staff_id) if row else None
    if row is None or staff is None or not staff.is_active:
        return None
    purpose = Purpose(row.purpose)
    if purpose is Purpose.SET_UP:
        account = account_at(session, staff.email) if staff.email else None
    else:
        account = session.get(Account, staff.account_id) if staff.account_id else None
    if (account is None and purpose is not Purpose.SET_UP) or (account is not None and account.is_disabled):
        return None
    visit = web_sessions.find(session, session_cookie(site, request), site.now())
    email = (staff.email if account is None else account.email) or ""
    return _Opened(purpose, staff, staff.name or "", email, session.get_one(Clinic, staff.clinic_id), account, visit)


def _trouble(form: Posted, opened: _Opened) -> Bilingual | None:
    trouble = trouble_with(secret(form, "password"), opened.known)
    if trouble is not None:
        return trouble.sentence
    return None if secret(form, "password") == secret(form, "again") else _DIFFER


def _page(request: Request, site: Site, opened: _Opened, trouble: Bilingual | None = None) -> Response:
    account = opened.account
    return entrance(
        request,
        site,
        "set_up",
        status=422 if trouble else 200,
        language=account.language if account else opened.staff.language,
        known={"opened": opened, "trouble": trouble, "token": token_of(request)},
    )


def _over(request: Request, site: Site) -> Response:
    return entrance(request, site, "set_up_over", status=404)


ROUTES = [
    Route("/set-up/{token}", show_link, methods=["GET"]),
    Route("/set-up/{token}", take_link, methods=["POST"]),
]
