"""A security key in place of the six digits: adding one, entering with it, and every answer that must not open."""

import json
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import NOEL, SENDER
from tests.web.desk.authenticator import Authenticator
from tests.web.desk.conftest import Desk, Seat, Visitor
from tests.web.desk.test_sign_in import PASSWORD, knows_password, sign_in
from tests.web.reading_html import parsed
from vigil.actions.accounts import key_answers, people
from vigil.actions.accounts.passkeys import RelyingParty, relying_party
from vigil.domain.errors import Refused
from vigil.domain.words import Role
from vigil.store.tables import Account, Event, Passkey, Staff

HERE = "http://localhost:8000"


@pytest.fixture
def near(desk: Desk) -> Desk:
    """The desk at an address at which browsers ask keys."""
    knows_password(desk)
    return replace(desk, app=replace(desk.app, sender=replace(SENDER, base_url=HERE)))


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(HERE)


def options_in(page: str) -> dict[str, Any]:
    """What the page tells the browser to ask."""
    (form,) = [each for each in parsed(page).all("form") if "data-passkey" in each.attributes]
    options: dict[str, Any] = json.loads(str(form.attributes["data-options"]))
    return options


def add(seat: Seat, answer: str, name: str = "clé bleue", password: str = PASSWORD) -> Response:
    return seat.post("/account/passkeys", {"name": name, "password": password, "answer": answer})


def added(desk: Desk, key: Authenticator, name: str = "clé bleue") -> Seat:
    seat = desk.signed_in(Role.PHYSICIAN)
    answered = add(seat, key.made(options_in(seat.get("/account/passkeys").text)), name)
    assert answered.headers["location"].endswith("/account/passkeys?done=kept")
    return seat


def asked(desk: Desk) -> tuple[Visitor, dict[str, Any]]:
    """Dr Roux has given her password, and is asked for her key."""
    visitor = Visitor(desk, desk.client())
    sign_in(visitor)
    page = visitor.client.get("/sign-in/code")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    return visitor, options_in(page.text)


def enter(visitor: Visitor, answer: str) -> Response:
    return visitor.client.post("/sign-in/key", data={"answer": answer, "next": "/desk"})


def is_in(visitor: Visitor) -> bool:
    return not visitor.client.get("/desk").headers["location"].startswith("/sign-in")


def test_a_key_is_added_with_the_password_and_opens_the_desk_without_a_code(near: Desk, key: Authenticator) -> None:
    seat = added(near, key)
    assert "clé bleue" in seat.get("/account/passkeys").text
    visitor, options = asked(near)
    assert enter(visitor, key.answered(options)).headers["location"] == "/desk"
    assert is_in(visitor)
    assert "dernier usage" in seat.get("/account/passkeys").text
    noted = near.cabinet.rows(Event, Event.subject == "passkey")
    assert [event.change for event in noted] == ["insert", "update"]


def test_a_code_still_opens_beside_a_key_and_a_removed_key_opens_nothing(near: Desk, key: Authenticator) -> None:
    seat = added(near, key)
    visitor, options = asked(near)
    (kept,) = near.cabinet.rows(Passkey)
    assert seat.post(f"/account/passkeys/{kept.id.hex}/remove").status_code == 303
    assert enter(visitor, key.answered(options)).status_code == 422
    assert not is_in(visitor)
    page = visitor.client.get("/sign-in/code")
    assert "data-passkey" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]


def test_an_answer_serves_once_and_in_its_own_session_alone(near: Desk, key: Authenticator) -> None:
    added(near, key)
    visitor, options = asked(near)
    answer = key.answered(options)
    other, _ = asked(near)
    assert enter(other, answer).status_code == 422
    assert enter(visitor, answer).status_code == 303
    assert enter(Visitor(near, near.client()), answer).headers["location"].startswith("/sign-in?")
    assert not is_in(other)


@pytest.mark.parametrize("wrong", ["origin", "challenge", "host", "signature", "another key", "kind", "not present"])
def test_an_answer_to_anything_else_opens_nothing(near: Desk, key: Authenticator, wrong: str) -> None:
    added(near, key)
    visitor, options = asked(near)
    if wrong == "origin":
        key.origin = "http://localhost.evil.example:8000"
    elif wrong == "challenge":
        options["challenge"] = "AAAA"
    elif wrong == "host":
        options["rpId"] = "evil.example"
    answer = json.loads(Authenticator(HERE).answered(options) if wrong == "signature" else key.answered(options))
    if wrong == "another key":
        answer["id"] = answer["rawId"] = "YW5vdGhlcg"
    elif wrong == "kind":
        answer["response"]["clientDataJSON"] = json.loads(key.made(options | {"rp": {"id": "localhost"}}))["response"][
            "clientDataJSON"
        ]
    elif wrong == "not present":
        answer["response"]["authenticatorData"] = "A" * 50
    refused = enter(visitor, json.dumps(answer))
    assert refused.status_code == 422
    assert "Cette clé ne convient pas" in refused.text
    assert not is_in(visitor)


def test_a_copy_of_a_key_that_counts_less_opens_nothing(near: Desk, key: Authenticator) -> None:
    added(near, key)
    visitor, options = asked(near)
    assert enter(visitor, key.answered(options)).status_code == 303
    key.count = 0
    visitor, options = asked(near)
    assert enter(visitor, key.answered(options)).status_code == 422


def test_a_colleagues_key_does_not_open_ones_own_account(near: Desk, key: Authenticator) -> None:
    knows_password(near, "noel")
    seat = near.as_staff(NOEL.external_id)
    assert add(seat, key.made(options_in(seat.get("/account/passkeys").text))).status_code == 303
    added(near, Authenticator(HERE, b"the key of dr roux"))
    visitor, options = asked(near)
    assert enter(visitor, key.answered(options)).status_code == 422
    (hers,) = near.cabinet.rows(Passkey, Passkey.account_id == near.account_of("noel"))
    assert near.signed_in(Role.PHYSICIAN).post(f"/account/passkeys/{hers.id.hex}/remove").status_code == 404


def test_adding_takes_the_password_a_name_and_the_answer_to_this_question(near: Desk, key: Authenticator) -> None:
    seat = near.signed_in(Role.PHYSICIAN)
    options = options_in(seat.get("/account/passkeys").text)
    answer = key.made(options)
    said = {
        "pas votre mot de passe": add(seat, answer, password="wrong"),
        "un nom de 1 à 60 signes": add(seat, answer, name=" "),
        "pas répondu à ce qui": add(seat, ""),
    }
    for sentence, refused in said.items():
        assert refused.status_code == 422
        assert sentence in refused.text
    too_long = add(seat, answer, name="x" * 61)
    assert "x" * 61 in too_long.text  # what was typed is kept
    elsewhere = near.signed_in(Role.PHYSICIAN)
    assert add(elsewhere, answer).status_code == 422  # it was asked in another session
    assert near.cabinet.rows(Passkey) == []
    assert add(seat, answer).status_code == 303
    assert "déjà enregistrée" in add(seat, answer).text
    assert [each["id"] for each in options_in(seat.get("/account/passkeys").text)["excludeCredentials"]]


def test_whoever_has_ten_keys_removes_one_first(near: Desk) -> None:
    for n in range(10):
        added(near, Authenticator(HERE, f"key number {n:04}".encode()), f"clé {n}")
    seat = near.signed_in(Role.PHYSICIAN)
    eleventh = Authenticator(HERE, b"key number 0010").made(options_in(seat.get("/account/passkeys").text))
    assert "10 clés au plus" in add(seat, eleventh).text


def test_keys_are_forgotten_with_the_lost_device(near: Desk, key: Authenticator) -> None:
    added(near, key)
    with near.cabinet.writing() as session:
        roux = session.query(Staff).filter_by(clinic_id=near.cabinet.clinic_id, external_id="roux").one()
        people.reset_second_factor(session, roux, near.cabinet.now)
    assert near.cabinet.rows(Passkey) == []


def test_where_browsers_ask_no_key_there_is_no_word_of_it(desk: Desk) -> None:
    knows_password(desk)
    seat = desk.signed_in(Role.PHYSICIAN)
    assert "passkeys" not in seat.get("/account").text
    assert seat.get("/account/passkeys").status_code == 404
    assert add(seat, "{}").status_code == 404
    visitor = Visitor(desk, desk.client())
    sign_in(visitor)
    assert "data-passkey" not in visitor.client.get("/sign-in/code").text
    assert enter(visitor, "{}").headers["location"].startswith("/sign-in?")


def test_a_key_is_added_beside_a_paired_phone_alone(near: Desk) -> None:
    assert near.as_staff(NOEL.external_id).get("/account/passkeys").status_code == 404


@pytest.mark.parametrize(
    ("base_url", "party"),
    [
        ("https://suivi.example", RelyingParty("suivi.example", "https://suivi.example")),
        ("https://Suivi.example:443", RelyingParty("suivi.example", "https://suivi.example")),
        ("https://suivi.example:8443", RelyingParty("suivi.example", "https://suivi.example:8443")),
        ("http://localhost:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http://suivi.example", None),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]:8443", None),
        ("", None),
    ],
)
def test_browsers_ask_keys_for_a_name_behind_tls(base_url: str, party: RelyingParty | None) -> None:
    assert relying_party(base_url) == party


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("AAAA"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NESTED | st.just("[" * 20_000), st.integers(0, 400))
def test_whatever_a_browser_sends_as_an_answer_is_refused_in_words(near: Desk, sent: Any, at: int) -> None:
    key, party, now = Authenticator(HERE), RelyingParty("localhost", HERE), near.cabinet.now
    with near.cabinet.store.reading() as session:
        account = session.get_one(Account, near.account_of("roux"))
        whole = json.loads(key.made(json.loads(key_answers.to_make(session, account, party, account.id))))
        attested = whole["response"]["attestationObject"]
        whole["response"]["attestationObject"] = attested[: at % len(attested)]
        for answer in (sent if isinstance(sent, str) else json.dumps(sent), json.dumps(whole)):
            with pytest.raises(Refused, match="does not fit"):
                key_answers.keep(session, account, party, account.id, answer, "key", now)
            assert not key_answers.is_second_factor(session, account, party, account.id, answer, now)
