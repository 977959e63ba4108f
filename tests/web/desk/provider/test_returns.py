"""Coming back from the provider: once, in the same browser, in time; and nothing of it is told."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.web.desk.provider.conftest import Doorway, opened
from tests.web.desk.test_sign_in import sign_in
from tests.web.oidc.providing import OTHER_RS256, RS256, signed
from vigil.store.tables import WebSession

pytestmark = pytest.mark.end_to_end


def test_a_return_is_taken_once(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas1")
    door.is_linked()
    door.provider.is_single_use = False  # even when the provider takes a code twice
    back = door.signs_in_there(door.leaves())
    kept = door.visitor.client.cookies["vigil-trip"]
    assert door.visitor.client.get(back).headers["location"] == "/desk"
    assert "vigil-trip" not in door.visitor.client.cookies
    assert "a déjà servi" in door.said(replace(door, visitor=door.browser()).visitor.client.get(back))
    door.visitor.client.cookies.set("vigil-trip", kept)
    with door.desk.cabinet.store.reading() as session:
        before = session.query(WebSession).count()
    door.visitor.client.cookies.delete("vigil")
    assert "a déjà servi" in door.said(door.visitor.client.get(back))
    with door.desk.cabinet.store.reading() as session:
        assert session.query(WebSession).count() == before


def test_a_code_that_the_provider_does_not_take_again_signs_nobody_in(door: Doorway) -> None:
    door.is_linked()
    back = door.signs_in_there(door.leaves())
    door.provider.codes.clear()
    assert "a déjà servi" in door.said(door.visitor.client.get(back))


def test_a_code_of_somebody_else_is_of_no_use_in_this_browser(door: Doorway) -> None:
    """An attacker's own code with the victim's state: the verifier and the nonce are those of another trip."""
    door.is_linked()
    attacker = replace(door, visitor=door.browser())
    theirs = httpx2.URL(attacker.signs_in_there(attacker.leaves())).params["code"]
    state = httpx2.URL(door.leaves()).params["state"]
    assert "a déjà servi" in door.said(door.visitor.client.get(f"/sign-in/provider/back?code={theirs}&state={state}"))


def test_a_trip_ends_in_its_browser_within_its_time_and_as_it_began(door: Doorway) -> None:
    door.is_linked()
    back = door.signs_in_there(door.leaves())
    assert "un autre navigateur" in door.said(door.browser().client.get(back))
    altered = door.visitor.client.cookies["vigil-trip"]
    door.visitor.client.cookies.delete("vigil-trip")
    door.visitor.client.cookies.set("vigil-trip", "A" + altered[1:])
    assert "un autre navigateur" in door.said(door.visitor.client.get(back))
    back = door.signs_in_there(door.leaves())
    door.desk.cabinet.wait(timedelta(minutes=10))
    assert "a trop duré" in door.said(door.visitor.client.get(back))
    for state in ("", "é", "x" * 64):
        door.leaves()
        assert "Recommencez" in door.said(door.visitor.client.get(f"/sign-in/provider/back?code=x&state={state}"))


def test_many_returns_that_come_to_nothing_are_slowed_down_and_the_password_is_not(door: Doorway) -> None:
    tried = [door.visitor.client.get(f"/sign-in/provider/back?code=x&state={n}").status_code for n in range(31)]
    assert tried == [303] * 30 + [429]
    assert door.provider.seen == []
    assert sign_in(door.visitor).headers["location"].startswith("/sign-in/code")


def test_nothing_of_a_token_is_in_the_log_or_in_an_address_of_ours(door: Doorway) -> None:
    door.is_linked()
    written: list[str] = []

    def keep(claims: dict[str, Any]) -> str:
        written.append(signed(claims, OTHER_RS256 if len(written) else RS256, "RS256"))
        return written[-1]

    door.provider.write = keep
    with capture_logs() as log:
        places = [door.comes().headers["location"] for _ in range(2)]
        door.provider.refuses = "access_denied"
        places.append(door.comes().headers["location"])
    assert places == ["/sign-in/code?next=/desk", "/sign-in?trouble=untrusted", "/sign-in?trouble=denied"]
    assert [entry["trouble"] for entry in log if entry.get("action") == "provider_refused"] == ["untrusted", "denied"]
    told = json.dumps([log, places], default=str)
    asked = [value for what, question in door.provider.seen for value in question.values() if what != "about"]
    secret = {*asked, *written, *(part for token in written for part in token.split("."))}
    values = {value for value in secret if len(value) > 15 and not value.startswith("http")} | {door.provider.subject}
    assert len(values) > 10
    assert not [value for value in values if value in told]


def test_the_cookie_of_a_trip_is_for_the_server_alone_and_holds_no_verifier(door: Doorway) -> None:
    left = door.visitor.client.get("/sign-in/provider")
    cookie = next(each for each in left.headers.get_list("set-cookie") if each.startswith("vigil-trip="))
    assert re.search(r"; HttpOnly; Max-Age=600; Path=/; SameSite=lax", cookie)
    back = door.signs_in_there(left.headers["location"])
    door.visitor.client.get(back)
    given = next(given for what, given in door.provider.seen if what == "token")
    assert given["code_verifier"] not in cookie
