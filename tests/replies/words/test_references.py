"""What a message answers: the token of our address, then the message that it names."""

from datetime import UTC, datetime

import pytest

from tests.replies.words.raw import message, part, said
from vigil.replies.words import read_message

TOKEN = "k7m2q4x5n3a6b2c7d4e5f6g2h3"


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_token_is_found_wherever_the_address_stands(field: str) -> None:
    raw = message(part("2"), f'{field}: "Cabinet" <REPLY+{TOKEN.upper()}@Suivi.tilleuls.example>, x@y.example')
    assert (read_message(raw).reply_token, read_message(raw).message_ref) == (TOKEN, TOKEN)


@pytest.mark.parametrize(
    "address", ["answer+abc@x.example", "reply+@x.example", "reply+a_b@x.example", "xreply+abc@x.example"]
)
def test_other_addresses_hold_no_token(address: str) -> None:
    assert read_message(said("2", f"Cc: {address}")).message_ref is None


def test_a_token_comes_before_the_message_that_is_answered() -> None:
    read = read_message(said("2", f"Cc: reply+{TOKEN}@x.example", "In-Reply-To: <a@x.example>"))
    assert (read.message_ref, read.references) == (TOKEN, ("<a@x.example>",))


def test_the_answered_message_comes_first_then_the_nearest() -> None:
    read = read_message(said("2", "In-Reply-To: <b@x>", "References: <a@x>\r\n <b@x> <c@x>"))
    assert read.references == ("<b@x>", "<c@x>", "<a@x>")
    assert read.message_ref == "<b@x>"


def test_sender_date_and_subject_are_read() -> None:
    read = read_message(said("2", subject="=?iso-8859-1?q?R=E9p?= =?utf-8?b?b25zZSDDqQ==?="))
    assert (read.sender, read.subject) == ("claire.morel@courrier.example", "Réponse é")
    assert read.sent_at == datetime(2026, 3, 17, 17, 21, 7, tzinfo=UTC)
    assert read.message_id == "<reply@courrier.example>"


@pytest.mark.parametrize("date", ["", "hier", "99 Foo 2026", "Tue, 17 Mar 99999 00:00:00 +9999"])
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert read_message(f"Date: {date}\r\n\r\nbonjour".encode()).sent_at is None


def test_an_encoded_word_cut_within_a_character_is_put_together() -> None:
    assert read_message(said("2", subject="=?utf-8?q?fi=C3?= =?utf-8?q?=A8vre?=")).subject == "fièvre"
