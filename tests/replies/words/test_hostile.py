"""Messages made to stop a reader: bounded in time, clean in what they give, and a person is told."""

import time

import pytest

from tests.replies.words.raw import message, multipart, part, said
from vigil.replies.words import Problem, ReadMessage, read_message
from vigil.replies.words.message import REPLY_LIMIT

pytestmark = pytest.mark.exhaustive

SECONDS = 3.0  # of processor time, on a slow and busy machine; what is not linear takes minutes


def nested(depth: int) -> bytes:
    heads = (f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return "".join(heads).encode() + b"Content-Type: text/plain\r\n\r\nfin"


def html(markup: str) -> bytes:
    return message(b"Content-Type: text/html\r\n\r\n" + markup.encode())


def text(content: str) -> bytes:
    return message(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + content.encode())


def timed(raw: bytes) -> ReadMessage:
    started = time.process_time()
    read = read_message(raw)
    assert time.process_time() - started < SECONDS
    assert Problem.NOT_READ not in read.problems
    assert len(read.reply_text) <= REPLY_LIMIT
    assert not any(mark in read.reply_text for mark in "\x00\ue001\ue002\ue003")
    return read


def test_a_thousand_parts() -> None:
    read = timed(message(multipart("mixed", *[part(f"partie {n}") for n in range(1000)])))
    assert Problem.TOO_MANY_PARTS in read.problems
    assert "partie 0" in read.reply_text


@pytest.mark.parametrize("depth", [200, 5000])
def test_parts_nested_deeper_than_anyone_writes(depth: int) -> None:
    assert Problem.TOO_MANY_PARTS in timed(message(nested(depth))).problems


def test_messages_within_messages_without_end() -> None:
    timed(message(b"Content-Type: message/rfc822\r\n\r\n" * 3000))


def test_fifty_megabytes() -> None:
    read = timed(text("mal au dos\n" * 4_700_000))
    assert read.is_oversized
    assert read.is_truncated


def test_a_header_without_end() -> None:
    assert Problem.BROKEN in timed(b"X-A: b\r\n" * 2_000_000).problems


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"Subject: " + b"=?utf-8?B?" * 1_000_000, id="encoded words that never end"),
        pytest.param(b"Subject: a" + b"\r\n b" * 1_000_000 + b"\r\n\r\nx", id="a field folded a million times"),
        pytest.param(html("<div>" * 60_000 + "x"), id="HTML nested deep"),
        pytest.param(html("<blockquote>" * 40_000 + "x"), id="quotes nested deep"),
        pytest.param(html("<" * 400_000), id="only angle brackets"),
        pytest.param(html("<!--" * 100_000), id="comments that never end"),
        pytest.param(html("<hr id=zwchr><blockquote>" * 8000), id="quotes announced again and again"),
        pytest.param(html("a:" + "<td>" * 60_000), id="cells without end"),
        pytest.param(text("x:" + "- " * 90_000), id="one long line that might be a rule"),
        pytest.param(html("<b>" * 490 + "</p></i>" * 60_000), id="elements closed that were never open"),
        pytest.param(html("<p class='" + "a " * 200_000), id="an attribute that never ends"),
        pytest.param(text("-- \n" * 50_000), id="only signature delimiters"),
        pytest.param(text("De : a\nEnvoyé : b\n\n\n" * 9000), id="headers of Outlook that lack a field"),
        pytest.param(text("Le 17/03/2026 < a\n" * 10_000 + "a écrit :"), id="attributions that never end"),
        pytest.param(text(">1\n\n" * 45_000), id="more than, or a quote"),
        pytest.param(text("-----\n\n\n\n" * 20_000), id="rules"),
        pytest.param(text("[image " * 28_000), id="stand-ins that never end"),
        pytest.param(text("Comment allez-vous depuis votre rendez-vous " * 3000), id="our sentence, never ended"),
        pytest.param(text(" " * 190_000), id="blanks"),
        pytest.param(said("x", "References: " + "<a@b.example> " * 50_000), id="references"),
    ],
)
def test_texts_that_make_patterns_backtrack(raw: bytes) -> None:
    timed(raw)


@pytest.mark.parametrize("raw", [b"", b"\r\n" * 9, b"\x00" * 100_000, bytes(range(256)) * 400, b"From: " + b"(" * 9000])
def test_bytes_that_are_no_message(raw: bytes) -> None:
    assert timed(raw).problems


@pytest.mark.parametrize(
    "charset", ["zlib", "idna", "unicode_escape", "undefined", "utf-7", "x" * 300, "utf-16", "\\0"]
)
def test_charsets_that_are_none(charset: str) -> None:
    content = f'Content-Type: text/plain; charset="{charset}"\r\n\r\n'.encode() + b"J'ai mal \xff\\N{ partout"
    assert timed(message(content)).reply_text


def test_a_message_of_fifty_kilobytes_is_read_at_once() -> None:
    raw = said("Bonjour, ça va.\n\n" + "\n".join(f"> ligne citée numéro {n}, sans intérêt" for n in range(850)))
    assert 45_000 < len(raw) < 60_000
    read_message(raw)
    took = []
    for _ in range(5):
        started = time.process_time()
        read_message(raw)
        took.append(time.process_time() - started)
    assert min(took) < 0.05  # 10 ms is the aim; this only catches what became slow
