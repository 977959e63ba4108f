"""A relay written for harm: an SMTP server, with PIPELINING, that follows a schedule of faults.

It is strict where Postfix is: a second MAIL is nested until RSET, and DATA without a recipient is refused.
"""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """Where a fault strikes. HANDSHAKE is TLS's, after 220.

    CONTENT is after 354, before the final dot was read; DOT is the answer to that dot.
    """

    CONNECT = "CONNECT"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    HANDSHAKE = "HANDSHAKE"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "CONTENT"
    DOT = "DOT"
    RSET = "RSET"
    QUIT = "QUIT"


# What it may do instead of what is right; anything else is the reply that it gives (421 closes).
HANG = "hang"
DROP = "drop"
DRIP = "drip"  # the right reply, a byte at a time, slowly
EXTRA = "extra"  # the right reply, and one more
KEEP_AND_DROP = "keep and drop"  # at DOT
KEEP_AND_HANG = "keep and hang"  # at DOT
START_ANYWAY = "start anyway"  # at DATA: 354 without a recipient
STRANGER = "stranger"  # at HANDSHAKE: a certificate that nobody trusts
GARBAGE = "garbage"  # at HANDSHAKE: bytes that are none

Faults = Mapping[tuple[Verb, int], str]
"""From a verb and how often it was heard before, over all sessions, to what goes wrong."""


class _Gone(Exception):
    """This session is over."""


@dataclass
class Faulty:
    """``is_joined``: replies to a group leave together, else byte by byte. ``kept`` is what it took for good.

    A session that hangs is over after ``hangs_for`` seconds.
    """

    faults: Faults = field(default_factory=dict)
    is_pipelining: bool = True
    is_joined: bool = True
    most_sessions: int = 1000
    tls: ssl.SSLContext | None = None
    untrusted: ssl.SSLContext | None = None
    hangs_for: float = 3600.0
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    heard: Counter[Verb] = field(default_factory=Counter)
    commands: list[str] = field(default_factory=list)
    sessions: int = 0
    open_sessions: int = 0
    port: int = 0

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient, _ in self.kept]

    def strike(self, verb: Verb) -> str | None:
        fault = self.faults.get((verb, self.heard[verb]))
        self.heard[verb] += 1
        return fault


class _Session:
    def __init__(self, relay: Faulty, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._relay, self._reader, self._writer = relay, reader, writer
        self._input, self._output = b"", b""
        self._sender: str | None = None
        self._recipient: str | None = None

    async def run(self) -> None:
        self._relay.sessions += 1
        self._relay.open_sessions += 1
        try:
            is_full = self._relay.open_sessions > self._relay.most_sessions
            await self._answer(Verb.CONNECT, "421 4.7.0 too many connections" if is_full else "220 faulty.example")
            while True:
                await self._obey((await self._line()).decode("ascii"))
        except (_Gone, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            self._writer.transport.abort()
        finally:
            self._relay.open_sessions -= 1

    async def _obey(self, line: str) -> None:
        word, _, argument = line.partition(" ")
        self._relay.commands.append(word)
        match word:
            case "EHLO":
                offers = ["faulty.example", "SIZE"] + ["PIPELINING"] * self._relay.is_pipelining
                offers += ["STARTTLS"] * (self._relay.tls is not None)
                lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
                await self._answer(Verb.EHLO, "\r\n".join(lines))
            case "STARTTLS":
                if await self._answer(Verb.STARTTLS, "220 2.0.0 go on"):
                    await self._secure()
            case "MAIL":
                await self._mail(argument)
            case "RCPT":
                await self._rcpt(argument)
            case "DATA":
                await self._data()
            case "RSET":
                self._sender = self._recipient = None
                await self._answer(Verb.RSET, "250 2.0.0 reset")
            case "QUIT":
                await self._answer(Verb.QUIT, "221 2.0.0 bye")
                await self._flush()
                raise _Gone
            case _:
                await self._say("500 5.5.2 what?")

    async def _secure(self) -> None:
        assert self._relay.tls is not None
        await self._flush()
        fault = self._relay.strike(Verb.HANDSHAKE)
        if fault == GARBAGE:
            self._writer.write(b"\x16\x03\x01 this is no handshake \r\n" * 20)
            await self._flush()
            raise _Gone
        if fault not in (None, STRANGER):
            await self._play(fault)
        context = self._relay.untrusted if fault == STRANGER else self._relay.tls
        assert context is not None
        await self._writer.start_tls(context)

    async def _mail(self, argument: str) -> None:
        # Every second time in one line: what a courier may take at once when all of it says yes.
        right = "250 2.1.0 ok" if self._relay.heard[Verb.MAIL] % 2 else "250-2.1.0 of several\r\n250 2.1.0 lines"
        if self._sender is not None:
            await self._answer(Verb.MAIL, "503 5.5.1 nested MAIL command")
        elif await self._answer(Verb.MAIL, right):
            self._sender = argument[len("FROM:<") : -1]

    async def _rcpt(self, argument: str) -> None:
        if self._sender is None:
            await self._answer(Verb.RCPT, "503 5.5.1 need MAIL command")
        elif await self._answer(Verb.RCPT, "250 2.1.5 ok"):
            self._recipient = argument[len("TO:<") : -1]

    async def _data(self) -> None:
        fault = self._relay.faults.get((Verb.DATA, self._relay.heard[Verb.DATA]))
        if self._recipient is None and fault != START_ANYWAY:
            await self._answer(Verb.DATA, "554 5.5.1 no valid recipients")
            return
        if not await self._answer(Verb.DATA, "354 go on"):
            return
        await self._play(self._relay.strike(Verb.CONTENT))
        content = b""
        while (line := await self._line()) != b".":
            content += (line[1:] if line.startswith(b".") else line) + b"\r\n"
        await self._take(content)
        self._sender = self._recipient = None

    async def _take(self, content: bytes) -> None:
        if self._recipient is None:
            await self._say("554 5.5.1 no valid recipients")
            return
        kept = (self._sender or "", self._recipient, content)
        fault = self._relay.faults.get((Verb.DOT, self._relay.heard[Verb.DOT]))
        if fault in (KEEP_AND_DROP, KEEP_AND_HANG):
            self._relay.kept.append(kept)
        if await self._answer(Verb.DOT, "250 2.0.0 kept"):
            self._relay.kept.append(kept)

    async def _answer(self, verb: Verb, right: str) -> bool:
        """Say what is right, unless a fault is due; whether it was right."""
        fault = self._relay.strike(verb)
        if fault in (None, START_ANYWAY, DRIP, EXTRA):
            await self._say(right + ("\r\n250 2.0.0 one more" if fault == EXTRA else ""), is_slow=fault == DRIP)
            if right.startswith("421"):
                raise _Gone
            return right[0] in "23"
        await self._play(fault)
        return False

    async def _play(self, fault: str | None) -> None:
        if fault is None:
            return
        await self._flush()
        if fault in (HANG, KEEP_AND_HANG):
            await asyncio.sleep(self._relay.hangs_for)
        if fault in (HANG, KEEP_AND_HANG, DROP, KEEP_AND_DROP):
            raise _Gone
        await self._say(fault)
        if fault.startswith("421"):
            await self._flush()
            raise _Gone

    async def _say(self, reply: str, *, is_slow: bool = False) -> None:
        self._output += reply.encode("ascii") + b"\r\n"
        if is_slow or not self._relay.is_joined:
            for byte in self._output:
                if self._writer.is_closing():
                    raise _Gone
                self._writer.write(bytes([byte]))
                await asyncio.sleep(0.001 if is_slow else 0)
            self._output = b""

    async def _flush(self) -> None:
        self._writer.write(self._output)
        self._output = b""
        await self._writer.drain()

    async def _line(self) -> bytes:
        while b"\r\n" not in self._input:
            await self._flush()
            more = await self._reader.read(65536)
            if not more:
                raise _Gone
            self._input += more
        line, _, self._input = self._input.partition(b"\r\n")
        return line


@contextmanager
def harmful(relay: Faulty | None = None) -> Iterator[Faulty]:
    """The relay on loopback, in a thread, for the time of a ``with``."""
    relay = relay or Faulty()
    ready, loop, stopping = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(relay, ready, stopping),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


async def _serve(relay: Faulty, ready: threading.Event, stopping: asyncio.Event) -> None:
    sessions: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_Session(relay, reader, writer).run())
        sessions.add(task)
        task.add_done_callback(sessions.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    ready.set()
    await stopping.wait()
    server.close()
    left = tuple(sessions)
    for session in left:
        session.cancel()
    for session in left:
        with suppress(asyncio.CancelledError):
            await session
    await asyncio.sleep(0.001)  # lets the transports report their end
