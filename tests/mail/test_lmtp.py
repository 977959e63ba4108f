"""LMTP: kept before it is acknowledged, for our domain alone, the envelope written on the message."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import NOON
from vigil.mail.lmtp import Listener
from vigil.mail.spool import Spool
from vigil.replies.words.reading import read_message

RAW = b"From: marie@courrier.example\r\nSubject: Re\r\n\r\nEVA 3\r\n"
TOKEN = "a" * 26


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "inbox")


@pytest.fixture
def rung() -> threading.Event:
    return threading.Event()


@pytest.fixture
def port(spool: Spool, rung: threading.Event) -> Iterator[int]:
    listener = Listener(spool, "vigil.example", lambda: NOON, rung.set)
    yield listener.start()
    listener.stop()


def said(port: int, *lines: bytes) -> list[str]:
    """The answers to these lines, one each."""

    async def talk() -> list[str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answers = [await _answer(reader)]
        for line in (b"LHLO localhost", *lines):
            writer.write(line + b"\r\n")
            answers.append(await _answer(reader))
        writer.close()
        await writer.wait_closed()
        return answers[2:]

    async def _answer(reader: asyncio.StreamReader) -> str:
        while True:
            line = (await reader.readline()).decode()
            if line[3:4] != "-":
                return line.strip()

    return asyncio.run(talk())


def test_a_message_is_kept_with_what_its_envelope_says(port: int, spool: Spool, rung: threading.Event) -> None:
    to = b"RCPT TO:<reply+" + TOKEN.encode() + b"@vigil.example>"
    answers = said(port, b"MAIL FROM:<marie@courrier.example>", to, b"DATA", RAW + b".")
    assert answers[-1] == "250 2.0.0 kept"
    (kept,) = spool.arrived()
    read = read_message(kept.content)
    assert (read.reply_token, read.sender, read.reply_text) == (TOKEN, "marie@courrier.example", "EVA 3")
    assert rung.is_set()


def test_what_comes_from_nobody_is_known_as_a_programs(port: int, spool: Spool) -> None:
    said(port, b"MAIL FROM:<>", b"RCPT TO:<suivi@vigil.example>", b"DATA", RAW + b".")
    (kept,) = spool.arrived()
    assert read_message(kept.content).is_auto_reply


def test_other_domains_and_second_recipients_are_refused(port: int, spool: Spool) -> None:
    answers = said(
        port,
        b"MAIL FROM:<marie@courrier.example>",
        b"RCPT TO:<suivi@ailleurs.example>",
        b"RCPT TO:<suivi@vigil.example>",
        b"RCPT TO:<bounce@vigil.example>",
    )
    assert [answer[:3] for answer in answers] == ["250", "550", "250", "452"]
    assert list(spool.arrived()) == []


def test_what_cannot_be_kept_is_not_acknowledged(port: int, spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "new").rmdir()
    answers = said(port, b"MAIL FROM:<a@b.example>", b"RCPT TO:<suivi@vigil.example>", b"DATA", RAW + b".")
    assert answers[-1].startswith("451")
