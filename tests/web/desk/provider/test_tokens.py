"""A token that is not for us, not from whom we asked, or not of now signs nobody in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws

from tests.web.desk.provider.conftest import Doorway, opened
from tests.web.oidc.providing import CLIENT, ES256, OTHER_RS256, RS256, TestProvider, by_hmac, unsigned
from tests.web.oidc.providing import SECRET as CLIENT_SECRET

pytestmark = pytest.mark.end_to_end


def claims(**changed: Any) -> Callable[[TestProvider], None]:
    def tamper(provider: TestProvider) -> None:
        provider.tamper = lambda claims: claims | changed

    return tamper


def without(name: str) -> Callable[[TestProvider], None]:
    def tamper(provider: TestProvider) -> None:
        provider.tamper = lambda claims: {key: value for key, value in claims.items() if key != name}

    return tamper


def later(name: str, seconds: float) -> Callable[[TestProvider], None]:
    def tamper(provider: TestProvider) -> None:
        provider.tamper = lambda claims: claims | {name: int(provider.now().timestamp()) + seconds}

    return tamper


def sets(**changed: Any) -> Callable[[TestProvider], None]:
    def change(provider: TestProvider) -> None:
        for name, value in changed.items():
            setattr(provider, name, value)

    return change


UNTRUSTED = {
    "another nonce": claims(nonce="x" * 64),
    "no nonce": without("nonce"),
    "a nonce that is no text": claims(nonce=5),
    "another audience": claims(aud="somebody-else"),
    "no audience": without("aud"),
    "two audiences and nobody named": claims(aud=[CLIENT, "somebody-else"]),
    "given to somebody else": claims(azp="somebody-else"),
    "another issuer": claims(iss="https://elsewhere.example"),
    "no subject": without("sub"),
    "an empty subject": claims(sub=""),
    "a subject that is no text": claims(sub=899700123456),
    "a subject of two lines": claims(sub="a\nb"),
    "whoever was signed in there since longer ago": later("auth_time", -61),
    "an instant that is none": claims(auth_time="now"),
    "alg none": sets(write=unsigned),
    "alg HS256 with the client's secret": sets(write=by_hmac(CLIENT_SECRET.encode())),
    "alg HS256 with the public key": sets(write=by_hmac(RS256.as_pem(private=False))),
    "another's signature": sets(key=OTHER_RS256),
    "a key that nobody publishes": sets(key=ES256, algorithm="ES256", published=[RS256]),
    "no token at all": sets(write=lambda claims: "not.a.token"),
    "an empty token": sets(write=lambda claims: ""),
    "claims that are none": sets(write=lambda claims: unsigned([claims])),
}


@pytest.mark.parametrize("wrong", [pytest.param(each, id=name) for name, each in UNTRUSTED.items()])
def test_a_token_that_does_not_hold_signs_nobody_in(door: Doorway, wrong: Callable[[TestProvider], None]) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas1")
    door.is_linked()
    wrong(door.provider)
    assert "n’a pas pu être vérifiée" in door.said(door.comes())
    assert not door.is_in()


def _with_nan(claims: dict[str, Any]) -> str:
    content = json.dumps(claims | {"exp": float("nan")})
    return jws.serialize_compact({"alg": "RS256", "kid": "r1"}, content, RS256, algorithms=["RS256"])


UNTIMELY = {
    "over": later("exp", -60),
    "of a minute after now and more": later("iat", 61),
    "not yet": later("nbf", 61),
    "older than the question": later("iat", -61),
    "without an end": without("exp"),
    "without a beginning": without("iat"),
    "an end that is no number": claims(exp="tomorrow"),
    "an end that is not a number": sets(write=_with_nan),
    "an end that is true": claims(exp=True),
    "an end beyond all numbers": claims(exp=10**400),
}


@pytest.mark.parametrize("wrong", [pytest.param(each, id=name) for name, each in UNTIMELY.items()])
def test_a_token_of_another_time_signs_nobody_in(door: Doorway, wrong: Callable[[TestProvider], None]) -> None:
    door.is_linked()
    wrong(door.provider)
    assert "diffèrent trop" in door.said(door.comes())


@pytest.mark.parametrize(
    "right",
    [later("exp", -59), later("iat", 60), later("nbf", 60), later("iat", -60), later("auth_time", -60),
     claims(aud=[CLIENT]), claims(azp=CLIENT),
     claims(aud=[CLIENT, "x"], azp=CLIENT)],
)  # fmt: skip
def test_clocks_may_differ_by_a_minute_and_audiences_may_be_several(
    door: Doorway, right: Callable[[TestProvider], None]
) -> None:
    door.is_linked()
    right(door.provider)
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"


def test_where_the_provider_need_not_ask_anew_an_earlier_sign_in_there_does(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_asks_anew=False)
    door.is_linked()
    later("auth_time", -7200)(door.provider)
    assert door.comes().headers["location"] == "/sign-in/code?next=/desk"
    assert "prompt" not in next(asked for what, asked in door.provider.seen if what == "authorize")
