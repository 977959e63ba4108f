"""An SMTP or LMTP server of our own in a thread: what listens, and ends every connection when it is stopped."""

import asyncio
import threading
from concurrent.futures import Future
from typing import Any

from aiosmtpd.smtp import SMTP

SIZE_LIMIT = 32 * 1024 * 1024
"""Bytes of one message that are taken."""


class LoopServer:
    """A server on ``host:port`` whose handler answers; 0 takes any free port. ``kind`` is SMTP or LMTP."""

    def __init__(
        self, handler: object, port: int, *, host: str = "127.0.0.1", kind: type[SMTP] = SMTP, ident: str = "vigil"
    ) -> None:
        self._handler = handler
        self._host, self._ident = host, ident
        self._session_class = _counted(kind)
        self._open: set[asyncio.Transport] = set()
        self._listening: Future[int] = Future()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(port,), name=ident, daemon=True)
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
            server = await self._loop.create_server(self._session, self._host, port)
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
        session: asyncio.Protocol = self._session_class(self._open, self._handler, self._loop, self._ident)
        return session


def _counted(kind: type[SMTP]) -> Any:
    """One client's connection, counted among the server's while it is open, so that stopping closes it."""

    class Counted(kind):  # type: ignore[valid-type, misc]
        def __init__(
            self, counted: set[asyncio.Transport], handler: object, loop: asyncio.AbstractEventLoop, ident: str
        ) -> None:
            super().__init__(
                handler,
                loop=loop,
                hostname="localhost",
                ident=ident,
                enable_SMTPUTF8=True,
                data_size_limit=SIZE_LIMIT,
            )
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

    return Counted
