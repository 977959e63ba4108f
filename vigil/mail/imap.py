"""A mailbox over IMAP: fetching and moving, on one connection that is kept and renewed.

The library is ``imap-tools``; what it raises, and what the network does, comes out as ``InboxTrouble``.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from vigil.domain.errors import Refused
from vigil.mail.inbox import FETCH_LIMIT, Arrived, InboxTrouble
from vigil.mail.relay import Security, is_loopback

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 300.0


@dataclass(frozen=True)
class Account:
    """One IMAP account. ``timeout`` is in seconds, for each answer. Folders are made when they are not there."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    security: Security = Security.TLS
    folder: str = "INBOX"
    done_folder: str = "vigil-done"
    aside_folder: str = "vigil-aside"
    verify_certificates: bool = True
    ca_file: str | None = None
    timeout: float = 30.0

    def __post_init__(self) -> None:
        if self.security is Security.PLAIN and not is_loopback(self.host):
            raise Refused(
                f"A password would cross the network in clear to {self.host}: use starttls or tls.", field="security"
            )
        if not (self.username and self.password):
            raise Refused("A mailbox is opened with a user name and a password.", field="username")
        if len({self.folder, self.done_folder, self.aside_folder}) < 3:
            raise Refused("The three folders of the mailbox have three different names.", field="done_folder")

    def tls_context(self) -> ssl.SSLContext:
        """``Refused`` when the CA file cannot be read."""
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise Refused(f"The CA file {self.ca_file} cannot be read: {error}.", field="ca_file") from None
        if not self.verify_certificates:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


@contextmanager
def in_trouble(doing: str) -> Iterator[None]:
    """What goes wrong with a mailbox, in one sentence without anything that it said of a person."""
    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error, OSError, EOFError) as error:
        raise InboxTrouble(f"The mailbox failed while {doing}: {type(error).__name__}.") from error


def connected(account: Account) -> BaseMailBox:
    """A connection that is logged in, its folder selected (``InboxTrouble`` otherwise)."""
    with in_trouble(f"connecting to {account.host}"):
        mailbox = _opened(account)
    try:
        with in_trouble("logging in"):
            log_in = mailbox.login if account.username.isascii() and account.password.isascii() else mailbox.login_utf8
            log_in(account.username, account.password, initial_folder=None)
            _ask_capabilities(mailbox)
        with in_trouble(f"opening {account.folder}"):
            mailbox.folder.set(account.folder)
    except BaseException:
        hang_up(mailbox)
        raise
    return mailbox


def _ask_capabilities(mailbox: BaseMailBox) -> None:
    """What the server can do for us: before the log-in it often says less (neither IDLE nor MOVE)."""
    _, said = mailbox.client.capability()
    words = b" ".join(line for line in said if isinstance(line, bytes))
    mailbox.client.capabilities = tuple(words.decode("ascii", "replace").upper().split())


def _opened(account: Account) -> BaseMailBox:
    if account.security is Security.PLAIN:
        return MailBoxUnencrypted(account.host, account.port, account.timeout)
    context = account.tls_context()
    if account.security is Security.STARTTLS:
        return MailBoxStartTls(account.host, account.port, account.timeout, ssl_context=context)
    return MailBox(account.host, account.port, account.timeout, ssl_context=context)


def hang_up(mailbox: BaseMailBox) -> None:
    """Close a connection that may be broken already, without a word."""
    with suppress(Exception):
        mailbox.client.shutdown()


def check(account: Account) -> str | None:
    """What keeps the mailbox from being read, or ``None``; nothing in it is changed."""
    try:
        mailbox = connected(account)
    except (InboxTrouble, Refused) as trouble:
        return str(trouble)
    hang_up(mailbox)
    return None


class ImapInbox:
    """The account's inbox. After a failure it waits, ever longer, before it tries to connect again."""

    name = "imap"

    def __init__(self, account: Account, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._account = account
        self._monotonic = monotonic
        self._mailbox: BaseMailBox | None = None
        self._made: set[str] = set()
        self._failures = 0
        self._not_before = 0.0

    def arrived(self) -> Iterator[Arrived]:
        """What is there now, oldest first. Nothing is marked as seen."""
        for uid in self._uids():
            message = self._fetched(uid)
            if message is not None:
                yield message

    def done(self, handle: str) -> None:
        self._move(handle, self._account.done_folder)

    def put_aside(self, handle: str) -> None:
        self._move(handle, self._account.aside_folder)

    def close(self) -> None:
        if self._mailbox is not None:
            hang_up(self._mailbox)
            self._mailbox = None

    def _uids(self) -> list[str]:
        with self._connection("looking for messages") as mailbox:
            mailbox.client.noop()  # what has arrived since the folder was opened
            return sorted(mailbox.uids("ALL", charset=None), key=int)

    def _fetched(self, uid: str) -> Arrived | None:
        """One message; ``None`` when somebody else has moved it meanwhile."""
        with self._connection("fetching a message") as mailbox:
            wanted = f"(RFC822.SIZE BODY.PEEK[]<0.{FETCH_LIMIT}>)"
            kind, answer = mailbox.client.uid("FETCH", uid, wanted)
            if kind != "OK":
                raise imaplib.IMAP4.error(f"FETCH answered {kind}")
        parts = [part for part in answer or () if isinstance(part, tuple)]
        if not parts:
            return None
        said = b" ".join(
            piece for part in answer for piece in (part[:1] if isinstance(part, tuple) else (part or b"",))
        )
        content = max((part[1] for part in parts), key=len)[:FETCH_LIMIT]
        size = _SIZE.search(said)
        return Arrived(uid, content, max(int(size[1]) if size else 0, len(content)))

    def _move(self, uid: str, folder: str) -> None:
        with self._connection("moving a message") as mailbox:
            if folder not in self._made and not mailbox.folder.exists(folder):
                mailbox.folder.create(folder)
            self._made.add(folder)
            mailbox.move(uid, folder)

    @contextmanager
    def _connection(self, doing: str) -> Iterator[BaseMailBox]:
        """The connection, made anew where it is broken; one that fails is given up, and the next try waits."""
        if self._mailbox is None:
            if self._monotonic() < self._not_before:
                raise InboxTrouble("The mailbox could not be reached a moment ago.")
            try:
                self._mailbox = connected(self._account)
            except BaseException:
                self._wait()
                raise
        try:
            with in_trouble(doing):
                yield self._mailbox
            self._failures = 0
        except InboxTrouble:
            self.close()
            self._wait()
            raise

    def _wait(self) -> None:
        self._failures += 1
        self._not_before = self._monotonic() + back_off(self._failures)


def back_off(failures: int) -> float:
    """Seconds before the next try: two, then double, five minutes at most."""
    return min(_FIRST_WAIT * float(1 << min(failures - 1, 20)), _LONGEST_WAIT)
