"""A mailbox over IMAP, against a real server: fetched, moved, watched, lost and found again."""

import threading
from dataclasses import replace

import pytest

from tests.mail.dovecot import dovecot
from tests.mail.imap_server import free_port, held, imap_server, put
from vigil.domain.errors import Refused
from vigil.mail.imap import Account, ImapInbox, back_off, check
from vigil.mail.inbox import FETCH_LIMIT, InboxTrouble
from vigil.mail.relay import Security
from vigil.mail.watching import Watcher

pytestmark = pytest.mark.end_to_end

FIRST = b"From: a@courrier.example\r\nSubject: one\r\n\r\nEVA 3\r\n"
SECOND = b"From: b@courrier.example\r\nSubject: two\r\n\r\nEVA 4\r\n"


def test_messages_are_fetched_oldest_first_byte_for_byte_and_put_away_one_by_one() -> None:
    with imap_server() as account:
        put(account, FIRST)
        put(account, SECOND)
        inbox = ImapInbox(account)
        arrived = list(inbox.arrived())
        assert [message.content for message in arrived] == [FIRST, SECOND]
        assert arrived[0].size == len(FIRST)
        inbox.done(arrived[0].handle)
        inbox.put_aside(arrived[1].handle)
        assert list(inbox.arrived()) == []
        assert len(held(account, "vigil-done")) == len(held(account, "vigil-aside")) == 1
        put(account, SECOND)
        assert [message.content for message in inbox.arrived()] == [SECOND]
        inbox.close()


def test_a_message_that_somebody_else_has_moved_is_no_error() -> None:
    with imap_server() as account:
        put(account, FIRST)
        inbox, other = ImapInbox(account), ImapInbox(account)
        (first,) = inbox.arrived()
        for message in other.arrived():
            other.done(message.handle)
        inbox.done(first.handle)
        assert list(inbox.arrived()) == []
        assert len(held(account, "vigil-done")) == 1
        inbox.close()
        other.close()


def test_only_so_much_of_a_message_is_held() -> None:
    with imap_server() as account:
        put(account, FIRST + b"x" * FETCH_LIMIT)
        inbox = ImapInbox(account)
        (message,) = inbox.arrived()
        assert len(message.content) == FETCH_LIMIT
        assert message.size == len(FIRST) + FETCH_LIMIT
        inbox.close()


def test_a_server_that_goes_away_is_trouble_and_comes_back_after_a_while() -> None:
    port, clock = free_port(), [0.0]
    with imap_server(port=port) as account:
        inbox = ImapInbox(account, lambda: clock[0])
        assert list(inbox.arrived()) == []
    for _ in range(2):
        with pytest.raises(InboxTrouble):
            list(inbox.arrived())
    with imap_server(port=port) as account:
        put(account, FIRST)
        with pytest.raises(InboxTrouble, match="a moment ago"):
            list(inbox.arrived())
        clock[0] += 400
        assert [message.content for message in inbox.arrived()] == [FIRST]
        inbox.close()


def test_a_wrong_password_is_trouble_that_does_not_say_it() -> None:
    with imap_server() as account:
        inbox = ImapInbox(replace(account, password="wr0ng"))
        with pytest.raises(InboxTrouble, match="logging in") as trouble:
            list(inbox.arrived())
        assert "wr0ng" not in str(trouble.value)


def test_idle_tells_at_once_and_watches_again_after_the_server_was_away() -> None:
    port, rung = free_port(), threading.Semaphore(0)
    watcher: Watcher | None = None
    with imap_server(port=port) as account:
        watcher = Watcher(account, rung.release)
        watcher.start()
        assert rung.acquire(timeout=10)  # it watches
        put(account, FIRST)
        assert rung.acquire(timeout=10)
    while rung.acquire(timeout=1):
        pass  # EXISTS and RECENT may come one by one, and ring twice
    with imap_server(port=port) as account:
        assert rung.acquire(timeout=60)
        put(account, SECOND)
        assert rung.acquire(timeout=10)
        watcher.stop()


def test_each_wait_is_twice_the_one_before_and_five_minutes_at_most() -> None:
    assert [back_off(failures) for failures in (1, 2, 3, 8, 9, 60)] == [2, 4, 8, 256, 300, 300]


def test_a_password_never_crosses_a_network_in_clear() -> None:
    with pytest.raises(Refused, match="in clear"):
        Account("imap.courrier.example", 143, "u", "p", Security.PLAIN)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_dovecot_is_watched_and_read_and_its_messages_moved_over_tls(security: Security) -> None:
    rung = threading.Event()
    with dovecot() as served:
        watcher, inbox = Watcher(served.accounts[security], rung.set), ImapInbox(served.accounts[security])
        watcher.start()
        try:
            assert rung.wait(10)  # when it begins, for what came before
            rung.clear()
            assert list(inbox.arrived()) == []
            served.receive(FIRST)
            assert rung.wait(10)
            served.receive(SECOND)
            one, other = inbox.arrived()
            assert (one.content, other.content) == (FIRST, SECOND)
            inbox.done(one.handle)
            inbox.put_aside(other.handle)
            assert list(inbox.arrived()) == []
            inbox.close()
        finally:
            watcher.stop()
        assert (served.count("vigil-done"), served.count("vigil-aside")) == (1, 1)


def test_a_certificate_that_nobody_vouches_for_is_trouble() -> None:
    with dovecot() as served:
        account = served.accounts[Security.TLS]
        with pytest.raises(InboxTrouble, match="SSLCertVerificationError"):
            list(ImapInbox(replace(account, ca_file=None)).arrived())
        assert check(account) is None
