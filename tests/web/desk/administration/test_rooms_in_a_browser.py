"""The rooms of the administration in a real browser: accessible, nothing cut off, within a thumb's reach, no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.web.browsing import served
from tests.web.desk.conftest import Desk
from tests.web.desk.test_sign_in_in_a_browser import look, pytestmark
from vigil.domain.words import Role

__all__ = ["pytestmark"]

ROOMS = {
    "overview": "/administration",
    "trials": "/administration/trials",
    "import": "/administration/import",
    "simulation": "/administration/schedules/standard/simulate",
    "on-call": "/administration/on-call",
}


@pytest.fixture
def base(desk: Desk) -> Iterator[str]:
    with served(desk.app.web()) as url:
        yield url


def come_in(desk: Desk, page: Page, base: str, role: Role) -> str:
    """The address of the desk, where somebody in this role is signed in."""
    seat = desk.signed_in(role)
    page.context.add_cookies([{"name": "vigil", "value": seat.client.cookies["vigil"], "url": base}])
    return f"{base}{seat.url()}"


def test_every_room_can_be_used_by_everybody(desk: Desk, page: Page, base: str) -> None:
    place = come_in(desk, page, base, Role.ADMIN)
    page.set_default_navigation_timeout(60_000)
    for name, path in ROOMS.items():
        page.goto(place + path)
        look(page, f"room-{name}")


def test_a_file_is_shown_and_then_recorded(desk: Desk, page: Page, base: str) -> None:
    place = come_in(desk, page, base, Role.ADMIN)
    page.goto(f"{place}/administration/import")
    content = "clinic,external_id,family_name,given_name\ndijon,P-7,Roy,Anne Marie\ndijon,P-1,Durand-Roy,Marie\n"
    file = {"name": "patients.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.set_input_files("#file", file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voir ce que cela change").click()
    page.get_by_role("button", name="Enregistrer exactement cela").wait_for()
    look(page, "import-shown")
    page.get_by_role("button", name="Enregistrer exactement cela").click()
    page.get_by_text("Enregistré.").wait_for()
    with desk.cabinet.store.reading() as session:
        assert desk.cabinet.patient_row(session, "P-7").given_name == "Anne Marie"


def test_somebody_is_entered_as_on_call(desk: Desk, page: Page, base: str) -> None:
    place = come_in(desk, page, base, Role.ADMIN)
    page.goto(f"{place}/administration/on-call")
    page.select_option("#staff", label="Dr Hugo Petit")
    page.fill("#starts", "2026-03-10T18:00")
    page.fill("#ends", "2026-03-11T08:00")
    page.get_by_role("button", name="Inscrire").click()
    page.get_by_text("Inscrit.").wait_for()
    assert page.locator(".duties strong").all_inner_texts() == ["Dr Hugo Petit"]
    look(page, "on-call-entered")


def test_everything_is_stopped_for_a_transfer(desk: Desk, page: Page, base: str) -> None:
    desk.cabinet.treats()
    with desk.cabinet.store.reading() as session:
        patient = desk.cabinet.patient_row(session).id.hex
    place = come_in(desk, page, base, Role.SECRETARY)
    page.goto(f"{place}/patients/{patient}/stop")
    look(page, "stop")
    page.fill("#reason", "Suivie à Lyon")
    page.get_by_role("button", name="Transfert : tout arrêter").click()
    page.get_by_role("heading", name="Suivi ailleurs").wait_for()
    look(page, "elsewhere")
