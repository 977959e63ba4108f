"""Writers of one process take turns on SQLite, and those that wait for each other share one commit.

SQLite lets one transaction write at a time, and writers that queue on its lock sleep and wake at random. Here they
queue in order. Who is done while others wait hands them the open transaction instead of ending it; the last one commits
for all, and nobody goes on before that. Each but the first works in a savepoint, so that a fault takes nothing with it
but its own.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

MOST = 64
"""How many turns share one commit."""

LONGEST = 0.02
"""Seconds after which a shared transaction is ended, however many wait: the first one waits for its commit."""


class Turns:
    """The queue of one process before one database."""

    def __init__(self, engine: Engine, *, longest: float = LONGEST) -> None:
        self._engine = engine
        self._longest = longest
        self._door = threading.Lock()
        self._waiting: deque[_Waiter] = deque()
        self._is_taken = False
        self._spare: Connection | None = None

    def close(self) -> None:
        """Let go of the connection that was kept for the next writer."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    @contextmanager
    def turn(self, *, is_alone: bool = False) -> Iterator[tuple[Connection, bool]]:
        """A connection on which a writing transaction has begun, and whether others worked in it before.

        The block works in a savepoint if others did. When it ends, the transaction is committed, by this turn or by a
        later one; if it raises, nothing of it is kept. ``is_alone``: for what takes long, so that nobody waits for it.
        """
        shared = self._enter(is_alone=is_alone)
        try:
            if shared is None:
                shared = _Shared(self._take_connection(), self._longest)
            yield shared.connection, shared.count > 0
        except BaseException:
            self._leave(shared, is_kept=False, is_alone=is_alone)
            raise
        self._leave(shared, is_kept=True, is_alone=is_alone)
        shared.ended.wait()
        if shared.error is not None:
            raise shared.error

    def _take_connection(self) -> Connection:
        """The one that the last writer used, whose turn is over: asking for one takes longer than a short turn."""
        connection, self._spare = self._spare or self._engine.connect(), None
        return connection

    def _enter(self, *, is_alone: bool) -> "_Shared | None":
        with self._door:
            if not self._is_taken:
                self._is_taken = True
                return None
            waiter = _Waiter(is_alone=is_alone)
            self._waiting.append(waiter)
        try:
            waiter.called.wait()
        except BaseException:  # interrupted: its turn, if it came meanwhile, goes to the next
            self._renounce(waiter)
            raise
        return waiter.shared

    def _renounce(self, waiter: "_Waiter") -> None:
        with self._door:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                return
        self._leave(waiter.shared, is_kept=False, is_alone=True)

    def _leave(self, shared: "_Shared | None", *, is_kept: bool, is_alone: bool) -> None:
        """Hand the transaction to the next in line, or end it and let the next one begin another."""
        if shared is not None:
            shared.count += is_kept
            if is_kept or shared.count:
                with self._door:
                    if self._waiting and not is_alone and shared.has_room and not self._waiting[0].is_alone:
                        self._waiting.popleft().call(shared)
                        return
            self._spare = shared.end()
        with self._door:
            if self._waiting:
                self._waiting.popleft().call(None)
            else:
                self._is_taken = False


class _Waiter:
    """Who waits to be called, with the transaction that is handed over or none."""

    def __init__(self, *, is_alone: bool) -> None:
        self.is_alone = is_alone
        self.called = threading.Event()
        self.shared: _Shared | None = None

    def call(self, shared: "_Shared | None") -> None:
        self.shared = shared
        self.called.set()


class _Shared:
    """One transaction, begun and open: ``count`` are the turns that were kept."""

    def __init__(self, connection: Connection, longest: float) -> None:
        self.connection = connection
        try:
            self.connection.begin()
        except BaseException:
            self.connection.close()
            raise
        self.count = 0
        self.ended = threading.Event()
        self.error: Exception | None = None
        self._until = time.monotonic() + longest

    @property
    def has_room(self) -> bool:
        return self.count < MOST and time.monotonic() < self._until

    def end(self) -> Connection | None:
        """Commit what was kept; whoever took part learns if that failed. The connection for the next, unless it did."""
        try:
            if self.connection.in_transaction():
                if self.count:
                    self.connection.commit()
                else:
                    self.connection.rollback()
            return self.connection
        except Exception as error:
            self.error = error
            self.connection.invalidate()  # what could not be committed must not wait in the pool for the next commit
            self.connection.close()
            return None
        finally:
            self.ended.set()
