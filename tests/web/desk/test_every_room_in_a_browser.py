"""Every page of the desk that links lead to, in a real browser: for the eye, the thumb and the screen reader."""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Match

from tests.people import DAY, MARIE
from tests.web.browsing import CHROMIUM, IS_CUT_OFF, SIZES, STICKS_OUT, chromium, served_by_name, violations
from tests.web.desk.conftest import Desk
from tests.web.desk.scenes import reviewed_desk
from tests.web.desk.test_sign_in import SECRET
from vigil.domain.diagnosis_review import REVIEW_RULES
from vigil.domain.words import AlertState, Language, Role, SessionState
from vigil.store import versions
from vigil.store.tables import Account, Alert, Staff
from vigil.web.desk.routes import ROUTES

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
PICTURES = os.environ.get("VIGIL_PICTURES")
"""A folder into which every page that is looked at is put as a picture."""

PAGES = {route.path for route in ROUTES if "GET" in (route.methods or ())}
NO_PAGES = {
    "/desk/{clinic}",  # leads on to the first room
    "/desk/{clinic}/account/pair",  # after a password
    "/desk/{clinic}/account/pair.svg",
    "/desk/{clinic}/alerts/{alert}/photo/{photo}",
    "/desk/{clinic}/administration/texts/{mail}/{language}/preview",  # is shown within its page
}
CHANGED = (("schedule", "large_dilution"), ("schedule", "standard"), ("clinic", "clinic"), ("text", "same_day/fr"))
PAUL = replace(MARIE, external_id="P-2", given_name="Paul", email="", consents_to_email=False)
LINKS = "() => [...document.querySelectorAll('main a[href], nav a[href], header a[href]')].map(each => each.href)"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A review waits, a patient is to be called, and an appointment passed without a session."""
    for desk in reviewed_desk(tmp_path_factory.mktemp("browser")):
        cabinet = desk.cabinet
        cabinet.patient(PAUL)
        cabinet.course("C-2", patient="P-2")
        cabinet.treats("S-20", course="C-2", at=cabinet.now)
        cabinet.course("C-3", zone="cervicale", patient="P-2")
        cabinet.treats("S-30", course="C-3", at=cabinet.now + DAY, state=SessionState.PLANNED)
        cabinet.live(3 * DAY, step=DAY / 2)
        with cabinet.writing() as session:  # each has been changed once
            for kind, name in CHANGED:
                kept = versions.latest(session, cabinet.clinic_id, kind, name)
                assert kept is not None
                versions.add(session, cabinet.clinic_id, kind, name, f"{kept.content}\n", cabinet.now, is_seeded=False)
            for account in session.query(Account):
                account.totp, account.password_hash = SECRET, "of nobody"
            taken = session.query(Alert).filter(Alert.rule.in_(REVIEW_RULES), Alert.state == AlertState.OPEN).first()
            assert taken is not None
            taken.state, taken.acknowledged_at = AlertState.ACKNOWLEDGED, cabinet.now
            taken.acknowledged_by_id = (
                session.query(Staff).filter_by(clinic_id=cabinet.clinic_id, external_id="roux").one().id
            )
        yield desk


@pytest.fixture(scope="module")
def address(busy: Desk) -> Iterator[str]:
    with served_by_name(busy.app.web()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [("phone", "light", Language.FR), ("tablet", "light", Language.EN), ("desktop", "dark", Language.FR)],
)
def test_every_page_passes_axe_and_is_not_cut_off(
    browser: Browser, busy: Desk, address: str, size: str, scheme: str, language: Language
) -> None:
    with busy.cabinet.writing() as session:
        for account in session.query(Account):
            account.language = language
    seen: set[str] = set()
    problems: list[str] = []
    for role in (Role.PHYSICIAN, Role.SECRETARY, Role.ADMIN):
        with browser.new_context(
            viewport=dict(zip(("width", "height"), SIZES[size], strict=True)),  # type: ignore[arg-type]
            color_scheme="dark" if scheme == "dark" else "light",
        ) as context:
            seat = busy.signed_in(role)
            context.add_cookies([{"name": "vigil", "value": seat.client.cookies["vigil"], "url": address}])
            problems += _problems(context.new_page(), address + seat.url(), seen, f"{size}-{language}")
    assert not problems, "\n".join(problems)
    assert sorted(PAGES - NO_PAGES - seen) == [], "no link leads there"


def _problems(page: Page, start: str, seen: set[str], variant: str) -> Iterator[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name in _walk(page, start, seen):
        yield from (f"{name}: {found}" for found in violations(page))
        if page.evaluate(IS_CUT_OFF):
            yield f"{name}: cut off: {page.evaluate(STICKS_OUT)[:3]}"
        if page.locator("html").get_attribute("lang") != variant[-2:] and not name.endswith("/sheet"):  # a patient's
            yield f"{name}: another language"
        if PICTURES:
            file = name.removeprefix("/desk/{clinic}/").replace("/", "-")
            page.screenshot(path=Path(PICTURES) / f"{file}-{variant}.png", full_page=True)
    yield from said


def _walk(page: Page, start: str, seen: set[str]) -> Iterator[str]:
    """Follow links from the desk's first room; stand on one page for each route that was not ``seen``."""
    waiting, met = deque([start]), {start}
    while waiting:
        page.goto(waiting.popleft())
        name = _route(page.url)
        links = [link.split("#")[0] for link in page.evaluate(LINKS)]
        if name is not None and name not in seen:
            seen.add(name)
            yield name
        for link in links:
            route = _route(link)
            if link not in met and route is not None and (route not in seen and route not in map(_route, waiting)):
                met.add(link)
                waiting.append(link)


def _route(url: str) -> str | None:
    """The route of a page of the desk; what is no page has none."""
    scope = {"type": "http", "method": "GET", "path": urlsplit(url).path}
    found = next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)
    return None if found in NO_PAGES - {"/desk/{clinic}"} else found
