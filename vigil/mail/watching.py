"""Watching a mailbox with IDLE (RFC 2177), so that a reply is read in seconds; without it the tick has to do.

It only wakes: fetching goes over another connection, and what it misses is found at the next tick.
"""

import threading
import time
from collections.abc import Callable

import structlog
from imap_tools import BaseMailBox

from vigil.domain.errors import VigilError
from vigil.mail.imap import Account, back_off, connected, hang_up, in_trouble
from vigil.mail.inbox import InboxTrouble

log = structlog.get_logger()

_LOOK = 1.0
"""Seconds between two looks at whether to stop."""

_RENEWED_AFTER = 9 * 60.0
"""Seconds after which IDLE is asked for again: servers hang up after 30 minutes, some networks after 10."""

_LASTED = 60.0
"""Seconds that a connection has to last for its end not to count as one more failure in a row."""


class Watcher:
    """A thread that calls ``wake`` when something arrives, and each time that it begins to watch."""

    def __init__(self, account: Account, wake: Callable[[], object]) -> None:
        self._account = account
        self._wake = wake
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends within a second or two, or when the server has answered."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join(self._account.timeout)

    def _run(self) -> None:
        failures = 0
        while not self._ended.is_set():
            begun = time.monotonic()
            try:
                if not self._watch():
                    log.info("the mailbox has no IDLE", action="inbox_polled")
                    return
            except VigilError as error:
                failures = 1 if time.monotonic() - begun > _LASTED else failures + 1
                cause = type(error.__cause__ or error).__name__
                log.warning("the mailbox is not watched", action="inbox_trouble", error=cause, failures=failures)
                self._ended.wait(back_off(failures))

    def _watch(self) -> bool:
        """Until told to stop, or ``InboxTrouble``; ``False`` when the server has no IDLE."""
        mailbox = connected(self._account)
        try:
            if "IDLE" not in mailbox.client.capabilities:
                return False
            while not self._ended.is_set():
                with in_trouble("watching"):
                    self._idle(mailbox)
            return True
        finally:
            hang_up(mailbox)

    def _idle(self, mailbox: BaseMailBox) -> None:
        """One IDLE, renewed in time."""
        until = time.monotonic() + _RENEWED_AFTER
        mailbox.idle.start()  # type: ignore[no-untyped-call]
        self._wake()  # what arrived while nobody watched: asked only now, so that nothing falls between the two
        while not self._ended.is_set() and time.monotonic() < until:
            begun = time.monotonic()
            said = mailbox.idle.poll(timeout=_LOOK)
            if any(b"EXISTS" in line or b"RECENT" in line for line in said):
                self._wake()
            if any(line.startswith(b"* BYE") for line in said):
                raise InboxTrouble("The mailbox hung up.")
            if not said and time.monotonic() - begun < _LOOK / 2:  # readable, and nothing to read: it is gone
                raise InboxTrouble("The mailbox hung up.")
        mailbox.idle.stop()  # type: ignore[no-untyped-call]
