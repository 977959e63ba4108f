"""Where replies come from, as the settings say: inboxes that are collected, and what tells that something arrived."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from vigil.domain.errors import Refused
from vigil.jobs.collect import Collector
from vigil.mail.imap import ImapInbox
from vigil.mail.inbox import Inbox
from vigil.mail.lmtp import Listener
from vigil.mail.spool import Spool
from vigil.mail.watching import Watcher
from vigil.replies.reader import Reader
from vigil.settings import Settings
from vigil.store.database import Store

SPOOL = "inbox"
"""The folder of the home in which what LMTP brought waits to be kept."""


class Doorbell(Protocol):
    """Tells that something has arrived, from ``start`` to ``stop``."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def collectors(settings: Settings, store: Store, reader: Reader) -> tuple[Collector, ...]:
    """One for each inbox that is set; none where no replies are read."""
    inboxes: list[Inbox] = []
    if (account := settings.imap) is not None:
        inboxes.append(ImapInbox(account))
    if settings.lmtp_port is not None:
        inboxes.append(Spool(settings.home / SPOOL))
    return tuple(Collector(store, inbox, reader, settings.mail_domain) for inbox in inboxes)


def doorbells(settings: Settings, now: Callable[[], datetime], wake: Callable[[], object]) -> tuple[Doorbell, ...]:
    """What calls ``wake`` when something has arrived: IDLE, and LMTP (``Refused`` if its port is taken)."""
    bells: list[Doorbell] = []
    if (account := settings.imap) is not None:
        bells.append(Watcher(account, wake))
    if settings.lmtp_port is not None:
        bells.append(_Lmtp(settings, now, wake))
    return tuple(bells)


class _Lmtp:
    def __init__(self, settings: Settings, now: Callable[[], datetime], wake: Callable[[], object]) -> None:
        self._settings = settings
        self._listener = Listener(Spool(settings.home / SPOOL), settings.mail_domain, now, wake)

    def start(self) -> None:
        host, port = self._settings.lmtp_host, self._settings.lmtp_port or 0
        try:
            self._listener.start(host, port)
        except OSError as error:
            raise Refused(
                f"LMTP cannot be taken on {host}, port {port}: {error.strerror or error}; choose another "
                "VIGIL_LMTP_PORT."
            ) from None

    def stop(self) -> None:
        self._listener.stop()
