"""A sink: an SMTP server in a process of its own that takes every message and keeps none."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from vigil.bench.apart import Apart, apart

_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Taste:
    """What a sink is like: ``latency`` is the seconds that each answer takes, as if it were that far away.

    ``watched`` is a recipient of whose messages the instants are told (``Sink.seen``).
    """

    is_pipelining: bool = True
    latency: float = 0.0
    watched: str = ""


@dataclass(frozen=True)
class Sink:
    """A running one. It counts what it took."""

    port: int
    _process: Apart

    def count(self) -> int:
        """Messages taken so far."""
        self._process.tell("count")
        count: int = self._process.hear()
        return count

    def seen(self) -> dict[str, float]:
        """When (monotonic) each message to the watched recipient was taken whole, by the id before its @."""
        self._process.tell("seen")
        seen: dict[str, float] = self._process.hear()
        return seen


@contextmanager
def sink(taste: Taste | None = None) -> Iterator[Sink]:
    """A sink on loopback for the time of a ``with``."""
    with apart(_serve, taste or Taste(), "sink") as process:
        yield Sink(process.hear(), process)


class _Book:
    """What the sink took, over all its connections."""

    def __init__(self, taste: Taste) -> None:
        self.taste = taste
        self.count = 0
        self.seen: dict[str, float] = {}

    def take(self, recipient: bytes, content: bytes) -> None:
        self.count += 1
        if self.taste.watched and self.taste.watched.encode() in recipient:
            found = _ID.search(content)
            self.seen.setdefault(found[1].decode() if found else "", time.monotonic())


class _Session(asyncio.Protocol):
    def __init__(self, book: _Book) -> None:
        self._book = book
        self._rest, self._recipient, self._is_content = b"", b"", False
        self._waiting: deque[bytes] = deque()
        hello = b"250-sink.example\r\n250-8BITMIME\r\n"
        self._replies = {
            b"EHLO": hello + (b"250 PIPELINING\r\n" if book.taste.is_pipelining else b"250 HELP\r\n"),
            b"DATA": b"354 go on\r\n",
            b"QUIT": b"221 2.0.0 bye\r\n",
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._say(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest = self._rest + data if self._rest else data
        replies = []
        while (reply := self._next()) is not None:
            replies.append(reply)
        if replies:
            self._say(b"".join(replies))

    def _next(self) -> bytes | None:
        """The answer to the next command or content that is there whole."""
        if self._is_content:
            content, end, rest = self._rest.partition(b"\r\n.\r\n")
            if not end:
                return None
            self._rest, self._is_content = rest, False
            self._book.take(self._recipient, content)
            return b"250 2.0.0 taken\r\n"
        line, end, rest = self._rest.partition(b"\r\n")
        if not end:
            return None
        self._rest = rest
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._recipient = line
        self._is_content = verb == b"DATA"
        return self._replies.get(verb, b"250 2.0.0 ok\r\n")

    def _say(self, words: bytes) -> None:
        """Each timer says what has waited longest, so that answers keep their order."""
        if not self._book.taste.latency:
            self._transport.write(words)
            return
        self._waiting.append(words)
        asyncio.get_running_loop().call_later(self._book.taste.latency, self._say_one)

    def _say_one(self) -> None:
        words = self._waiting.popleft()
        if not self._transport.is_closing():
            self._transport.write(words)


def _serve(pipe: Connection, taste: Taste) -> None:
    asyncio.run(_run(pipe, _Book(taste)))


async def _run(pipe: Connection, book: _Book) -> None:
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(partial(_Session, book), "127.0.0.1", 0, backlog=512)
    pipe.send(server.sockets[0].getsockname()[1])

    def asked() -> None:
        try:
            pipe.send(book.count if pipe.recv() == "count" else book.seen)
        except (EOFError, OSError):
            loop.remove_reader(pipe.fileno())
            ending.set()

    loop.add_reader(pipe.fileno(), asked)
    await ending.wait()
    server.close()
