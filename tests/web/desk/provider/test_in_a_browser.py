"""The way to a provider and back in a real browser, under our Content-Security-Policy, on a phone and on a desktop."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.web.browsing import CHROMIUM, served
from tests.web.desk.conftest import Desk, code_of, mailed_link
from tests.web.desk.provider.conftest import NAME, configured
from tests.web.desk.test_sign_in import LEA, PASSWORD, SECRET, knows_password
from tests.web.desk.test_sign_in_in_a_browser import look
from tests.web.oidc.providing import TestProvider
from vigil.actions.accounts import people
from vigil.store import web_sessions
from vigil.store.tables import Staff
from vigil.web.desk.provider import BACK
from vigil.web.oidc.provider import Provider

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture
def address(desk: Desk, provider: TestProvider) -> Iterator[str]:
    """Where the desk is served, beside a provider."""
    desk.app.settings = desk.app.settings.model_copy(update=configured(desk, provider))
    registration = desk.app.settings.oidc
    assert registration is not None
    app = desk.app.web()
    with served(app) as opened:
        app.state.site = replace(app.state.site, provider=Provider(registration, opened + BACK), base_url=opened)
        yield opened


def test_an_account_is_linked_and_opened_by_the_provider_from_then_on(
    desk: Desk, provider: TestProvider, address: str, page: Page
) -> None:
    knows_password(desk)
    page.goto(f"{address}/sign-in")
    look(page, "provider-sign-in")
    page.get_by_role("link", name=f"Se connecter avec {NAME}").click()
    page.get_by_role("link", name="Oui").click()
    assert "n’est reliée à aucun compte" in page.locator("main").inner_text()
    look(page, "provider-unlinked")
    page.get_by_role("link", name="Se connecter").click()
    page.get_by_label("Adresse e-mail").fill("roux@dijon.example")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à 6 chiffres").fill(code_of(SECRET, desk.cabinet.now))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))
    page.goto(re.sub(r"(/desk/[0-9a-f]+)/.*", r"\1/account", page.url))
    look(page, "provider-account")
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name=NAME))
    card.get_by_label("Mot de passe actuel").fill(PASSWORD)
    card.get_by_role("button", name=f"Relier {NAME}").click()
    look(page, "provider-way")
    page.get_by_role("link", name=f"Aller sur {NAME}").click()
    page.get_by_role("link", name="Oui").click()
    page.wait_for_url(re.compile(r"/account\?done=linked$"))
    assert f"relié à {NAME}" in page.get_by_role("status").inner_text()
    look(page, "provider-linked")
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in?lang=en")
    look(page, "provider-sign-in-en")
    page.get_by_role("link", name=f"Sign in with {NAME}").click()
    page.get_by_role("link", name="Oui").click()
    page.wait_for_url(re.compile("/sign-in/code"))
    desk.cabinet.wait(web_sessions.SEEN_EVERY)
    page.get_by_label("Code à 6 chiffres").fill(code_of(SECRET, desk.cabinet.now))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/[0-9a-f]+/"))


def test_an_invitation_is_answered_by_way_of_the_provider(
    desk: Desk, provider: TestProvider, address: str, page: Page
) -> None:
    staff_id = desk.cabinet.staff(LEA)
    with desk.cabinet.writing() as session:
        people.invite(session, session.get_one(Staff, staff_id), desk.cabinet.now)
    page.goto(address + mailed_link(desk, "lea@cabinet.example"))
    look(page, "provider-set-up")
    page.get_by_role("button", name=f"Rejoindre avec {NAME}").click()
    look(page, "provider-join")
    page.get_by_role("link", name=f"Aller sur {NAME}").click()
    page.get_by_role("link", name="Oui").click()
    page.wait_for_url(re.compile("/sign-in/pair"))


def test_what_came_to_nothing_is_said_on_the_sign_in_page_without_a_code_in_its_address(
    desk: Desk, provider: TestProvider, address: str, page: Page
) -> None:
    provider.tamper = lambda claims: claims | {"nonce": "another"}
    page.goto(f"{address}/sign-in?lang=en")
    page.get_by_role("link", name=f"Sign in with {NAME}").click()
    page.get_by_role("link", name="Oui").click()
    assert "could not be verified" in page.get_by_role("alert").inner_text()
    assert page.url == f"{address}/sign-in?trouble=untrusted&lang=en"
    look(page, "provider-trouble")
    page.go_back()
    assert "code=" not in page.url  # the page with the code was never one of the history
