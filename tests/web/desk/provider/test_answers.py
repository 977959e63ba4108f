"""A provider that is down, slow or talks nonsense: one sentence on the page, and the password works as ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from tests.web.desk.provider.conftest import Doorway, opened
from tests.web.desk.provider.test_tokens import sets
from tests.web.desk.test_sign_in import PASSWORD, sign_in
from tests.web.oidc.providing import ES256, RS256, TestProvider
from tests.web.reading_html import parsed
from vigil.web.oidc.trouble import Trouble

pytestmark = pytest.mark.end_to_end


def answers(what: str, *given: Any, **more: Any) -> Callable[[TestProvider], None]:
    def change(provider: TestProvider) -> None:
        provider.answers[what] = lambda: JSONResponse(*given, **more)

    return change


def text(what: str, content: str, status: int = 200) -> Callable[[TestProvider], None]:
    def change(provider: TestProvider) -> None:
        provider.answers[what] = lambda: PlainTextResponse(content, status)

    return change


def moved(provider: TestProvider) -> None:
    """The keys lie elsewhere, and are the right ones there."""
    provider.answers["keys"] = lambda: RedirectResponse("/realm/moved-keys")


BROKEN = {"kty": "RSA", "kid": "r1", "n": "!", "e": "AQAB"}

NONSENSE = {
    "no document": (text("about", "nothing here", 404), "ne comprend pas"),
    "a page": (text("about", "<html>"), "ne comprend pas"),
    "a list": (answers("about", []), "ne comprend pas"),
    "another issuer": (sets(more={"issuer": "https://elsewhere.example"}), "ne comprend pas"),
    "an address in the clear": (sets(more={"token_endpoint": "http://elsewhere.example/token"}), "ne comprend pas"),
    "no address": (sets(more={"authorization_endpoint": None}), "ne comprend pas"),
    "a host that is none": (sets(more={"token_endpoint": "https://a..b/"}), "ne répond pas"),
    "a script": (sets(more={"authorization_endpoint": "javascript:alert(1)"}), "ne comprend pas"),
    "too much": (text("about", "[" + "0," * 200_000 + "0]"), "ne comprend pas"),
    "too deep": (text("about", "[" * 100_000), "ne comprend pas"),
    "a redirect": (moved, "ne comprend pas"),
    "a fault": (text("about", "oops", 503), "ne répond pas"),
    "a token that is none": (answers("token", {"id_token": None}), "ne comprend pas"),
    "a token beside a fault": (text("token", "oops", 500), "ne répond pas"),
    "an unknown client": (answers("token", {"error": "invalid_client"}, 401), "ne comprend pas"),
    "no keys": (answers("keys", {}), "ne comprend pas"),
    "keys that are none": (answers("keys", {"keys": ["x", 5, {"kty": "RSA"}, {"kid": "r1"}]}), "pas pu être vérifiée"),
    "a broken key": (answers("keys", {"keys": [BROKEN]}), "pas pu être vérifiée"),
    "an issuer beside the code that is not told": (
        sets(more={"authorization_response_iss_parameter_supported": True}), "pas pu être vérifiée"
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"), [pytest.param(wrong, said, id=name) for name, (wrong, said) in NONSENSE.items()]
)
def test_a_provider_that_answers_nonsense_is_told_in_one_sentence(
    door: Doorway, wrong: Callable[[TestProvider], None], said: str
) -> None:
    door.is_linked()
    wrong(door.provider)
    left = door.visitor.client.get("/sign-in/provider")
    place = left.headers["location"]
    back = door.visitor.client.get(door.signs_in_there(place)) if place.startswith("http") else left
    assert said in door.said(back)
    assert sign_in(door.visitor).headers["location"].startswith("/sign-in/code")  # the password works as ever


def test_a_provider_that_is_down_or_slow_is_told_and_the_password_works(door: Doorway) -> None:
    door.provider.waits = 1
    door.visitor.client.app.state.site.provider._timeout = 0.2  # type: ignore[attr-defined]
    assert "ne répond pas" in door.said(door.visitor.client.get("/sign-in/provider?next=/desk/x"))
    down = opened(door.desk, door.provider, oidc_issuer="http://127.0.0.1:9")
    left = down.visitor.client.get("/sign-in/provider?next=/desk/x")
    assert left.headers["location"] == "/sign-in?trouble=unreachable&next=%2Fdesk%2Fx"
    assert "ne répond pas" in down.said(left)
    on = sign_in(down.visitor, url=left.headers["location"])
    assert on.headers["location"] == "/sign-in/code?next=/desk/x"
    seat = opened(door.desk, door.provider, oidc_issuer="http://127.0.0.1:9").seat()
    assert seat.post("/account/provider", {"provider": PASSWORD}).headers["location"].endswith("trouble=unreachable")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "renoncé"),
        ("server_error", "ne répond pas"),
        ("temporarily_unavailable", "ne répond pas"),
        ("invalid_scope", "ne comprend pas"),
        ("<script>", "ne comprend pas"),
    ],
)
def test_a_refusal_of_the_provider_is_said_in_our_words(door: Doorway, error: str, said: str) -> None:
    door.is_linked()
    door.provider.refuses = error
    back = door.comes()
    assert error not in back.headers["location"]
    assert said in door.said(back)
    assert door.provider.count("token") == 0


def test_the_document_and_the_keys_are_asked_for_once(door: Doorway) -> None:
    door.is_linked()
    for _ in range(3):
        assert door.comes().headers["location"] == "/sign-in/code?next=/desk"
    assert (door.provider.count("about"), door.provider.count("keys")) == (1, 1)


def test_keys_that_changed_are_fetched_again_but_not_at_every_unknown_one(door: Doorway) -> None:
    door.is_linked()
    door.provider.published = [RS256]
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"
    door.provider.key, door.provider.algorithm, door.provider.published = ES256, "ES256", [ES256]
    assert "n’a pas pu être vérifiée" in door.said(door.comes())
    assert door.provider.count("keys") == 1  # asked a moment ago: whoever invents keys makes us ask for none
    door.desk.cabinet.wait(timedelta(seconds=30))
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"
    assert (door.provider.count("keys"), door.provider.count("about")) == (2, 1)
    door.desk.cabinet.wait(timedelta(hours=1))
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"
    assert (door.provider.count("keys"), door.provider.count("about")) == (3, 2)


def test_each_trouble_has_its_sentence_in_both_languages(door: Doorway) -> None:
    for trouble in Trouble:
        for language in ("fr", "en"):
            page = parsed(door.visitor.client.get(f"/sign-in?trouble={trouble}&lang={language}").text)
            assert len(page.all("p", role="alert")[0].text) > 30
    assert not parsed(door.visitor.client.get("/sign-in?trouble=<script>").text).all("p", role="alert")
