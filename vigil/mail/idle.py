"""The open connections to one relay that have nothing to do now."""

import asyncio
from collections.abc import Iterator

from vigil.mail.connection import Connection


class Idle:
    """Kept for the next message, the one used last first; said goodbye to ``after`` seconds at rest."""

    def __init__(self, after: float) -> None:
        self._after = after
        self._open: list[Connection] = []
        self._sweeping: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._open)

    def take(self) -> Connection | None:
        while self._open:
            connection = self._open.pop()
            if connection.is_open and not connection.is_stale:
                return connection
            self._part(connection)
        return None

    def keep(self, connection: Connection) -> None:
        self._open.append(connection)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(self._after, self._sweep)

    async def quit(self) -> None:
        """Say goodbye on all of them."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        await asyncio.gather(*(connection.quit() for connection in self._open), *self._leaving)

    def _sweep(self) -> None:
        self._sweeping = None
        connections, self._open = self._open, []
        for connection in connections:
            if connection.is_stale or not connection.is_open:
                self._part(connection)
            else:
                self.keep(connection)

    def _part(self, connection: Connection) -> None:
        leaving = asyncio.get_running_loop().create_task(connection.quit())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
