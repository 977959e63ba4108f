"""Signing in through an OpenID Connect provider: who is let in, and past what."""

from typing import Any

import pytest

from tests.web.desk.conftest import Desk, code_of
from tests.web.desk.provider.conftest import NAME, Doorway, opened
from tests.web.desk.test_sign_in import PASSWORD, SECRET, invited, knows_password
from tests.web.oidc.providing import CLIENT, ES256
from tests.web.oidc.providing import SECRET as CLIENT_SECRET
from tests.web.reading_html import parsed
from vigil.actions.accounts import identities
from vigil.domain.words import Role
from vigil.store.tables import Account, Staff, WebSession
from vigil.web.oidc.provider import Provider

pytestmark = pytest.mark.end_to_end
ROUX = "roux@dijon.example"


def test_without_settings_nothing_of_it_shows(desk: Desk) -> None:
    knows_password(desk)
    client, seat = desk.client(), desk.signed_in(Role.PHYSICIAN)
    assert "provider" not in client.get("/sign-in?trouble=stale").text
    assert "provider" not in client.get(invited(desk)).text
    assert "provider" not in seat.get("/account").text
    for path in ("/sign-in/provider", "/sign-in/provider/back?code=x&state=y", "/sign-in/provider/unlinked"):
        assert client.get(path).status_code == 404
    assert seat.post("/account/provider", {"provider": PASSWORD}).status_code == 404


def test_whoever_has_linked_her_account_signs_in_and_gives_her_code(door: Doorway) -> None:
    door.is_linked()
    page = parsed(door.visitor.client.get("/sign-in?next=/desk/x").text)
    link = next(each for each in page.all("a") if each.text == f"Se connecter avec {NAME}")
    back = door.comes(str(link.attributes["href"]))
    assert back.headers["location"] == "/sign-in/code?next=/desk/x"
    assert not door.is_in()
    on = door.visitor.fill(back.headers["location"], code=code_of(SECRET, door.desk.cabinet.now))
    assert on.headers["location"] == "/desk/x"
    assert door.is_in()


@pytest.mark.parametrize(
    ("told", "counts", "is_in"),
    [
        ({"acr": "eidas2"}, {"oidc_second_factor_acr": "eidas2 eidas3"}, True),
        ({"acr": "eidas1"}, {"oidc_second_factor_acr": "eidas2 eidas3"}, False),
        ({"acr": "eidas2"}, {}, False),
        ({"amr": ["pwd", "mfa"]}, {"oidc_second_factor_amr": "mfa"}, True),
        ({"amr": ["pwd"]}, {"oidc_second_factor_amr": "mfa"}, False),
        (
            {"acr": "mfa", "amr": ["eidas2"]},
            {"oidc_second_factor_amr": "mfa", "oidc_second_factor_acr": "eidas2"},
            False,
        ),
    ],
)
def test_the_code_is_asked_for_unless_the_provider_tells_of_a_second_factor_that_counts(
    door: Doorway, told: dict[str, Any], counts: dict[str, str], is_in: bool
) -> None:
    door = opened(door.desk, door.provider, **counts)
    door.is_linked()
    door.provider.acr, door.provider.amr = told.get("acr", ""), told.get("amr", [])
    back = door.comes()
    assert back.headers["location"] == ("/desk" if is_in else "/sign-in/code?next=/desk")
    assert door.is_in() is is_in


@pytest.mark.parametrize("claim", [["eidas2"], {"eidas2": 1}, 2, None, True])
def test_an_acr_that_is_no_word_proves_nothing(door: Doorway, claim: Any) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas2", oidc_second_factor_amr="eidas2")
    door.is_linked()
    door.provider.tamper = lambda claims: claims | {"acr": claim, "amr": claim if claim != ["eidas2"] else [claim]}
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_the_provider_is_asked_as_the_standard_says(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_scope="openid scope_all", oidc_acr_values="eidas1")
    door.is_linked()
    door.comes("/sign-in/provider?lang=en")
    asked = next(asked for what, asked in door.provider.seen if what == "authorize")
    given = next(given for what, given in door.provider.seen if what == "token")
    secrets = {name: asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": "http://vigil.example/sign-in/provider/back",
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "code_challenge_method": "S256",
        "ui_locales": "en",
        "prompt": "login",
    }
    assert all(len(value) >= 43 for value in secrets.values())
    assert len({*secrets.values(), given["code_verifier"]}) == 4
    assert "client_secret" not in given


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(door: Doorway) -> None:
    door.provider.methods = ["client_secret_post"]
    door.is_linked()
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_a_provider_that_does_not_say_how_it_takes_the_secret_gets_it_as_the_standard_supposes(door: Doorway) -> None:
    door.provider.more = {"token_endpoint_auth_methods_supported": 5}
    door.is_linked()
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_keys_of_elliptic_curves_are_taken_too(door: Doorway) -> None:
    door.is_linked()
    door.provider.key, door.provider.algorithm = ES256, "ES256"
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_an_identity_that_nobody_has_linked_makes_no_account_and_is_told_what_to_do(door: Doorway) -> None:
    door.provider.tamper = lambda claims: claims | {"email": ROUX, "email_verified": True}  # an address proves nothing
    with door.desk.cabinet.store.reading() as session:
        before = session.query(Account).count(), session.query(WebSession).count()
    back = door.comes()
    assert back.headers["location"] == "/sign-in/provider/unlinked"
    page = parsed(door.visitor.client.get(back.headers["location"]).text)
    assert "Aucun compte n’a été créé" in page.text
    assert "Mon compte" in page.text
    with door.desk.cabinet.store.reading() as session:
        assert (session.query(Account).count(), session.query(WebSession).count()) == before
    assert not door.is_in()


def test_another_subject_issuer_or_letter_is_another_person(door: Doorway) -> None:
    door.is_linked(subject="Abc")
    with door.desk.cabinet.writing() as session:
        account = session.get_one(Account, door.desk.account_of("petit"))
        identities.link(session, account, "https://elsewhere.example", "abc", door.desk.cabinet.now)
    for subject in ("abc", "ABC", "Abc "):
        door.provider.subject = subject
        assert door.comes().headers["location"] == "/sign-in/provider/unlinked", subject
    door.provider.subject = "Abc"
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_a_disabled_account_is_refused_and_one_without_a_clinic_sees_nothing(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas1")
    door.is_linked()
    with door.desk.cabinet.writing() as session:
        session.get_one(Account, door.desk.account_of("roux")).is_disabled = True
    assert "Ce compte est fermé" in door.said(door.comes())
    with door.desk.cabinet.writing() as session:
        session.get_one(Account, door.desk.account_of("roux")).is_disabled = False
        session.query(Staff).filter_by(account_id=door.desk.account_of("roux")).one().is_active = False
    assert door.comes().headers["location"] == "/desk"
    assert not door.is_in()


def test_signing_in_so_never_leads_away_from_the_desk(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas1")
    door.is_linked()
    for elsewhere in ("https://elsewhere.example", "//elsewhere.example", "/desk/../static/x", "/mailbox"):
        assert door.comes(f"/sign-in/provider?next={elsewhere}").headers["location"] == "/desk"


def test_the_provider_of_the_settings_is_the_one_that_is_asked(door: Doorway) -> None:
    site = door.visitor.client.app.state.site  # type: ignore[attr-defined]
    assert isinstance(site.provider, Provider)
    assert CLIENT_SECRET not in repr(site.provider.registration)
