"""Pairing a device before the desk, after a link was used: the picture, the code that confirms, the recovery codes."""

import io
from typing import Any

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vigil.actions.accounts import second_factor
from vigil.store import web_sessions
from vigil.store.tables import Account
from vigil.web import throttle
from vigil.web.desk.entrance import entrance, onward, stranger, text, too_many, visit_of, wanted
from vigil.web.desk.sign_in import admit
from vigil.web.forms import Posted, posted
from vigil.web.site import Site, site_of, unknown_link

ISSUER = "vigil"
"""What the device shows beside the codes; no clinic is named on it."""


def show_pairing(request: Request) -> Response:
    """GET: the picture and the secret in letters, for a device that has no camera."""
    site = site_of(request)
    visit = _waiting(site, request)
    if visit is None:
        return onward("/sign-in", wanted(request))
    return _page(request, site, visit, wanted(request))


def show_picture(request: Request) -> Response:
    """GET: the QR code as SVG, on white so that a camera reads it in the dark scheme too."""
    site = site_of(request)
    visit = _waiting(site, request)
    return unknown_link(request) if visit is None else picture_for(site, visit.account)


async def take_pairing(request: Request) -> Response:
    """POST: a code of the device confirms it; the recovery codes are shown, this once."""
    return await run_in_threadpool(_pair, site_of(request), request, await posted(request))


def _pair(site: Site, request: Request, form: Posted) -> Response:
    if refusal := stranger(site, request):
        return refusal
    visit, now = _waiting(site, request), site.now()
    if visit is None:
        return onward("/sign-in", wanted(request, form))
    key = ("pair", visit.account.id.hex)
    if wait := site.throttle.wait(throttle.CODES, *key):
        return too_many(request, site, wait)
    onto = wanted(request, form)
    with site.store.writing(now, f"account:{visit.account.id}") as session:
        account = session.get_one(Account, visit.account.id, with_for_update=True)
        codes = second_factor.confirm_pairing(session, account, text(form, "code"), now)
        if codes is not None:
            page = entrance(request, site, "codes", language=account.language, known={"codes": codes, "next": onto})
            return admit(session, site, request, visit, page, now)
    site.throttle.count(throttle.CODES, *key)
    return _page(request, site, visit, onto, status=422, is_wrong=True)


def _waiting(site: Site, request: Request) -> web_sessions.Visit | None:
    """Somebody whose device waits to be paired: her password, and the mailed link, were given."""
    visit = visit_of(site, request)
    if visit is None or visit.is_proved or visit.account.totp_sealed or not visit.account.totp_waiting_sealed:
        return None
    return visit


def _page(
    request: Request, site: Site, visit: web_sessions.Visit, wanted: str, *, status: int = 200, is_wrong: bool = False
) -> Response:
    known = pairing_known(site, visit.account) | {"is_wrong": is_wrong, "next": wanted}
    return entrance(request, site, "pair", status=status, language=visit.account.language, known=known)


def pairing_known(site: Site, account: Account) -> dict[str, Any]:
    """What a page that pairs shows: the secret in groups of four, and the address that opens an app on a phone."""
    with site.store.reading() as session:
        row = session.get_one(Account, account.id)
        letters = row.totp_waiting or ""
        address = second_factor.pairing_address(row, ISSUER)
    return {"letters": " ".join(letters[at : at + 4] for at in range(0, len(letters), 4)), "address": address}


def picture_for(site: Site, account: Account) -> Response:
    drawn = io.BytesIO()
    address = pairing_known(site, account)["address"]
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return Response(drawn.getvalue(), media_type="image/svg+xml")


ROUTES = [
    Route("/sign-in/pair", show_pairing, methods=["GET"]),
    Route("/sign-in/pair", take_pairing, methods=["POST"]),
    Route("/sign-in/pair.svg", show_picture),
]
