"""collect: what has arrived is read, kept and dealt with, one transaction for each message, and only then put away.

A message is recognised by its bytes: fetched again after a crash, it is put away and does nothing more. One that cannot
be read is kept unread, handed to a person, and put aside. Where even that fails (the database is away), it stays where
it is.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog

from vigil.actions.receive_message import Incoming, receive_message
from vigil.actions.tell_fault import tell_fault
from vigil.domain.faults import Fault
from vigil.domain.inbound import Fate
from vigil.jobs.summary import Summary
from vigil.mail.inbox import Arrived, Inbox, InboxTrouble
from vigil.replies.photos import drawn_anew
from vigil.replies.reader import NOTHING_READ, Reader
from vigil.store import faults, inbound
from vigil.store.database import Store

log = structlog.get_logger()

ACTOR = "job:collect"

MOST_FAILURES = 3
"""How often the keeping of one message may fail, in a row, before it is kept unread."""

_ASIDE = frozenset({Fate.FAILED, Fate.STRAY_BOUNCE})


class Collector:
    """Collects from one inbox; remembers which messages could not be kept, for as long as it runs."""

    def __init__(self, store: Store, inbox: Inbox, reader: Reader, domain: str) -> None:
        self._store, self._inbox, self._reader, self._domain = store, inbox, reader, domain
        self._failures: Counter[str] = Counter()
        self._was_served = False  # by this process, as far as it knows

    def run(self, now: datetime, is_stopping: Callable[[], bool] = lambda: False) -> Summary:
        """One turn: all that is there. A mailbox that cannot be reached is left for the next turn."""
        summary = Summary()
        try:
            for message in self._inbox.arrived():
                self._take(message, now, summary)
                if is_stopping():
                    break
            self._note_served(now)
        except InboxTrouble as trouble:
            cause = type(trouble.__cause__ or trouble).__name__
            log.warning("the mailbox cannot be reached", action="inbox_trouble", error=cause)
            summary.add("mailbox trouble")
            summary.add("told", self._note_failing(now))
        return summary

    def close(self) -> None:
        self._inbox.close()

    def _note_failing(self, now: datetime) -> int:
        """What is not read for long must be known to somebody: how many are told now."""
        with self._store.writing(now, ACTOR) as session:
            since = faults.failing_since(session, self._inbox.name)
            if since is None:
                faults.note_failing(session, self._inbox.name, now)
            self._was_served = False
            return tell_fault(session, Fault.MAILBOX, since, now) if since and now - since >= faults.PATIENCE else 0

    def _note_served(self, now: datetime) -> None:
        if self._was_served:
            return
        with self._store.writing(now, ACTOR) as session:
            if faults.failing_since(session, self._inbox.name) is not None:
                faults.note_served(session, self._inbox.name)
        self._was_served = True

    def _take(self, message: Arrived, now: datetime, summary: Summary) -> None:
        """Keep one message in a transaction of its own, then put it away."""
        key = inbound.key_of(message.content)
        try:
            fate = self._kept(message, key, now)
        except Exception as error:  # its text may quote a person
            self._failures[key] += 1
            log.error("a message was not kept", action="collect_failed", key=key[:12], error=type(error).__name__)
            summary.add("failed")
            return
        self._failures.pop(key, None)
        if fate is None:
            summary.add("left: no clinic")
            return
        summary.add(fate)
        if fate in _ASIDE:
            self._inbox.put_aside(message.handle)
        else:
            self._inbox.done(message.handle)

    def _kept(self, message: Arrived, key: str, now: datetime) -> str | None:
        """What became of it; ``seen`` if it was kept before."""
        with self._store.reading() as session:
            if inbound.by_key(session, key) is not None:
                return "seen"
        if self._failures[key] >= MOST_FAILURES:
            read, said = NOTHING_READ
        else:
            read, said = self._reader.read(message.content)  # outside the transaction: a large one takes its time
        pictures = tuple(filter(None, (drawn_anew(photo.content) for photo in read.attachments)))
        incoming = Incoming(message.content, message.size, read, said, self._reader.version, pictures)
        with self._store.writing(now, ACTOR) as session:
            row = receive_message(session, incoming, self._domain, now)
            return str(row.fate) if row is not None else None
