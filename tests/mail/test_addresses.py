import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.domain.errors import Refused
from vigil.mail.addresses import checked_address, reply_address, reply_parse, verp, verp_parse

TOKENS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=48)


@given(TOKENS)
def test_a_token_comes_back_from_a_bounce_whatever_its_case(token: str) -> None:
    address = verp(token, "vigil.example")
    assert verp_parse(address) == token
    assert verp_parse(f"<{address.upper()}>") == token
    assert reply_parse(address) is None


@given(TOKENS)
def test_a_token_comes_back_from_a_reply_whatever_its_case(token: str) -> None:
    address = reply_address(token, "vigil.example")
    assert reply_parse(address) == token
    assert reply_parse(address.title()) == token
    assert verp_parse(address) is None


def test_the_longest_addresses_fit_a_local_part() -> None:
    assert len(verp("a" * 48, "vigil.example").split("@")[0]) <= 64


@pytest.mark.parametrize("token", ["", "A", "a b", "a+b", "a" * 49, "é", "a\r\n"])
def test_a_token_is_lower_case_letters_and_digits(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        verp(token, "vigil.example")


@pytest.mark.parametrize(
    "address", ["", "a@b.example", "bounce@b.example", "bounce+@b.example", "bounce+a_b@c.example"]
)
def test_other_addresses_hold_no_token(address: str) -> None:
    assert verp_parse(address) is None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" claire@home.example ", "claire@home.example"),
        ("o'brien+x@mail.home.example", "o'brien+x@mail.home.example"),
        ("claire@Émile.example", "claire@xn--mile-9oa.example"),
    ],
)
def test_an_address_is_accepted_as_smtp_takes_it(written: str, address: str) -> None:
    assert checked_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "claire",
        "claire@",
        "@home.example",
        "claire@home..example",
        "a b@home.example",
        "a@b@home.example",
        "claire@home.example\r\nBcc: x@y.example",
        "clairé@home.example",
        ".claire@home.example",
        "x" * 65 + "@home.example",
        "claire@-home.example",
        "Claire <claire@home.example>",
    ],
)
def test_an_address_that_mail_cannot_go_to_is_refused(written: str) -> None:
    with pytest.raises(Refused, match=r"name@example\.org"):
        checked_address(written)
