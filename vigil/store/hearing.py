"""Hearing that another process owes something urgent: an alert leaves at once, whoever recorded the answer.

PostgreSQL tells (LISTEN) when a transaction commits that owes it. SQLite only shows that a file was written to; whether
anything urgent is due is then looked up. What is not heard waits for the tick.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from vigil.domain.words import Priority
from vigil.store.database import URGENT, Store
from vigil.store.engines import is_postgresql, open_engine
from vigil.store.tables import Message
from vigil.store.tables.ledger import DUE

log = structlog.get_logger()

GLANCE = 0.2
"""Seconds between two looks at whether SQLite's file was written to, and at whether to stop."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a lost connection is made anew; doubled each time."""


class Hearing:
    """Calls ``waker`` soon after any process committed something urgent; on a thread and a connection of its own."""

    def __init__(self, store: Store, waker: Callable[[], None], now: Callable[[], datetime]) -> None:
        self._store, self._waker, self._now = store, waker, now
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="hearing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _hear(self) -> None:
        pause = FIRST_PAUSE
        while not self._is_over.is_set():
            engine = open_engine(self._store.url)
            try:
                with engine.connect() as connection:
                    pause = FIRST_PAUSE
                    if is_postgresql(engine):
                        self._listen(connection.execution_options(isolation_level="AUTOCOMMIT"))
                    else:
                        self._watch(connection)
            except Exception as error:  # its text may quote a password
                log.warning("not listening", action="hearing_lost", error=type(error).__name__, again_in=pause)
                self._is_over.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            finally:
                engine.dispose()

    def _listen(self, connection: Connection) -> None:
        connection.execute(text(f"LISTEN {URGENT}"))
        driver = connection.connection.driver_connection
        assert driver is not None
        self._waker()  # what was said while nobody listened
        while not self._is_over.is_set():
            if any(True for _ in driver.notifies(timeout=GLANCE, stop_after=1)):
                self._waker()

    def _watch(self, connection: Connection) -> None:
        driver = connection.connection.driver_connection  # outside of any transaction, which would see one instant
        assert driver is not None
        seen = None
        while not self._is_over.is_set():
            version = driver.execute("PRAGMA data_version").fetchone()
            if version != seen and self._is_urgent_due():
                self._waker()
            seen = version
            self._is_over.wait(GLANCE)

    def _is_urgent_due(self) -> bool:
        due = select(Message.id).where(text(DUE), Message.priority <= Priority.SAME_DAY, Message.due_at <= self._now())
        with self._store.reading() as session:
            return session.scalar(due.limit(1)) is not None
