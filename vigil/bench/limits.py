"""What delivering is held against: raw aiosmtplib, and Postfix's ``smtp-source`` where it is installed.

Both send bytes that were prepared beforehand and remember nothing: as fast as a sender can be that keeps no promise.
"""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection

import aiosmtplib

from vigil.bench.apart import Apart, apart, heard
from vigil.mail.courier import Courier, Envelope
from vigil.mail.relay import Relay

CONNECTIONS = 8


@dataclass(frozen=True)
class Prepared:
    """Messages to send over and over to a relay. ``relay`` is for the courier alone, without a ledger."""

    host: str
    port: int
    envelopes: Sequence[Envelope]
    relay: Relay | None = None


class Limit:
    """A sender in a process of its own."""

    def __init__(self, process: Apart) -> None:
        self._process = process

    def messages_per_second(self, count: int) -> float:
        """Send so many messages, its connections open before the clock starts."""
        self._process.tell(count)
        rate: float = self._process.hear()
        return rate


@contextmanager
def raw(prepared: Prepared) -> Iterator[Limit]:
    """Stock aiosmtplib on asyncio, eight connections."""
    with apart(_serve_raw, prepared, "limit") as process:
        yield Limit(process)


@contextmanager
def courier_alone(prepared: Prepared) -> Iterator[Limit]:
    """Our courier with the same bytes, and no ledger behind it."""
    with apart(_serve_courier, prepared, "courier") as process:
        yield Limit(process)


def smtp_source(host: str, port: int, count: int, length: int) -> float | None:
    """Messages per second of Postfix's ``smtp-source`` (in C) with as many bytes each; ``None`` where it is not."""
    program = shutil.which("smtp-source") or shutil.which("/usr/sbin/smtp-source")
    if program is None:
        return None
    words = ["-s", str(CONNECTIONS), "-m", str(count), "-l", str(length), "-f", "a@bench.example", "-t", "b@d.example"]
    began = time.perf_counter()
    subprocess.run([program, *words, f"{host}:{port}"], check=True, capture_output=True)  # noqa: S603  # our own words
    return count / (time.perf_counter() - began)


def _serve_raw(pipe: Connection, prepared: Prepared) -> None:
    for count in heard(pipe):
        pipe.send(asyncio.run(_raw(prepared, count)))


async def _raw(prepared: Prepared, count: int) -> float:
    async def send(client: aiosmtplib.SMTP, waiting: Iterator[Envelope]) -> None:
        for envelope in waiting:
            await client.sendmail(envelope.sender, [envelope.recipient], envelope.content)

    clients = [
        aiosmtplib.SMTP(hostname=prepared.host, port=prepared.port, start_tls=False, use_tls=False)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(client.connect() for client in clients))
    waiting, began = islice(cycle(prepared.envelopes), count), time.perf_counter()
    await asyncio.gather(*(send(client, waiting) for client in clients))
    took = time.perf_counter() - began
    await asyncio.gather(*(client.quit() for client in clients))
    return count / took


def _serve_courier(pipe: Connection, prepared: Prepared) -> None:
    assert prepared.relay is not None
    with Courier(prepared.relay) as courier:
        courier.check()
        for count in heard(pipe):
            envelopes, began = list(islice(cycle(prepared.envelopes), count)), time.perf_counter()
            courier.deliver(envelopes, lambda id: True)
            pipe.send(count / (time.perf_counter() - began))
