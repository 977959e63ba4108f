"""The running program as a process of its own: real HTTP in front, a real SMTP server behind, signals from outside."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from tests.cli.commands import Run
from tests.cli.practice_files import write_practice
from vigil.bench.serving import free_port
from vigil.cli.serving import listening_at
from vigil.mail.letters import Letter
from vigil.mail.mailbox import Mailbox
from vigil.settings import Settings
from vigil.simulate.browser import Page, the_form

Found = TypeVar("Found")
SECONDS = 240.0
"""How long to wait at most for what should come at once; this machine may be busy."""


PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP: to read every authority of the world takes longer than to ask, and what begins needs the core."""


@contextmanager
def serving(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``vigil serve`` with the environment of the test; killed if it has not ended by itself."""
    command = [sys.executable, "-m", "vigil", "serve", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603  # ours
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def eventually(look: Callable[[], Found | None], what: str) -> Found:
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {SECONDS} s")


def _site() -> str:
    return f"http://127.0.0.1:{os.environ['VIGIL_PORT']}"


def is_healthy() -> bool:
    try:
        return httpx2.get(f"{_site()}/health", verify=PLAIN).status_code == 200
    except httpx2.TransportError:
        return False


def letter_to(mailbox: Mailbox, address: str) -> Letter | None:
    return next((letter for letter in mailbox.messages() if address in letter.recipients), None)


def end(process: subprocess.Popen[str], number: int) -> tuple[int, float]:
    """The exit code after a signal, and how many seconds it took."""
    begun = time.monotonic()
    process.send_signal(number)
    return process.wait(SECONDS), time.monotonic() - begun


def until_it_serves(process: subprocess.Popen[str]) -> Iterator[str]:
    """What it says until it says that it serves; it can be told to end from then on."""
    assert process.stderr is not None
    for line in process.stderr:
        yield line
        if "action='serve'" in line:
            return
    raise AssertionError("it ended before it served")


def _answer_with_danger(site: str, link: str) -> None:
    with httpx2.Client(verify=PLAIN) as client:
        url = re.sub(r"https://suivi\.example", site, link)
        opened = client.get(url)
        form = the_form(Page(url, opened.status_code, opened.text))
        answered = client.post(f"{site}{form.action}", data={**form.hidden, "danger": "breathing"})
        assert answered.status_code == 200
        assert "15" in answered.text


def test_an_emergency_answered_on_the_web_reaches_the_physician_within_a_second(practice: Mailbox) -> None:
    with serving():
        eventually(is_healthy, "health")
        question = eventually(lambda: letter_to(practice, "marie@courrier.example"), "the follow-up")
        link = re.search(r"https://suivi\.example/answer/\w+", question.text)
        assert link is not None
        answered_at = time.monotonic()
        _answer_with_danger(_site(), link[0])
        eventually(lambda: letter_to(practice, "anne.roux@cabinet.example"), "the alert")
        took = time.monotonic() - answered_at
    assert took < 8  # about 0.3 s on an idle machine; without the wake-up it would be up to ten


@pytest.mark.parametrize(
    ("only", "number"),
    [
        ((), signal.SIGTERM),
        ((), signal.SIGINT),
        (("--only", "worker"), signal.SIGTERM),
        (("--only", "web"), signal.SIGINT),
    ],
)
def test_a_signal_ends_it_cleanly(practice: Mailbox, only: Sequence[str], number: int) -> None:
    with serving(*only) as process:
        if only == ("--only", "worker"):
            eventually(lambda: letter_to(practice, "marie@courrier.example"), "the follow-up")
            assert not is_healthy()
        else:
            eventually(is_healthy, "health")
        code, took = end(process, number)
        assert code == 0
        assert took < 60
        assert "Traceback" not in process.stderr.read() if process.stderr else ""


def test_the_pages_alone_send_nothing(practice: Mailbox) -> None:
    with serving("--only", "web"):
        eventually(is_healthy, "health")
        time.sleep(1)
    assert practice.messages() == []


def test_a_mail_that_is_on_its_way_is_finished_before_the_end(
    vigil: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay takes its time; told to end meanwhile, the worker waits for its answer and notes it."""
    arrived: list[float] = []

    def slowly(_letter: Letter) -> None:
        arrived.append(time.monotonic())
        time.sleep(1.5)

    with Mailbox(lambda: datetime.now(UTC), on_message=slowly) as slow:
        for name, value in {"SMTP_PORT": slow.port, "SMTP_SECURITY": "plain"}.items():
            monkeypatch.setenv(f"VIGIL_{name}", str(value))
        files = write_practice(tmp_path, datetime.now(UTC))
        assert vigil("import", *files, "--apply").code == 0
        with serving("--only", "worker") as process:
            eventually(lambda: arrived, "the follow-up")
            code, _ = end(process, signal.SIGTERM)
        assert code == 0
        assert len(arrived) == 1
        assert vigil("run-job", "deliver").err.strip() == "deliver: nothing to do"
        assert len(arrived) == 1


def test_a_second_signal_ends_it_where_it_stands(
    vigil: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost by that: what it held is a lease, which lapses."""
    arrived: list[Letter] = []
    has_ended = threading.Event()

    def endlessly(letter: Letter) -> None:
        arrived.append(letter)
        has_ended.wait(SECONDS)

    with Mailbox(lambda: datetime.now(UTC), on_message=endlessly) as slow:
        for name, value in {"SMTP_PORT": slow.port, "SMTP_SECURITY": "plain"}.items():
            monkeypatch.setenv(f"VIGIL_{name}", str(value))
        files = write_practice(tmp_path, datetime.now(UTC))
        assert vigil("import", *files, "--apply").code == 0
        with serving("--only", "worker") as process:
            eventually(lambda: arrived, "the follow-up")
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            code, _ = end(process, signal.SIGTERM)
            has_ended.set()
        assert code == 128 + signal.SIGTERM


def test_a_port_that_is_taken_is_one_sentence(practice: Mailbox) -> None:
    with socket.create_server(("127.0.0.1", int(os.environ["VIGIL_PORT"]))), serving() as process:
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert said.strip().endswith("choose another VIGIL_HOST or VIGIL_PORT.")
    assert "Traceback" not in said
    assert practice.messages() == []


def test_two_that_begin_at_once_on_a_new_home_share_it(home: Path, relay: Mailbox) -> None:
    with serving("--only", "worker") as first, serving("--only", "worker") as second:
        both = first, second
        said = ["".join(until_it_serves(process)) for process in both]
        ended = [end(process, signal.SIGTERM)[0] for process in both]
        said += [process.stderr.read() if process.stderr else "" for process in both]
    assert ended == [0, 0], said
    assert not any("failed" in each for each in said), said


def test_two_on_one_database_send_each_mail_once(practice: Mailbox) -> None:
    with serving("--only", "worker"), serving("--only", "worker"):
        eventually(lambda: letter_to(practice, "marie@courrier.example"), "the follow-up")
        time.sleep(2)
    assert len(practice.messages()) == 1


def test_the_body_of_a_page_does_not_wait_until_its_head_is_confirmed(tmp_path: Path) -> None:
    with (
        listening_at(Settings(home=tmp_path, port=free_port())) as door,
        socket.create_connection(door.getsockname()),
    ):
        accepted, _ = door.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
