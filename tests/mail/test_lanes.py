import signal
import threading
import time
from uuid import UUID

import pytest

from tests.mail.far import far
from tests.mail.faulty import DROP, HANG, Faulty, Verb, harmful
from tests.mail.relays import Script, running
from tests.mail.test_breaker import Seconds
from tests.mail.test_conversation import at
from tests.mail.test_courier import CONTENT, envelope, envelopes, free_port, kinds
from vigil.domain.errors import Refused
from vigil.mail.breaker import FIRST_PAUSE
from vigil.mail.courier import Courier, Envelope, Outcome, Pace, Relay
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Security

pytestmark = pytest.mark.end_to_end

__all__ = ["free_port"]

SENT, TRANSIENT, WITHDRAWN = Kind.SENT, Kind.TRANSIENT, Kind.WITHDRAWN


def down(port: int) -> Relay:
    return Relay("127.0.0.1", port, Security.PLAIN)


def to(domain: str, count: int) -> list[Envelope]:
    return [Envelope(UUID(int=n), "b@vigil.example", f"p{n}@{domain}", CONTENT) for n in range(1, count + 1)]


def test_a_courier_needs_a_relay() -> None:
    with pytest.raises(Refused, match="needs a relay"):
        Courier([])


# Relays in order of preference.


def test_all_goes_by_the_first_relay_while_it_serves() -> None:
    with harmful() as first, harmful() as second, Courier([at(first), at(second)]) as courier:
        assert kinds(courier.deliver(envelopes(30))) == [SENT] * 30
    assert (len(first.kept), second.sessions) == (30, 0)


def test_what_the_first_relay_cannot_take_goes_by_the_next(free_port: int) -> None:
    with harmful() as second, Courier([down(free_port), at(second)]) as courier:
        assert kinds(courier.deliver(envelopes(30))) == [SENT] * 30
        assert f"127.0.0.1:{free_port}" in (courier.check() or "")
    assert len(second.kept) == 30


@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "451 4.3.0 try later", "450 4.7.1 too much mail from you"])
def test_a_relay_that_speaks_of_its_own_trouble_leaves_the_message_to_the_next(reply: str) -> None:
    with (
        harmful(Faulty({(Verb.MAIL, 0): reply})) as first,
        harmful() as second,
        Courier([at(first), at(second)]) as courier,
    ):
        assert kinds(courier.deliver(envelopes(2))) == [SENT, SENT]
    assert (first.recipients, second.recipients) == (["p2@home.example"], ["p1@home.example"])


@pytest.mark.parametrize("reply", ["450 4.2.1 greylisted", "550 5.1.1 no such user"])
def test_what_is_said_of_the_recipient_holds_for_every_relay(reply: str) -> None:
    with (
        harmful(Faulty({(Verb.RCPT, 0): reply})) as first,
        harmful() as second,
        Courier([at(first), at(second)]) as courier,
    ):
        assert kinds(courier.deliver([envelope(1)])) != [SENT]
    assert second.sessions == 0


@pytest.mark.parametrize("fault", [DROP, HANG])
@pytest.mark.parametrize("verb", [Verb.CONTENT, Verb.DOT])
def test_what_may_have_left_is_never_handed_to_another_relay(verb: Verb, fault: str) -> None:
    with (
        harmful(Faulty({(verb, 0): fault})) as first,
        harmful() as second,
        Courier([at(first, timeout=0.3), at(second)]) as courier,
    ):
        assert kinds(courier.deliver([envelope(1)])) == [Kind.UNCERTAIN]
    assert second.sessions == 0


def test_where_no_relay_takes_it_the_last_ones_reason_is_told(free_port: int) -> None:
    with (
        harmful(Faulty({(Verb.MAIL, 0): "452 4.3.1 disk full"})) as second,
        Courier([down(free_port), at(second)]) as courier,
    ):
        (outcome,) = courier.deliver([envelope(1)])
    assert (outcome.kind, outcome.code, outcome.text) == (TRANSIENT, 452, "disk full")


# The circuit breaker.


def test_a_relay_that_fails_repeatedly_is_left_alone_then_tried_with_one_message() -> None:
    seconds = Seconds()
    failing = {(Verb.MAIL, n): "451 4.3.0 not now" for n in range(4)}
    with harmful(Faulty(failing)) as relay, Courier(at(relay), clock=seconds) as courier:
        assert kinds(courier.deliver(envelopes(10))) == [TRANSIENT] * 10
        assert relay.heard[Verb.MAIL] == 3
        assert kinds(courier.deliver(envelopes(10))) == [TRANSIENT] * 10
        assert relay.heard[Verb.MAIL] == 3
        seconds.now += FIRST_PAUSE
        assert kinds(courier.deliver(envelopes(10))) == [TRANSIENT] * 10
        assert relay.heard[Verb.MAIL] == 4
        seconds.now += FIRST_PAUSE
        assert relay.heard[Verb.MAIL] == 4
        seconds.now += FIRST_PAUSE
        assert kinds(courier.deliver(envelopes(10))) == [SENT] * 10


def test_while_the_first_relay_is_left_alone_nobody_waits_for_it(free_port: int) -> None:
    with (
        harmful(Faulty({(Verb.MAIL, n): HANG for n in range(9)})) as first,
        harmful() as second,
        Courier([at(first, timeout=0.2), at(second)]) as courier,
    ):
        assert kinds(courier.deliver(envelopes(10))) == [SENT] * 10
        heard = first.heard[Verb.MAIL]
        assert kinds(courier.deliver(envelopes(10))) == [SENT] * 10
        assert first.heard[Verb.MAIL] == heard == 3


def test_a_relay_that_restarts_is_not_left_alone() -> None:
    with (
        harmful(Faulty({(Verb.RCPT, n): DROP for n in (10, 11, 12, 13)})) as relay,
        Courier(at(relay, connections=4)) as courier,
    ):
        outcomes = kinds(courier.deliver(envelopes(60)))
    assert outcomes.count(SENT) >= 56


def test_failures_between_successes_do_not_stop_the_rest() -> None:
    faults = {(Verb.MAIL, n): "451 4.3.0 not this one" for n in range(0, 10, 2)}
    with harmful(Faulty(faults)) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(12))) == [TRANSIENT, SENT] * 5 + [SENT] * 2


def test_a_message_on_which_the_relay_closes_is_offered_twice_at_most() -> None:
    asked: list[str] = []

    def close_on_the_last(sender: str) -> str | None:
        asked.append(sender)
        return DROP if sender == "bounce+t99@vigil.example" else None

    with running(Script(at_mail=close_on_the_last)) as relay:
        there = Relay("127.0.0.1", relay.port, Security.PLAIN, connections=4)
        with Courier(there) as courier:
            assert kinds(courier.deliver(envelopes(60))) == [SENT] * 60
            assert kinds(courier.deliver([envelope(99)])) == [TRANSIENT]
    assert asked.count("bounce+t99@vigil.example") == 2


# Limits.


def test_a_connection_is_renewed_after_so_many_messages() -> None:
    with harmful() as relay, Courier(at(relay, messages_per_connection=7)) as courier:
        assert kinds(courier.deliver(envelopes(20))) == [SENT] * 20
        assert relay.sessions == 3


def test_an_old_or_idle_connection_is_renewed() -> None:
    seconds = Seconds()
    with harmful() as relay, Courier(at(relay, idle_after=50, renew_after=120), clock=seconds) as courier:
        for wait, sessions in ((0, 1), (49, 1), (50, 2), (49, 2), (49, 2), (49, 3)):
            seconds.now += wait
            assert kinds(courier.deliver([envelope(1)])) == [SENT]
            assert relay.sessions == sessions


def test_an_idle_connection_is_closed_though_nothing_more_is_sent() -> None:
    with harmful() as relay, Courier(at(relay, idle_after=0.1)) as courier:
        courier.deliver([envelope(1)])
        until = time.monotonic() + 5
        while relay.open_sessions and time.monotonic() < until:
            time.sleep(0.02)
        assert relay.commands[-1] == "QUIT"


def test_no_more_connections_than_the_relay_allows() -> None:
    with harmful(Faulty(most_sessions=2)) as relay, Courier(at(relay, connections=10)) as courier:
        outcomes = kinds(courier.deliver(envelopes(60)))
        assert outcomes == [SENT] * 60
        sessions = relay.sessions
        assert kinds(courier.deliver(envelopes(60))) == [SENT] * 60
        assert relay.sessions == sessions  # it has learned


def test_no_minute_holds_more_messages_than_the_relay_allows() -> None:
    seconds = Seconds()
    with harmful() as relay, Courier(at(relay, messages_per_minute=5), clock=seconds, patience=0) as courier:
        outcomes = courier.deliver(envelopes(8))
        assert kinds(outcomes) == [SENT] * 5 + [WITHDRAWN] * 3
        assert outcomes[-1].text == "put off: no room within the limits yet"
        seconds.now += 60
        assert kinds(courier.deliver(envelopes(3))) == [SENT] * 3
    assert len(relay.kept) == 8


def test_what_waits_for_room_goes_as_soon_as_there_is_some() -> None:
    seconds = Seconds()
    with harmful() as relay, Courier(at(relay, messages_per_minute=5), clock=seconds) as courier:
        turning = threading.Timer(0.3, lambda: setattr(seconds, "now", seconds.now + 60))
        turning.start()
        assert kinds(courier.deliver(envelopes(8))) == [SENT] * 8
        turning.join()


def test_a_relay_at_its_limit_leaves_the_rest_to_the_next() -> None:
    with harmful() as first, harmful() as second, Courier([at(first, messages_per_minute=5), at(second)]) as courier:
        assert kinds(courier.deliver(envelopes(8))) == [SENT] * 8
    assert (len(first.kept), len(second.kept)) == (5, 3)


def test_a_domain_takes_so_many_at_once_and_holds_no_other_up() -> None:
    with harmful(Faulty({(Verb.DOT, 0): HANG})) as relay:
        slow, quick = to("slow.example", 3), to("quick.example", 30)
        with Courier(at(relay, timeout=0.5, connections=3), domains={"slow.example": Pace(at_once=1)}) as courier:
            outcomes = courier.deliver([*slow, *quick])
    assert kinds(outcomes) == [Kind.UNCERTAIN] + [SENT] * 32
    assert all(recipient.endswith("quick.example") for recipient in relay.recipients[:30])


def test_a_domain_takes_so_many_in_a_minute_over_all_relays() -> None:
    with harmful() as first, harmful() as second:
        domains = {"slow.example": Pace(per_minute=2)}
        with Courier([at(first), at(second)], domains=domains, patience=0) as courier:
            assert kinds(courier.deliver(to("slow.example", 3) + to("quick.example", 3))) == [
                SENT, SENT, WITHDRAWN, SENT, SENT, SENT,
            ]  # fmt: skip
    assert len(first.kept) == 5


# Several batches at once.


def test_an_urgent_batch_overtakes_what_waits() -> None:
    bulk: list[Outcome] = []
    with harmful() as relay, far(relay.port, 0.02) as port, Courier(at_port(port, connections=1)) as courier:
        sending = threading.Thread(target=lambda: bulk.extend(courier.deliver(envelopes(60))))
        sending.start()
        while not relay.kept:
            time.sleep(0.005)
        (urgent,) = courier.deliver([envelope(1000)], is_urgent=True)
        sending.join()
    assert urgent.kind is SENT
    assert kinds(bulk) == [SENT] * 60
    assert relay.recipients.index("p1000@home.example") < 20


def test_connections_that_hang_hold_nothing_else_up() -> None:
    outcomes: list[Outcome] = []
    with (
        harmful(Faulty({(Verb.DOT, n): HANG for n in range(4)})) as relay,
        Courier(at(relay, timeout=5, connections=8)) as courier,
    ):
        sending = threading.Thread(target=lambda: outcomes.extend(courier.deliver(envelopes(40))))
        sending.start()
        while len(relay.kept) < 32:
            time.sleep(0.005)
        began = time.monotonic()
        assert kinds(courier.deliver([envelope(99)], is_urgent=True)) == [SENT]
        assert time.monotonic() - began < 2
        assert not outcomes
        sending.join()
    assert kinds(outcomes).count(SENT) >= 32  # the envelopes behind what hangs may be put off
    assert kinds(outcomes).count(Kind.UNCERTAIN) == 4


def test_closing_finishes_what_was_begun_and_withdraws_the_rest() -> None:
    outcomes: list[Outcome] = []
    with harmful() as relay, far(relay.port, 0.1) as port:
        courier = Courier(at_port(port, connections=1))
        sending = threading.Thread(target=lambda: outcomes.extend(courier.deliver(envelopes(50))))
        sending.start()
        while not relay.kept:
            time.sleep(0.005)
        courier.close()
        sending.join()
    sent = kinds(outcomes).count(SENT)
    assert kinds(outcomes) == [SENT] * sent + [WITHDRAWN] * (50 - sent)
    assert 1 <= sent == len(relay.kept) < 50
    assert outcomes[-1].text == "put off: the courier is closing"
    assert relay.commands[-1] == "QUIT"


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def test_when_its_caller_is_interrupted_nothing_more_of_the_batch_is_begun() -> None:
    with harmful() as relay, far(relay.port, 0.05) as port, Courier(at_port(port, connections=1)) as courier:
        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.6)
        try:
            with pytest.raises(KeyboardInterrupt):
                courier.deliver(envelopes(500))
        finally:
            signal.signal(signal.SIGALRM, before)
        assert kinds(courier.deliver([envelope(1000)])) == [SENT]
        assert len(relay.kept) < 100


def at_port(port: int, connections: int) -> Relay:
    return Relay("127.0.0.1", port, Security.PLAIN, connections=connections)


@pytest.mark.parametrize("is_pipelined", [True, False])
def test_a_relay_far_away_gets_as_many_connections_as_it_allows(is_pipelined: bool) -> None:
    with harmful() as relay, far(relay.port, 0.02) as port:
        there = Relay("127.0.0.1", port, Security.PLAIN, connections=16, is_pipelined=is_pipelined)
        with Courier(there) as courier:
            assert kinds(courier.deliver(envelopes(300))) == [SENT] * 300
    assert relay.sessions == 16


def test_a_relay_that_allows_one_connection_gets_all_the_mail_over_it() -> None:
    with harmful(Faulty(most_sessions=1)) as relay, Courier(at(relay, connections=8)) as courier:
        assert kinds(courier.deliver(envelopes(60))) == [SENT] * 60
