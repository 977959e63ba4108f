"""A worker of the benchmarks: the real deliver job in a process of its own, on a database that others share."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection

from vigil import clock
from vigil.app import sender
from vigil.bench.apart import Apart, Meter, Spent, apart, heard
from vigil.jobs import deliver
from vigil.mail.courier import Courier
from vigil.mail.relay import Relay
from vigil.opening import open_existing
from vigil.settings import Settings


@dataclass(frozen=True)
class Post:
    """Where a worker works: the installation, and the relay that it delivers to."""

    settings: Settings
    relay: Relay


@dataclass(frozen=True)
class Turn:
    """What one turn of the job did in one process."""

    sent: int
    other: int
    spent: Spent


class Workers:
    """Several, which begin a turn together."""

    def __init__(self, processes: Sequence[Apart]) -> None:
        self._processes = processes

    def deliver(self, now: datetime) -> list[Turn]:
        """One turn of each at ``now``: they share what is due."""
        for process in self._processes:
            process.tell(now)
        return [process.hear() for process in self._processes]


@contextmanager
def workers(post: Post, count: int) -> Iterator[Workers]:
    """So many workers for the time of a ``with``, each connected to the relay before its first turn."""
    with _each(post, count) as processes:
        for process in processes:
            process.hear()
        yield Workers(processes)


@contextmanager
def _each(post: Post, count: int) -> Iterator[list[Apart]]:
    if count == 0:
        yield []
        return
    with apart(_serve, post, "worker") as process, _each(post, count - 1) as others:
        yield [process, *others]


def _serve(pipe: Connection, post: Post) -> None:
    store = open_existing(post.settings, clock.now)
    try:
        with Courier(post.relay) as courier:
            courier.check()
            gc.freeze()  # as ``vigil serve`` does
            pipe.send("ready")
            for now in heard(pipe):
                meter = Meter()
                summary = deliver.run(store, courier, sender(post.settings), now)
                sent = summary["sent"]
                pipe.send(Turn(sent, summary.counts.total() - sent, meter.read()))
    finally:
        store.close()
