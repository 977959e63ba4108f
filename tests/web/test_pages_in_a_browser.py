"""Every page in a real browser on a small phone: accessible, nothing cut off, everything within a thumb's reach."""

import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsing import CHROMIUM, IS_CUT_OFF, TOO_SMALL, chromium, violations
from tests.web.samples import every_page, pages
from vigil.domain.words import Language
from vigil.web.pages import STATIC

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'"


PATHS = tuple(f"/fr/{name}" for name in every_page(Language.FR))


@cache
def drawn() -> dict[str, str]:
    """Every page by its path, in French: the longer words."""
    return {f"/fr/{name}": draw(pages()) for name, draw in every_page(Language.FR).items()}


class _Pages(BaseHTTPRequestHandler):
    """Serves the drawn pages under the policy that the program sends."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            kind = "text/css" if path.endswith(".css") else "image/svg+xml"
            self._answer((STATIC / path.removeprefix("/static/")).read_bytes(), kind)
        else:
            self._answer(drawn().get(path, "<!doctype html><title>-</title>").encode(), "text/html; charset=utf-8")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Page]:
    """One page for all tests; its colours change at once."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(opened: Page) -> Page:
    """A phone 320 px wide."""
    opened.set_viewport_size({"width": 320, "height": 640})
    return opened


@pytest.mark.parametrize("path", PATHS)
def test_every_page_can_be_read_and_reached_in_light_and_dark_and_at_twice_the_size(
    phone: Page, address: str, path: str
) -> None:
    """Axe finds nothing, nothing is cut off, every target is within reach.

    Then the same for a reader who doubles their browser's text (32 px instead of 16) on a 640 px window.
    """
    phone.goto(address + path)
    for scheme in SCHEMES:
        phone.emulate_media(color_scheme=scheme)
        assert violations(phone) == [], scheme
        assert phone.evaluate(TOO_SMALL) == [], scheme
        assert not phone.evaluate(IS_CUT_OFF), scheme
    phone.set_viewport_size({"width": 640, "height": 800})
    phone.evaluate("() => document.documentElement.style.setProperty('font-size', '225%')")
    for scheme in SCHEMES:
        phone.emulate_media(color_scheme=scheme)
        assert not phone.evaluate(IS_CUT_OFF), scheme


@pytest.mark.parametrize("scheme", SCHEMES)
def test_ticking_a_reaction_shows_its_details_and_a_danger_sign_the_numbers(
    phone: Page, address: str, scheme: Scheme
) -> None:
    phone.emulate_media(color_scheme=scheme)
    phone.goto(f"{address}/fr/form-48h")
    details, numbers = phone.locator("#reaction-haematoma ~ .details"), phone.locator(".danger-now")
    assert not details.is_visible()
    assert not numbers.is_visible()
    phone.get_by_label("bleu", exact=True).first.check()
    phone.get_by_label("du mal à respirer", exact=False).check()
    assert details.is_visible()
    assert numbers.is_visible()
    assert numbers.get_by_role("link", name="112").is_visible()
    phone.get_by_label("rien de cela").check()
    assert numbers.is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_score_can_be_chosen_with_the_keyboard_alone(phone: Page, address: str, scheme: Scheme) -> None:
    phone.emulate_media(color_scheme=scheme)
    phone.goto(f"{address}/fr/form-48h")
    phone.locator("input[type=radio]").first.focus()
    for _ in range(7):
        phone.keyboard.press("ArrowRight")
    assert phone.locator("input[type=radio]:checked").first.get_attribute("value") == "7"
