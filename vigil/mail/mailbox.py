"""The built-in mailbox: an SMTP server on loopback that keeps what it receives, for the demo and for tests.

In memory, or in a folder with one ``.eml`` file per message, written whole or not at all.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from vigil.domain.instants import aware
from vigil.mail.letters import Folder, Letter, Memory

__all__ = ["Letter", "Mailbox"]


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
        self._shelf: Memory | Folder = Memory() if folder is None else Folder(folder)
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
