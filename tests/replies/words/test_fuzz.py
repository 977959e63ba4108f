"""Whatever the bytes: a result, no exception inside, and a text that a database holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replies.words.raw import CORPUS, message, own_mail, part, quoted
from vigil.mail.contexts import Mail
from vigil.replies.words import Problem, ReadMessage, read_message

pytestmark = pytest.mark.exhaustive

MESSAGES = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]
STRUCTURE = [b"\r\n", b"\n\n", b"--", b"--edge\r\n", b"Content-Type: ", b"multipart/mixed; boundary=edge", b"text/html"]
ENCODINGS = [
    b"Content-Transfer-Encoding: ",
    b"base64",
    b"quoted-printable",
    b"charset=",
    b"utf-16",
    b"=?utf-8?B?",
    b"=E9?=",
]
CHARACTERS = [
    b"&#x110000;",
    b"> ",
    b"\x00",
    b"\xff\xfe",
    b"\xc3\xa9",
    b"\xe9",
    b"<blockquote>",
    b"</div>",
    b"<!--",
    b"<style>",
]
QUOTES = ["De : a\nEnvoyé : b\nObjet : c\n".encode(), "Le 17 mars 2026, a@b.example a écrit :".encode(), b"-- \n"]
KINDS = [b"Content-Type: message/rfc822\n\n", b"Content-Type: message/delivery-status\n\n", b"Action: failed\n"]
PIECES = st.sampled_from([*STRUCTURE, *ENCODINGS, *CHARACTERS, *QUOTES, *KINDS, b"-----BEGIN PGP MESSAGE-----"])


def check(read: ReadMessage) -> None:
    assert Problem.NOT_READ not in read.problems
    read.reply_text.encode("utf-8")
    assert "\x00" not in read.reply_text + read.subject
    assert not (read.is_auto_reply and read.bounce)
    assert read.sent_at is None or read.sent_at.utcoffset() is not None


@given(st.binary(max_size=3000))
@settings(max_examples=80, deadline=None)
def test_any_bytes(raw: bytes) -> None:
    check(read_message(raw))


@given(st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=60))
@settings(max_examples=120, deadline=None)
def test_any_arrangement_of_what_messages_are_made_of(pieces: list[bytes]) -> None:
    check(read_message(b"".join(pieces)))


@given(st.sampled_from(MESSAGES), st.data())
@settings(max_examples=80, deadline=None)
def test_any_damage_to_a_real_message(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        until = data.draw(st.integers(at, min(len(raw), at + 400)))
        raw = raw[:at] + data.draw(st.one_of(PIECES, st.binary(max_size=8))) + raw[until:]
    check(read_message(raw))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=">|-_<[:"), min_size=1))
@settings(max_examples=60, deadline=None)
def test_one_word_typed_above_a_quote_is_what_comes_out(word: str) -> None:
    content = part(
        f"ab{word} cd\n\nLe 17 mars 2026 à 10:02, X <x@y.example> a écrit :\n{quoted(own_mail(Mail.BETWEEN).text)}"
    )
    assert f"ab{word} cd".split()[-1] in read_message(message(content)).reply_text
