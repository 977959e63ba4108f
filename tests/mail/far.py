"""A relay far away: a proxy on loopback that adds latency, in order and without limiting what is under way."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial


class _End(asyncio.Protocol):
    """One end of a connection: what it hears, the other end says ``delay`` seconds later."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._transport: asyncio.Transport | None = None
        self.other: _End | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        for data in self._early:
            transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self.other is not None:
            asyncio.get_running_loop().call_later(self._delay, self.other.say, data)

    def connection_lost(self, error: Exception | None) -> None:
        if self.other is not None:
            asyncio.get_running_loop().call_later(self._delay, self.other.leave)

    def say(self, data: bytes) -> None:
        if self._transport is None:
            self._early.append(data)
        elif not self._transport.is_closing():
            self._transport.write(data)

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.close()


@contextmanager
def far(port: int, round_trip: float) -> Iterator[int]:
    """The port of a proxy to ``port``, ``round_trip`` seconds away, for the time of a ``with``."""
    ready, loop, stopping = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    found: list[int] = []
    serving = _serve(port, round_trip / 2, found, ready, stopping)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


async def _serve(port: int, delay: float, found: list[int], ready: threading.Event, stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    ends: list[_End] = []
    connecting: set[asyncio.Task[object]] = set()

    def accept() -> _End:
        near, away = _End(delay), _End(delay)
        near.other, away.other = away, near
        ends.extend((near, away))
        task = asyncio.ensure_future(loop.create_connection(partial(_same, away), "127.0.0.1", port))
        connecting.add(task)
        return near

    server = await loop.create_server(accept, "127.0.0.1", 0)
    found.append(server.sockets[0].getsockname()[1])
    ready.set()
    await stopping.wait()
    server.close()
    await asyncio.gather(*connecting, return_exceptions=True)
    for end in ends:
        end.leave()
    await asyncio.sleep(0.01)  # lets the transports report their end


def _same(end: _End) -> _End:
    return end
