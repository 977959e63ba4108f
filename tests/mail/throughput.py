"""How fast the courier is, against raw aiosmtplib with the same bytes prepared beforehand. Not a test: run it.

    python -m tests.mail.throughput [--port 2525] [--messages 4000] [--rounds 5] [--round-trip 0.02] [--connections 8]

``--port`` is that of a sink (say ``smtp-sink -c 127.0.0.1:2525 1000``); without it one of ours runs in another process.
Runs are interleaved, and medians told: on a machine that others use too, only their ratios mean something.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection as Pipe
from uuid import UUID

import aiosmtplib

from tests.mail.far import far
from vigil.mail.courier import Courier, Envelope, Relay
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Security

_LINE = b"Bonjour, comment allez-vous depuis votre derniere seance ? Repondez en un clic.\r\n"
CONTENT = b"Subject: measured\r\nFrom: a@vigil.example\r\n\r\n" + _LINE * 47


class _Sink(asyncio.Protocol):
    """Takes everything, as fast as it can."""

    def __init__(self) -> None:
        self._rest, self._is_content = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        replies = []
        while (reply := self._next()) is not None:
            replies.append(reply)
        self._transport.write(b"".join(replies))

    def _next(self) -> bytes | None:
        if self._is_content:
            _, end, rest = self._rest.partition(b"\r\n.\r\n")
            if not end:
                return None
            self._rest, self._is_content = rest, False
            return b"250 2.0.0 kept\r\n"
        line, end, rest = self._rest.partition(b"\r\n")
        if not end:
            return None
        self._rest = rest
        self._is_content = line == b"DATA"
        return {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(
            line[:4], b"250 2.0.0 ok\r\n"
        )


def _sink(pipe: Pipe) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def sink() -> Iterator[int]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_sink, args=(theirs,), daemon=True)
    process.start()
    port: int = ours.recv()
    try:
        yield port
    finally:
        process.terminate()
        process.join()


def raw(port: int, envelopes: list[Envelope], connections: int) -> float:
    """Messages per second of stock aiosmtplib, its connections open before the clock starts."""

    async def send(client: aiosmtplib.SMTP, waiting: list[Envelope]) -> None:
        while waiting:
            envelope = waiting.pop()
            await client.sendmail(envelope.sender, [envelope.recipient], envelope.content)

    async def run() -> float:
        clients = [
            aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False) for _ in range(connections)
        ]
        await asyncio.gather(*(client.connect() for client in clients))
        waiting, began = list(envelopes), time.perf_counter()
        await asyncio.gather(*(send(client, waiting) for client in clients))
        took = time.perf_counter() - began
        await asyncio.gather(*(client.quit() for client in clients))
        return len(envelopes) / took

    return asyncio.run(run())


def ours(port: int, envelopes: list[Envelope], connections: int, *, is_pipelined: bool) -> float:
    """The same by the courier, in one batch, with a lease that is asked; connections are opened on the clock."""
    relay = Relay("127.0.0.1", port, Security.PLAIN, connections=connections, is_pipelined=is_pipelined)
    with Courier(relay) as courier:
        courier.check()
        began = time.perf_counter()
        outcomes = courier.deliver(envelopes, lambda id: True)
        took = time.perf_counter() - began
    assert all(outcome.kind is Kind.SENT for outcome in outcomes)
    return len(envelopes) / took


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int)
    options.add_argument("--messages", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--round-trip", type=float, default=0.0)
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--most", type=int, help="connections that the courier may open; as many, by default")
    told = options.parse_args()
    envelopes = [
        Envelope(UUID(int=n), f"bounce+t{n}@vigil.example", f"p{n}@home.example", CONTENT) for n in range(told.messages)
    ]
    with ExitStack() as opened:
        port = told.port or opened.enter_context(sink())
        if told.round_trip:
            port = opened.enter_context(far(port, told.round_trip))
        most = told.most or told.connections
        runs: dict[str, Callable[[], float]] = {
            "raw": lambda: raw(port, envelopes, told.connections),
            "plain": lambda: ours(port, envelopes, most, is_pipelined=False),
            "pipelined": lambda: ours(port, envelopes, most, is_pipelined=True),
        }
        seen: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(told.rounds):
            for name, run in runs.items():
                seen[name].append(run())
    base = statistics.median(seen["raw"])
    for name, figures in seen.items():
        median = statistics.median(figures)
        sys.stdout.write(f"{name:10} {median:8.0f} messages/s  {median / base:5.2f} x raw\n")


if __name__ == "__main__":
    main()
