"""Coming to the desk in a real browser: served by the real server, without JavaScript, on a phone and on a desktop."""

import os
import re
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page

from tests.web.browsing import CHROMIUM, IS_CUT_OFF, TOO_SMALL, served, violations
from tests.web.desk.conftest import IN_ROLE, Desk, mailed_link
from tests.web.desk.test_sign_in import LEA, PASSWORD
from vigil.actions.accounts import people
from vigil.domain.words import Role
from vigil.store import web_sessions
from vigil.store.tables import Account, Staff

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
PICTURES = os.environ.get("VIGIL_PICTURES")
"""A folder into which every page that is looked at is put as a picture."""


def look(page: Page, name: str) -> None:
    """The page passes axe, nothing is cut off, and everything is within a thumb's reach."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert violations(page) == [], name
    assert not page.evaluate(IS_CUT_OFF), name
    assert page.evaluate(TOO_SMALL.replace("!each.closest('.mail-text')", "!each.matches('.skip, .tick input')")) == []


def test_an_invitation_is_followed_to_the_desk_and_the_way_out_and_back(desk: Desk, page: Page) -> None:
    staff_id = desk.cabinet.staff(LEA)
    with desk.cabinet.writing() as session:
        people.invite(session, session.get_one(Staff, staff_id), desk.cabinet.now)
    link = mailed_link(desk, "lea@cabinet.example")
    with served(desk.app.web()) as address:
        page.goto(address + link)
        look(page, "set-up")
        page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
        page.get_by_label("Le même, encore une fois").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/sign-in/pair"))
        assert page.evaluate("() => document.querySelector('.qr').naturalWidth") > 100
        look(page, "pair")
        device = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
        page.get_by_label("Code à 6 chiffres").fill(device.at(desk.cabinet.now))
        page.get_by_role("button", name="Associer").click()
        page.locator(".codes").wait_for()
        assert page.locator(".codes li").count() == 10
        look(page, "codes")
        page.get_by_role("link", name="Je les ai gardés").click()
        page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))
        page.locator(".me summary").click()
        look(page, "menu")
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url("**/sign-in")
        look(page, "sign-in")
        desk.cabinet.wait(2 * web_sessions.SEEN_EVERY)
        page.get_by_label("Adresse e-mail").fill("lea@cabinet.example")
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continuer").click()
        page.wait_for_url(re.compile("/sign-in/code"))
        look(page, "code")
        page.get_by_label("Code à 6 chiffres").fill("000000")
        page.keyboard.press("Enter")
        assert "ne convient pas" in page.get_by_role("alert").inner_text()
        page.get_by_label("Code à 6 chiffres").fill(device.at(desk.cabinet.now))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))
        for path in ("/sign-in/help", "/set-up/x"):
            page.goto(address + path)
            look(page, path.strip("/").replace("/", "-"))


def test_every_page_of_people_and_account_passes_in_both_languages(desk: Desk, page: Page) -> None:
    with desk.cabinet.writing() as session:
        account = session.get_one(Account, desk.account_of(IN_ROLE[Role.ADMIN].external_id))
        account.totp = "JBSWY3DPEHPK3PXP"
    seat = desk.signed_in(Role.ADMIN)
    with served(desk.app.web()) as address:
        cookie = {"name": "vigil", "value": seat.client.cookies["vigil"], "url": address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        for language in ("fr", "en"):
            seat.post("/language", {"language": language})
            for path in ("/people", "/people/new", f"/people/{desk_staff(desk)}", "/account"):
                page.goto(address + seat.url(path))
                assert page.evaluate("() => document.documentElement.lang") == language
                look(page, f"{path.strip('/').split('/')[0]}-{len(path)}-{language}")
        page.goto(address + seat.url("/people"))
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


def desk_staff(desk: Desk) -> str:
    with desk.cabinet.store.reading() as session:
        row = session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id="noel").one()
        return row.id.hex
