"""A real ``vigil serve`` in a process of its own, and browsers that post answers to it over loopback."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen
from uuid import UUID

from vigil.bench.apart import BenchFailed
from vigil.bench.mould import Ids, Mould
from vigil.bench.throwaway import Throwaway
from vigil.replies.questionnaire import eva_field
from vigil.settings import Settings, variable
from vigil.store import tokens
from vigil.store.tables import Ask, Course

_PATIENCE = 60.0
"""Seconds that it may take to answer for the first time."""

FINE = {"danger": "none", "past": "none", "reaction": "none"}
IN_DANGER = {"danger": "breathing"}


@dataclass(frozen=True)
class Post:
    """One answer as a browser sends it, whole."""

    ask_id: UUID
    request: bytes


@dataclass(frozen=True)
class Answered:
    """When (monotonic) it was sent, and when its page had come back."""

    ask_id: UUID
    sent: float
    done: float


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serve(settings: Settings, *words: str) -> Iterator[int]:
    """``vigil serve`` with these settings until the ``with`` ends, answering from the start; gives its process id."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIGIL_")}
    given = settings.model_dump(exclude_none=True, exclude_unset=True)
    environment |= {variable(name): str(value) for name, value in given.items()}
    command = [sys.executable, "-m", "vigil", "serve", *words]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603  # ourselves
        try:
            _wait(process, settings.port)
            yield process.pid
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def processor_seconds(pid: int) -> float | None:
    """What a process has spent of its processor so far; ``None`` where the system does not say so in ``/proc``."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")  # in user mode and in the system's


def waited_seconds(*pids: int) -> float | None:
    """What the threads of processes have waited for a processor that others had; ``None`` as above."""
    try:
        told = [each.read_text() for pid in pids for each in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    except OSError:
        return None
    return sum(int(line.split()[1]) for line in told) / 1e9 if told else None


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    ends_at = time.monotonic() + _PATIENCE
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise BenchFailed("vigil serve did not answer: the benchmark cannot be run.")


def posts(ground: Throwaway, mould: Mould, people: Sequence[Ids], said: dict[str, str], *, score: bool) -> list[Post]:
    """The answers of patients cast from a mould; with ``score`` each gives an EVA too."""
    found = []
    for number, ids in enumerate(people):
        ask_id = ids[mould.id_of(Ask)]
        fields = dict(said) | {"request_id": f"bench-{number}"}
        if score:
            fields[eva_field(ids[mould.id_of(Course)])] = str(number % 11)
        token = tokens.derive(ground.store.keyring, tokens.Purpose.ANSWER, ground.clinic_id, ask_id)
        found.append(Post(ask_id, _request(f"/answer/{token}", urlencode(fields).encode())))
    return found


def _request(place: str, body: bytes) -> bytes:
    head = (
        f"POST {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer_all(port: int, waiting: Sequence[Post], clients: int, pause: float = 0.0) -> list[Answered]:
    """So many clients, each with a connection of its own that it keeps, answer one after the other."""
    left, answered = iter(waiting), list[Answered]()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for post in left:
            sent = time.monotonic()
            writer.write(post.request)
            await take_page(reader)
            answered.append(Answered(post.ask_id, sent, time.monotonic()))
            await asyncio.sleep(pause)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client() for _ in range(clients)))
    return answered


async def take_page(reader: asyncio.StreamReader) -> None:
    """``BenchFailed`` unless the answer was taken."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise BenchFailed(f"An answer was not taken: {head[:40].decode(errors='replace').strip()!r}.")
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
