"""Message out, reply in, report, alert out: over a real SMTP server and a real IMAP server, with IDLE, in seconds."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.letters import reply_to
from tests.mail.imap_server import held, imap_server, put
from tests.people import DAY, HOUR, NOON, open_cabinet
from vigil.app import App, build
from vigil.cli import serving
from vigil.clock import SimulatedClock
from vigil.mail.envelope import Envelope
from vigil.mail.imap import Account
from vigil.mail.mailbox import Letter, Mailbox
from vigil.mail.relay import Security
from vigil.settings import Settings, Synchronous
from vigil.store.tables import Inbound

pytestmark = pytest.mark.end_to_end

BEFORE_THE_TICK = 30.0
"""Seconds from the reply's arrival in the mailbox to the physician's: about one, on a machine that is not busy."""


@contextmanager
def served(app: App) -> Iterator[None]:
    """Every job at its ticks, and the mailbox watched, as ``vigil serve --only worker`` does."""
    running = threading.Thread(target=serving.run, args=(app,), kwargs={"has_pages": False})
    running.start()
    try:
        yield
    finally:
        app.stopping.set()
        running.join(30)
        app.close()


def settings(home: Path, account: Account, mailbox: Mailbox) -> Settings:
    return Settings(
        home=home,
        smtp_port=mailbox.port,
        smtp_security=Security.PLAIN,
        imap_host=account.host,
        imap_port=account.port,
        imap_security=Security.PLAIN,
        imap_username=account.username,
        imap_password=account.password,
        base_url="https://suivi.example",
        synchronous=Synchronous.OFF,
    )


def waited_for(mailbox: Mailbox, address: str, *, since: int = 0, seconds: float = 30) -> Letter:
    """The newest letter to an address, once there are more than ``since`` of them."""
    found: list[Letter] = []

    def has_come() -> bool:
        found[:] = [letter for letter in mailbox.messages() if address in letter.recipients]
        return len(found) > since

    until(has_come, seconds)
    return found[0]


def until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.02)


def test_a_reply_reaches_the_physician_before_any_tick(tmp_path: Path) -> None:
    clock = SimulatedClock(NOON)
    with imap_server() as account, Mailbox(clock) as mailbox:
        app = build(settings(tmp_path / "home", account, mailbox), clock)
        cabinet = open_cabinet(app.store)
        cabinet.treats()
        clock.move_to(NOON + 2 * DAY + HOUR)
        with served(app):
            asked = waited_for(mailbox, "marie@courrier.example")
            id, sender = cabinet.message("followup:").id, "bounce@vigil.example"
            envelope = Envelope(id, sender, asked.recipients[0], asked.content)
            time.sleep(1)  # IDLE has begun
            put(account, reply_to(envelope, "J'ai du mal à respirer depuis ce matin"))
            arrived = time.monotonic()
            waited_for(mailbox, "roux@cabinet.example")
            took = time.monotonic() - arrived
            until(lambda: len(held(account, "vigil-done")) == 1, 10)
        (row,) = cabinet.rows(Inbound)
        assert row.fate == "report"
        assert held(account, "INBOX") == []
        assert took < BEFORE_THE_TICK
