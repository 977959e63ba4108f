"""A browser that uses only what a page really offers."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from vigil.simulate.browser import Browser, PageBroken, the_form

PAGE = """
<form method="get" action="/search"><input name="q"></form>
<form method="post" action="send">
  <input type="hidden" name="request_id" value="a&amp;b">
  <input type="radio" id="x-1" name="x" value="1" checked><input type="radio" name="x" value="2">
  <input type="checkbox" name="y" value="é">
  <textarea name="words" rows="4"></textarea>
  <button type="submit" name="called" value="yes">I called</button><button type="submit">Send</button>
</form>
"""


async def show(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


async def take(request: Request) -> HTMLResponse:
    return HTMLResponse((await request.body()).decode())


async def away(request: Request) -> Response:
    return RedirectResponse("/pages/form", status_code=303)


@pytest.fixture
def browser() -> Iterator[Browser]:
    routes = [
        Route("/pages/form", show),
        Route("/pages/send", take, methods=["POST"]),
        Route("/away", away, methods=["POST"]),
    ]
    with Browser(Starlette(routes=routes), "http://127.0.0.1:8000") as opened:
        yield opened


def test_a_form_is_read_with_what_it_offers(browser: Browser) -> None:
    form = the_form(browser.open("/pages/form"))
    assert form.action == "send"
    assert form.choices == {"x": ("1", "2"), "y": ("é",)}
    assert form.texts == ("words",)
    assert form.hidden == {"request_id": "a&b"}
    assert form.buttons == {"called": ("yes",)}


def test_what_is_sent_goes_to_the_form_s_address_with_its_hidden_fields(browser: Browser) -> None:
    page = browser.open("/pages/form")
    answer = browser.send(page, the_form(page), {"x": ["2"], "words": ["merci"], "called": ["yes"]})
    assert answer.url == "http://127.0.0.1:8000/pages/send"
    assert sorted(answer.text.split("&")) == ["called=yes", "request_id=a%26b", "words=merci", "x=2"]


@pytest.mark.parametrize("fields", [{"z": ["1"]}, {"x": ["3"]}, {"y": ["é", "e"]}])
def test_what_a_page_does_not_offer_cannot_be_sent(browser: Browser, fields: dict[str, list[str]]) -> None:
    page = browser.open("/pages/form")
    with pytest.raises(PageBroken):
        browser.send(page, the_form(page), fields)


def test_redirects_are_followed(browser: Browser) -> None:
    assert browser.post("/away", {}).url == "http://127.0.0.1:8000/pages/form"


def test_a_page_that_fails_or_holds_no_form_breaks_the_play(browser: Browser) -> None:
    with pytest.raises(PageBroken, match="404"):
        the_form(browser.open("/nowhere"))
    page = browser.open("/pages/form")
    with pytest.raises(PageBroken, match="no form"):
        the_form(browser.send(page, the_form(page), {}))
