"""The built-in mailbox: an SMTP server on loopback that keeps what it receives, for the demo and for tests.

In memory, or in a folder with one ``.eml`` file per message, written whole or not at all.
"""

import asyncio
import itertools
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from vigil.domain.instants import aware

_FILED = re.compile(r"\d{8}T\d{12}Z-\d{8,}", re.ASCII)
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Letter:
    """One message as it arrived. ``id`` sorts by arrival; ``sender`` and ``recipients`` are the envelope's."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    received_at: datetime
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def from_line(self) -> str:
        return str(self.message["From"] or "")

    @property
    def to_line(self) -> str:
        return str(self.message["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


class Mailbox:
    """Start it, point a courier at ``port``, read ``messages()``, stop it.

    ``now`` dates what arrives. ``refuse`` returns the reply for an address that must bounce (``"550 5.1.1 unknown"``)
    or ``None``. ``on_message`` is called on the mailbox's thread for each message kept, before the sender gets its
    answer; if it fails, the sender is told so. ``folder`` keeps messages over restarts; without it they stay in memory.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        folder: Path | None = None,
        port: int = 0,
        refuse: Callable[[str], str | None] | None = None,
        on_message: Callable[[Letter], None] | None = None,
    ) -> None:
        self._now = now
        self._refuse = refuse
        self._on_message = on_message
        self._shelf: _Memory | _Folder = _Memory() if folder is None else _Folder(folder)
        self._wanted_port = port
        self._server: _Server | None = None

    @property
    def port(self) -> int:
        """The port that it listens on; an error before ``start``."""
        if self._server is None:
            raise RuntimeError("the mailbox was not started")
        return self._server.port

    def start(self) -> None:
        if self._server is None:
            self._server = _Server(self, self._wanted_port)

    def stop(self) -> None:
        """Close every connection and free the port; what was received can still be read."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def messages(self, limit: int | None = None) -> list[Letter]:
        """What was received, newest first; bodies are parsed only when they are looked at."""
        return self._shelf.newest(limit)

    def message(self, id: str) -> Letter | None:
        return self._shelf.find(id)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds its hooks by this name
        self, server: SMTP, session: Session, envelope: Received, address: str, options: list[str]
    ) -> str:
        refusal = self._refuse(address) if self._refuse is not None else None
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:  # noqa: N802  # as above
        content = envelope.content
        assert isinstance(content, bytes)
        received_at = aware(self._now())
        letter = Letter("", envelope.mail_from or "", tuple(envelope.rcpt_tos), received_at, content)
        letter = self._shelf.keep(letter)
        if self._on_message is not None:
            self._on_message(letter)
        return f"250 2.0.0 kept as {letter.id}"

    async def handle_exception(self, error: Exception) -> str:
        return f"451 4.3.0 not kept: {type(error).__name__}"


class _Memory:
    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._lock = threading.Lock()

    def keep(self, letter: Letter) -> Letter:
        with self._lock:
            kept = replace(letter, id=f"{len(self._letters) + 1:08}")
            self._letters[kept.id] = kept
        return kept

    def newest(self, limit: int | None) -> list[Letter]:
        with self._lock:
            return list(itertools.islice(reversed(self._letters.values()), limit))

    def find(self, id: str) -> Letter | None:
        return self._letters.get(id)


class _Folder:
    """Files named by arrival; ``Return-Path`` and ``Delivered-To``, as a mail server adds them, keep the envelope."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = itertools.count(len(self._names()) + 1)

    def keep(self, letter: Letter) -> Letter:
        kept = replace(letter, id=f"{letter.received_at.strftime(_STAMP)}-{next(self._count):08}")
        trace = [f"Return-Path: <{letter.sender}>", *(f"Delivered-To: {address}" for address in letter.recipients)]
        content = "".join(f"{line}\r\n" for line in trace).encode("utf-8") + letter.content
        written = self._folder / f"{kept.id}.tmp"
        written.write_bytes(content)
        written.replace(self._folder / f"{kept.id}.eml")
        return replace(kept, content=content)

    def newest(self, limit: int | None) -> list[Letter]:
        found = (self.find(name) for name in reversed(self._names()))
        return list(itertools.islice((letter for letter in found if letter is not None), limit))

    def find(self, id: str) -> Letter | None:
        path = self._folder / f"{id}.eml"
        if not _FILED.fullmatch(id) or not path.is_file():
            return None
        received_at = aware(datetime.strptime(f"{id[:22]}+0000", f"{_STAMP}%z"))
        content = path.read_bytes()
        head = message_from_bytes(content.partition(b"\r\n\r\n")[0], policy=policy.default)
        recipients = tuple(str(address) for address in head.get_all("Delivered-To", []))
        return Letter(id, str(head["Return-Path"] or "").strip("<>"), recipients, received_at, content)

    def _names(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.eml"))


class _Server:
    """The listening socket and its event loop, in a thread."""

    def __init__(self, handler: object, port: int) -> None:
        self._handler = handler
        self._open: set[asyncio.Transport] = set()
        self._listening: Future[int] = Future()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(port,), name="mailbox", daemon=True)
        self._thread.start()
        self.port = self._listening.result()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self, port: int) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(port))

    async def _serve(self, port: int) -> None:
        try:
            server = await self._loop.create_server(self._session, "127.0.0.1", port)
        except OSError as error:
            self._listening.set_exception(error)
            return
        self._listening.set_result(server.sockets[0].getsockname()[1])
        await self._until_stopped(server)

    async def _until_stopped(self, server: asyncio.Server) -> None:
        await self._stopping.wait()
        server.close()
        for transport in tuple(self._open):
            transport.close()
        await asyncio.sleep(0)  # lets them report their end

    def _session(self) -> asyncio.Protocol:
        return _Session(self._open, self._handler, loop=self._loop)


class _Session(SMTP):
    """One client's connection, counted among the server's while it is open, so that stopping closes it."""

    def __init__(self, counted: set[asyncio.Transport], handler: object, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(handler, loop=loop, hostname="localhost", ident="vigil mailbox", enable_SMTPUTF8=True)
        self._counted = counted
        self._mine: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._mine = transport
            self._counted.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._mine is not None:
            self._counted.discard(self._mine)
        super().connection_lost(error)
