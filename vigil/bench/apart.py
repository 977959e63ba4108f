"""A function in a process of its own, spoken to over a pipe: its time, memory and interpreter are nobody else's."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from vigil.domain.errors import VigilError

T = TypeVar("T")

_PATIENCE = 10.0
"""Seconds that a process is given to end by itself once its pipe is closed."""


class BenchFailed(VigilError):
    """A process of the benchmark ended before it had answered; what it said is on standard error."""


class Apart:
    """The near end of the pipe."""

    def __init__(self, pipe: Connection, name: str) -> None:
        self._pipe, self._name = pipe, name

    def tell(self, word: Any) -> None:
        self._pipe.send(word)

    def hear(self) -> Any:
        """What it says next; ``BenchFailed`` when it has ended instead."""
        try:
            return self._pipe.recv()
        except EOFError:
            raise BenchFailed(f"The {self._name} of the benchmark ended before it had answered.") from None


@contextmanager
def apart(serve: Callable[[Connection, T], None], given: T, name: str) -> Iterator[Apart]:
    """``serve(pipe, given)`` in a fresh interpreter, for the time of a ``with``; it should end when its pipe does."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, given), name=name, daemon=True)
    process.start()
    theirs.close()
    try:
        yield Apart(ours, name)
    finally:
        ours.close()
        process.join(_PATIENCE)
        if process.is_alive():
            process.terminate()
            process.join()


def heard(pipe: Connection) -> Iterator[Any]:
    """In the process: what it is told, until the other end closes."""
    while True:
        try:
            yield pipe.recv()
        except EOFError:
            return


@dataclass(frozen=True)
class Spent:
    """What a process spent between two looks: seconds of the clock and of its processor, and its peak memory."""

    began: float
    ended: float
    cpu: float
    peak_rss_mb: float


class Meter:
    """Started when it is made. Instants are monotonic, which on one machine all processes share."""

    def __init__(self) -> None:
        self._began, self._cpu = time.monotonic(), time.process_time()

    def read(self) -> Spent:
        return Spent(self._began, time.monotonic(), time.process_time() - self._cpu, round(_peak_rss() / 1e6, 1))


def _peak_rss() -> int:
    """Bytes. ``getrusage`` would say at least what whoever started this process held when it did."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
