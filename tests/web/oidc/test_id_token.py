"""Whatever a token says, it is taken for what it proves or refused in a sentence: nothing else ever comes of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws

from tests.people import NOON
from tests.web.oidc.providing import ES256
from vigil.web.oidc import id_token
from vigil.web.oidc.trouble import ProviderTrouble

EXPECTED = id_token.Expected(
    "https://auth.example", "vigil", "n" * 64, NOON, NOON + timedelta(seconds=9), is_fresh=True
)
RIGHT = {
    "iss": EXPECTED.issuer,
    "aud": EXPECTED.client_id,
    "nonce": EXPECTED.nonce,
    "sub": "Abc",
    "iat": NOON.timestamp(),
    "exp": NOON.timestamp() + 60,
}
KEY: dict[str, Any] = dict(ES256.as_dict(private=False))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["iss", "aud", "azp", "nonce", "sub", "iat", "exp", "nbf", "auth_time", "acr", "amr"])
PARTS = st.sampled_from(["kty", "kid", "use", "alg", "crv", "x", "y", "n", "e"])
BROKEN_KEYS = st.lists(st.dictionaries(PARTS, ANYTHING).map(lambda key: {"kty": "EC", "kid": "e1"} | key), max_size=3)


def signed(content: Any) -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": "e1"}, json.dumps(content), ES256, algorithms=["ES256"])


def read(token: str, *keys: dict[str, Any]) -> dict[str, Any]:
    return id_token.read(token, keys or [KEY], EXPECTED)


def test_a_right_one_is_read() -> None:
    assert read(signed(RIGHT)) == RIGHT


@pytest.mark.exhaustive
@settings(max_examples=300, deadline=None)
@given(changed=st.dictionaries(NAMES, ANYTHING, min_size=1, max_size=3))
def test_whatever_it_claims_it_is_taken_or_refused(changed: dict[str, Any]) -> None:
    try:
        claims = read(signed(RIGHT | changed))
    except ProviderTrouble:
        return
    assert (claims["iss"], claims["nonce"]) == (EXPECTED.issuer, EXPECTED.nonce)
    assert claims["aud"] == EXPECTED.client_id or EXPECTED.client_id in claims["aud"]
    assert isinstance(claims["sub"], str)


@pytest.mark.exhaustive
@settings(max_examples=300, deadline=None)
@given(token=st.text(st.characters()) | st.lists(st.text("eyJ0hbGciOi-_="), max_size=6).map(".".join))
def test_whatever_it_is_made_of_it_is_refused(token: str) -> None:
    with pytest.raises((ProviderTrouble, id_token.UnknownKey)):
        read(token)


@pytest.mark.exhaustive
@settings(max_examples=300, deadline=None)
@given(published=BROKEN_KEYS)
def test_whatever_keys_are_published_no_token_of_another_key_is_taken(published: list[Any]) -> None:
    with pytest.raises((ProviderTrouble, id_token.UnknownKey)):
        id_token.read(signed(RIGHT), published, EXPECTED)


def test_of_several_keys_the_named_one_counts_and_two_of_a_name_do_not() -> None:
    assert read(signed(RIGHT), KEY | {"kid": "e2"}, KEY, {"kty": "RSA", "kid": "e1"}) == RIGHT
    with pytest.raises(id_token.UnknownKey):
        read(signed(RIGHT), KEY, KEY)
    for unfit in ({"use": "enc"}, {"alg": "ES384"}, {"kty": "RSA"}):
        with pytest.raises(id_token.UnknownKey):
            read(signed(RIGHT), KEY | unfit)
