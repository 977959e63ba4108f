"""Adding a security key and entering with it in a real browser, which has a key of its own plugged in."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsing import CHROMIUM, IS_CUT_OFF, served_by_name, violations
from tests.web.desk.conftest import Desk, code_of
from tests.web.desk.test_sign_in import PASSWORD, SECRET, knows_password

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
PLUGGED_IN = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


def look(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert not page.evaluate(IS_CUT_OFF), name


def give_password(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Adresse e-mail").fill("roux@dijon.example")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(re.compile("/sign-in/code"))


def test_a_key_is_added_at_the_desk_and_the_next_day_opens_it(desk: Desk, page: Page) -> None:
    knows_password(desk)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    plugged_in = keys.send("WebAuthn.addVirtualAuthenticator", {"options": PLUGGED_IN})["authenticatorId"]
    with served_by_name(desk.app.web()) as address:
        give_password(page, address)
        assert page.get_by_role("button", name="Utiliser ma clé").count() == 0
        page.get_by_label("Code à 6 chiffres").fill(code_of(SECRET, desk.cabinet.now))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))
        page.goto(f"{address}/desk/{desk.cabinet.clinic_id.hex}/account")
        look(page, "account")
        page.get_by_role("link", name="Gérer vos clés").click()
        look(page, "keys, none")
        page.get_by_label("Nom de la clé").fill("clé bleue")
        page.get_by_label("Mot de passe actuel").fill(PASSWORD)
        page.get_by_role("button", name="Ajouter cette clé").click()
        page.get_by_text("La clé est ajoutée").wait_for()
        look(page, "keys, one")
        page.context.clear_cookies()

        give_password(page, address)
        look(page, "code or key")
        page.get_by_role("button", name="Utiliser ma clé").click()
        page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))

        page.context.clear_cookies()
        give_password(page, address)
        keys.send(
            "WebAuthn.clearCredentials", {"authenticatorId": plugged_in}
        )  # another key than the one that is known
        page.get_by_role("button", name="Utiliser ma clé").click()
        page.get_by_text("La clé n’a pas répondu").wait_for()
        look(page, "no key")
        page.get_by_label("Code à 6 chiffres").fill("000000")
        page.keyboard.press("Enter")
        page.get_by_text("Ce code ne convient pas").wait_for()
        assert page.get_by_role("button", name="Utiliser ma clé").is_visible()


def test_without_script_the_code_is_what_is_asked(desk: Desk, chromium: Browser) -> None:
    knows_password(desk)
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    with served_by_name(desk.app.web()) as address:
        give_password(page, address)
        page.get_by_label("Code à 6 chiffres").fill(code_of(SECRET, desk.cabinet.now))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))
        page.goto(f"{address}/desk/{desk.cabinet.clinic_id.hex}/account/passkeys")
        assert "ne sait pas demander une clé" in page.locator("main").inner_text()
        assert not page.get_by_label("Nom de la clé").is_visible()
    context.close()
