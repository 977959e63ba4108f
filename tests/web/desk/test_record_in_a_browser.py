"""The record in a real browser, without JavaScript: read on a phone and on a screen, and a review decided by hand."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.web.browsing import CHROMIUM, IS_CUT_OFF, SIZES, chromium, served
from tests.web.desk.conftest import Desk
from tests.web.desk.scenes import reviewed_desk
from vigil.domain.words import Language, Role
from vigil.store.tables import Account, Alert, Clinic, DayCheck, Patient, ReviewDecision

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from reviewed_desk(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def address(reviewed: Desk) -> Iterator[str]:
    with served(reviewed.app.web()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def open_desk(
    browser: Browser, reviewed: Desk, address: str, *, size: str, scheme: str, script: bool
) -> BrowserContext:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    cookie = reviewed.signed_in(Role.PHYSICIAN).client.cookies["vigil"]
    context.add_cookies([{"name": "vigil", "value": cookie, "url": address}])
    return context


def places(desk: Desk) -> dict[str, str]:
    ours = desk.cabinet.clinic_id
    (patient,) = desk.cabinet.rows(Patient, Patient.clinic_id == ours)
    (alert,) = desk.cabinet.rows(Alert, Alert.rule == "no_improvement_after_five")
    record = f"/desk/{ours.hex}/patients/{patient.id.hex}"
    return {
        "alerts": f"/desk/{ours.hex}/alerts",
        "alert": f"/desk/{ours.hex}/alerts/{alert.id.hex}",
        "delays": f"/desk/{ours.hex}/alerts/delays",
        "patients": f"/desk/{ours.hex}/patients",
        "record": record,
        "stop": f"{record}/stop",
        "reviews": f"/desk/{ours.hex}/reviews",
        "review": f"/desk/{ours.hex}/reviews/{alert.id.hex}",
    }


def test_the_picture_is_there_at_the_size_that_fits_and_on_paper(
    browser: Browser, reviewed: Desk, address: str
) -> None:
    for size, shown, hidden in (("phone", "narrow", "wide"), ("desktop", "wide", "narrow")):
        context = open_desk(browser, reviewed, address, size=size, scheme="light", script=False)
        page = context.new_page()
        page.goto(address + places(reviewed)["record"])
        expect(page.locator(f".eva-picture-{shown}")).to_be_visible()
        expect(page.locator(f".eva-picture-{hidden}")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(".eva-picture-wide")).to_be_visible()
        expect(page.locator(".decision, .checks, .rooms").first).to_be_hidden()
        for heading in page.get_by_role("heading", level=2).all():  # none stands above nothing
            assert heading.evaluate("each => each.parentElement.innerText.length > each.innerText.length + 5")
        context.close()


def test_a_clinic_with_a_long_name_fits_a_phone(browser: Browser, reviewed: Desk, address: str) -> None:
    def named(name: str) -> None:
        with reviewed.cabinet.writing() as session:
            session.get_one(Clinic, reviewed.cabinet.clinic_id).name = name

    named("Cabinet de mésothérapie-antidouleur (démonstration)")
    context = open_desk(browser, reviewed, address, size="phone", scheme="light", script=False)
    page = context.new_page()
    for place in ("record", "alerts"):
        page.goto(address + places(reviewed)[place])
        assert not page.evaluate(IS_CUT_OFF)
    context.close()
    named("Cabinet du Parc")


def test_what_is_chosen_in_an_alert_is_a_line_each(browser: Browser, reviewed: Desk, address: str) -> None:
    context = open_desk(browser, reviewed, address, size="desktop", scheme="light", script=False)
    page = context.new_page()
    page.goto(address + places(reviewed)["alert"])
    page.locator("summary").filter(has_text="Clore").click()
    boxes = [each.bounding_box() for each in page.locator("form[action$='/resolve'] label:has(input)").all()]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == len(set(tops)) == 6
    context.close()


def test_a_form_that_is_refused_comes_back_with_the_focus_where_it_is_wrong(
    browser: Browser, reviewed: Desk, address: str
) -> None:
    context = open_desk(browser, reviewed, address, size="phone", scheme="light", script=True)
    page = context.new_page()
    page.goto(address + places(reviewed)["stop"])
    page.locator("form:has(#sure) button").click()
    expect(page.locator("#sure")).to_be_focused()
    page.goto(address + places(reviewed)["record"])
    page.locator('[aria-labelledby="checks"] summary').click()
    page.locator("form.checks button").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    context.close()


def test_what_was_typed_is_sent_after_the_session_ended_and_she_signed_in_beside_it(
    browser: Browser, reviewed: Desk, address: str
) -> None:
    context = open_desk(browser, reviewed, address, size="phone", scheme="light", script=False)
    page = context.new_page()
    page.goto(address + places(reviewed)["record"])
    page.locator('[aria-labelledby="checks"] summary').click()
    page.locator("#check-fever-no").check()
    page.locator("#checks-note").fill("vue à l’accueil")
    context.clear_cookies()
    page.locator("form.checks button").click()
    expect(page.locator('[role="alert"]')).to_be_visible()
    expect(page.locator("a[target=_blank]")).to_have_count(1)
    assert not page.evaluate(IS_CUT_OFF)
    assert not reviewed.cabinet.rows(DayCheck)
    cookie = reviewed.signed_in(Role.PHYSICIAN).client.cookies["vigil"]
    context.add_cookies([{"name": "vigil", "value": cookie, "url": address}])
    page.locator("main button").click()
    expect(page.locator("main")).to_contain_text("Dr Anne Roux")
    page.locator("main form button").click()
    assert len(reviewed.cabinet.rows(DayCheck)) == 1
    context.close()


def test_a_review_is_decided_by_hand_without_javascript(browser: Browser, reviewed: Desk, address: str) -> None:
    with reviewed.cabinet.writing() as session:
        for account in session.query(Account):
            account.language = Language.EN
    context = open_desk(browser, reviewed, address, size="desktop", scheme="light", script=False)
    page = context.new_page()
    page.goto(address + places(reviewed)["reviews"])
    page.get_by_role("link", name="diagnosis or treatment to be reviewed").click()
    page.get_by_label("Frank inflammatory flare").check()
    page.get_by_label("Treatment changed", exact=True).check()
    page.get_by_label("The course goes on").check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say what the treatment is now")
    expect(page.get_by_label("Frank inflammatory flare")).to_be_checked()
    page.get_by_label("The treatment now").fill("nappage, 2 mm")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Decided by Dr Anne Roux")).to_be_visible()
    expect(page.get_by_text("nappage, 2 mm")).to_be_visible()
    assert len(reviewed.cabinet.rows(ReviewDecision)) == 1
    context.close()
