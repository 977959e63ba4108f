import socket
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.mail.relays import (
    DROP,
    HANG,
    PASSWORD,
    USER,
    Fault,
    Script,
    authenticator,
    certificate,
    running,
    script_with,
)
from vigil.domain.errors import Refused
from vigil.mail.courier import Courier, Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.mail.relay import Relay, Security

pytestmark = pytest.mark.end_to_end

CONTENT = b"Subject: hello\r\n\r\n.a line that begins with a dot\r\n..\r\n.\r\nlast\r\n"


def envelope(number: int, recipient: str | None = None) -> Envelope:
    return Envelope(
        UUID(int=number), f"bounce+t{number}@vigil.example", recipient or f"p{number}@home.example", CONTENT
    )


def envelopes(count: int) -> list[Envelope]:
    return [envelope(number) for number in range(1, count + 1)]


def plain(
    port: int, connections: int = 1, connect_timeout: float = 5, command_timeout: float = 5, content_timeout: float = 5
) -> Relay:
    return Relay(
        "127.0.0.1",
        port,
        Security.PLAIN,
        connections=connections,
        connect_timeout=connect_timeout,
        command_timeout=command_timeout,
        content_timeout=content_timeout,
    )


def kinds(outcomes: list[Outcome]) -> list[Kind]:
    return [outcome.kind for outcome in outcomes]


def only(recipient: str, fault: str) -> Fault:
    return lambda address: fault if address == recipient else None


def once(fault: str) -> Fault:
    faults = [fault]
    return lambda address: faults.pop() if faults else None


def always(fault: str) -> Fault:
    return lambda address: fault


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def test_a_message_arrives_byte_for_byte_with_its_envelope() -> None:
    with running() as relay, Courier(plain(relay.port)) as courier:
        (outcome,) = courier.deliver([envelope(7)])
    assert outcome == Outcome(UUID(int=7), Kind.SENT, 250, "2.0.0", "kept")
    assert relay.script.kept == [("bounce+t7@vigil.example", "p7@home.example", CONTENT)]


def test_bare_line_feeds_never_reach_the_wire() -> None:
    smuggling = Envelope(
        UUID(int=1), "b@vigil.example", "p@home.example", b"Subject: x\n\nhello\n.\nMAIL FROM:<evil>\n"
    )
    with running() as relay, Courier(plain(relay.port)) as courier:
        courier.deliver([smuggling])
    assert [content for _, _, content in relay.script.kept] == [b"Subject: x\r\n\r\nhello\r\n.\r\nMAIL FROM:<evil>\r\n"]


def test_outcomes_come_in_the_order_of_the_envelopes_over_several_connections() -> None:
    with running() as relay, Courier(plain(relay.port, connections=3)) as courier:
        outcomes = courier.deliver(envelopes(40))
    assert [outcome.id.int for outcome in outcomes] == list(range(1, 41))
    assert set(kinds(outcomes)) == {Kind.SENT}
    assert relay.script.sessions == 3


def test_nothing_to_deliver_opens_no_connection() -> None:
    with running() as relay, Courier(plain(relay.port)) as courier:
        assert courier.deliver([]) == []
    assert relay.script.sessions == 0


def test_a_connection_is_used_again_by_the_next_batch_and_said_goodbye_to() -> None:
    with running() as relay:
        with Courier(plain(relay.port)) as courier:
            for number in range(1, 6):
                courier.deliver([envelope(number)])
        assert relay.script.sessions == 1
        assert relay.script.commands == ["QUIT"]


def test_a_small_batch_takes_the_connection_that_is_open() -> None:
    with running() as relay, Courier(plain(relay.port, connections=4)) as courier:
        for number in range(1, 6):
            courier.deliver([envelope(number)])
    assert relay.script.sessions == 1


def test_a_connection_that_the_relay_closed_in_between_is_opened_again() -> None:
    script = Script(at_mail=lambda address: DROP if address.startswith("bounce+t2@") and script.sessions == 1 else None)
    with running(script) as relay, Courier(plain(relay.port)) as courier:
        assert kinds(courier.deliver([envelope(1)])) == [Kind.SENT]
        assert kinds(courier.deliver([envelope(2)])) == [Kind.SENT]
    assert relay.script.sessions == 2
    assert relay.script.recipients == ["p1@home.example", "p2@home.example"]


def test_an_idle_connection_that_timed_out_costs_nothing() -> None:
    with running(timeout=0.2) as relay, Courier(plain(relay.port)) as courier:
        assert kinds(courier.deliver([envelope(1)])) == [Kind.SENT]
        time.sleep(0.5)
        assert kinds(courier.deliver([envelope(2)])) == [Kind.SENT]


@pytest.mark.parametrize(
    ("stage", "reply", "kind", "is_about_recipient"),
    [
        ("at_mail", "451 4.3.0 try later", Kind.TRANSIENT, False),
        ("at_mail", "553 5.7.1 sender not owned by user", Kind.PERMANENT, False),
        ("at_rcpt", "450 4.2.1 greylisted", Kind.TRANSIENT, False),
        ("at_rcpt", "550 5.1.1 no such user", Kind.PERMANENT, True),
        ("at_rcpt", "554 5.7.1 relay access denied", Kind.PERMANENT, False),
        ("at_data", "452 4.3.1 no room", Kind.TRANSIENT, False),
        ("at_data", "554 5.5.1 no valid recipients", Kind.PERMANENT, False),
        ("at_content", "451 4.7.1 later", Kind.TRANSIENT, False),
        ("at_content", "554 5.6.0 not well formed", Kind.PERMANENT, False),
        ("at_content", "550 5.1.1 no such user after all", Kind.PERMANENT, True),
    ],
)
def test_a_refusal_concerns_one_message_and_the_next_goes_out_on_the_same_connection(
    stage: str, reply: str, kind: Kind, is_about_recipient: bool
) -> None:
    address = "bounce+t1@vigil.example" if stage == "at_mail" else "p1@home.example"
    script = script_with(stage, only(address, reply))
    with running(script) as relay, Courier(plain(relay.port)) as courier:
        first, second = courier.deliver(envelopes(2))
    assert (first.kind, first.is_about_recipient) == (kind, is_about_recipient)
    assert f"{first.code} {first.enhanced} {first.text}" == reply
    assert second.kind is Kind.SENT
    assert (script.sessions, script.commands) == (1, ["RSET", "QUIT"])


@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt", "at_content"])
def test_421_closes_the_connection_and_the_next_message_opens_another(stage: str) -> None:
    with running(script_with(stage, once("421 4.3.2 shutting down"))) as relay, Courier(plain(relay.port)) as courier:
        assert kinds(courier.deliver(envelopes(2))) == [Kind.TRANSIENT, Kind.SENT]
    assert relay.script.sessions == 2


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_a_connection_lost_before_the_content_left_is_transient(stage: str) -> None:
    with running(script_with(stage, once(DROP))) as relay, Courier(plain(relay.port)) as courier:
        assert kinds(courier.deliver(envelopes(2))) == [Kind.TRANSIENT, Kind.SENT]


@pytest.mark.parametrize("stage", ["in_content", "at_content"])
def test_a_connection_lost_after_the_content_left_is_uncertain(stage: str) -> None:
    with running(script_with(stage, once(DROP))) as relay, Courier(plain(relay.port)) as courier:
        outcomes = courier.deliver(envelopes(2))
    assert kinds(outcomes) == [Kind.UNCERTAIN, Kind.SENT]
    assert "content left" in outcomes[0].text


def test_a_message_that_may_have_left_is_not_sent_a_second_time() -> None:
    with running(Script(at_content=once(DROP))) as relay, Courier(plain(relay.port)) as courier:
        courier.deliver([envelope(1)])
    assert relay.script.recipients == []


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("at_mail", Kind.TRANSIENT),
        ("at_rcpt", Kind.TRANSIENT),
        ("at_data", Kind.TRANSIENT),
        ("at_content", Kind.UNCERTAIN),
    ],
)
def test_a_relay_that_hangs_is_left_after_the_timeout(stage: str, kind: Kind) -> None:
    with (
        running(script_with(stage, once(HANG))) as relay,
        Courier(plain(relay.port, command_timeout=0.2, content_timeout=0.2)) as courier,
    ):
        assert kinds(courier.deliver(envelopes(2))) == [kind, Kind.SENT]


def test_a_relay_that_hangs_on_everything_costs_a_few_timeouts_and_not_one_per_message() -> None:
    with (
        running(Script(at_mail=always(HANG))) as relay,
        Courier(plain(relay.port, command_timeout=0.2, connections=2)) as courier,
    ):
        began = time.monotonic()
        outcomes = courier.deliver(envelopes(60))
    assert time.monotonic() - began < 3
    assert set(kinds(outcomes)) == {Kind.TRANSIENT}
    assert "stopped answering" in outcomes[-1].text


def test_a_relay_that_is_down_puts_every_message_off_at_once_with_the_reason(free_port: int) -> None:
    with Courier(plain(free_port, connections=4)) as courier:
        began = time.monotonic()
        outcomes = courier.deliver(envelopes(200))
    assert time.monotonic() - began < 2
    assert set(kinds(outcomes)) == {Kind.TRANSIENT}
    assert not any(outcome.is_about_recipient for outcome in outcomes)
    assert f"127.0.0.1:{free_port}" in outcomes[-1].text


def test_a_relay_that_never_greets_is_left_after_the_connect_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port: int = silent.getsockname()[1]
        with Courier(plain(port, connect_timeout=0.3, connections=2)) as courier:
            began = time.monotonic()
            outcomes = courier.deliver(envelopes(20))
    assert time.monotonic() - began < 2
    assert set(kinds(outcomes)) == {Kind.TRANSIENT}
    assert outcomes[0].text == f"127.0.0.1:{port} did not answer in 0.3 s"


def test_a_relay_that_comes_back_gets_the_next_batch(free_port: int) -> None:
    with Courier(plain(free_port)) as courier:
        assert kinds(courier.deliver([envelope(1)])) == [Kind.TRANSIENT]
        with running(port=free_port):
            assert kinds(courier.deliver([envelope(1)])) == [Kind.SENT]


def test_the_lease_is_asked_before_each_mail_and_a_lost_one_withdraws_the_message() -> None:
    asked: list[int] = []

    def is_still_mine(id: UUID) -> bool:
        asked.append(id.int)
        return id.int != 2

    with running() as relay, Courier(plain(relay.port)) as courier:
        assert kinds(courier.deliver(envelopes(3), is_still_mine)) == [Kind.SENT, Kind.WITHDRAWN, Kind.SENT]
    assert asked == [1, 2, 3]
    assert relay.script.recipients == ["p1@home.example", "p3@home.example"]


def test_a_lease_that_cannot_be_checked_leaves_the_message_unsent() -> None:
    def is_still_mine(id: UUID) -> bool:
        raise RuntimeError("the database is away, patient@home.example")

    with running() as relay, Courier(plain(relay.port)) as courier:
        (outcome,) = courier.deliver([envelope(1)], is_still_mine)
    assert (outcome.kind, outcome.text) == (Kind.TRANSIENT, "RuntimeError before it was sent")
    assert relay.script.recipients == []


def test_batches_of_several_threads_take_turns() -> None:
    outcomes: list[Outcome] = []
    with running() as relay, Courier(plain(relay.port, connections=2)) as courier:
        threads = [
            threading.Thread(
                target=lambda start=start: outcomes.extend(courier.deliver([envelope(start), envelope(start + 1)]))
            )
            for start in range(1, 20, 2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcome.id.int for outcome in outcomes) == list(range(1, 21))
    assert set(kinds(outcomes)) == {Kind.SENT}


def test_starttls_with_login_is_verified_against_the_ca_file(tmp_path: Path) -> None:
    context, ca_file = certificate(tmp_path)
    script = Script()
    secured_by: dict[str, Any] = {"tls_context": context, "require_starttls": True, "auth_required": True}
    with running(script, authenticator=authenticator(script), **secured_by) as relay:
        secured = Relay("127.0.0.1", relay.port, Security.STARTTLS, USER, PASSWORD, 5, 5, 5, 1, ca_file=ca_file)
        with Courier(secured) as courier:
            assert courier.check() is None
            assert kinds(courier.deliver(envelopes(3))) == [Kind.SENT] * 3
    assert script.logins == [USER]


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    context, ca_file = certificate(tmp_path)
    with running(ssl_context=context) as relay:
        secured = Relay("127.0.0.1", relay.port, Security.TLS, connections=1, ca_file=ca_file)
        with Courier(secured) as courier:
            assert kinds(courier.deliver(envelopes(3))) == [Kind.SENT] * 3


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_nobody_vouches_for_is_refused_unless_told_otherwise(
    tmp_path: Path, security: Security
) -> None:
    context, _ = certificate(tmp_path)
    how: dict[str, Any] = {"tls_context": context} if security is Security.STARTTLS else {"ssl_context": context}
    with running(**how) as relay:
        with Courier(Relay("127.0.0.1", relay.port, security, connections=1)) as courier:
            (outcome,) = courier.deliver([envelope(1)])
        assert outcome.kind is Kind.TRANSIENT
        assert "certificate" in outcome.text.lower()
        with Courier(Relay("127.0.0.1", relay.port, security, connections=1, verify_certificates=False)) as courier:
            assert kinds(courier.deliver([envelope(1)])) == [Kind.SENT]


def test_a_relay_without_starttls_gets_nothing_in_clear() -> None:
    with running() as relay, Courier(Relay("127.0.0.1", relay.port, Security.STARTTLS, connections=1)) as courier:
        (outcome,) = courier.deliver([envelope(1)])
    assert outcome.kind is Kind.TRANSIENT
    assert "STARTTLS" in outcome.text
    assert relay.script.recipients == []


def test_a_wrong_password_over_tls_leaves_no_connection_behind(tmp_path: Path) -> None:
    context, ca_file = certificate(tmp_path)
    with running(tls_context=context, authenticator=authenticator(Script())) as relay:
        wrong = Relay("127.0.0.1", relay.port, Security.STARTTLS, USER, "wrong", connections=1, ca_file=ca_file)
        with Courier(wrong) as courier:
            assert "535" in (courier.check() or "")


def test_a_wrong_password_puts_messages_off_and_blames_no_patient() -> None:
    script = Script()
    with running(script, authenticator=authenticator(script), auth_require_tls=False) as relay:
        wrong = Relay("127.0.0.1", relay.port, Security.PLAIN, USER, "wrong", connections=1)
        with Courier(wrong) as courier:
            outcomes = courier.deliver(envelopes(2))
            reason = courier.check()
    assert set(kinds(outcomes)) == {Kind.TRANSIENT}
    assert not any(outcome.is_about_recipient for outcome in outcomes)
    assert reason is not None
    assert "535" in reason
    assert "wrong" not in reason


def test_a_closed_courier_delivers_nothing_more() -> None:
    courier = Courier(plain(1))
    courier.close()
    courier.close()
    with pytest.raises(RuntimeError, match="closed"):
        courier.deliver([envelope(1)])


@pytest.mark.parametrize(
    "recipient", ["a@b.example\r\nRCPT TO:<c@d.example", "a b@c.example", "<a@b.example>", "", "rené@home.example"]
)
def test_an_envelope_bears_addresses_and_nothing_else(recipient: str) -> None:
    with pytest.raises(Refused):
        Envelope(UUID(int=1), "bounce@vigil.example", recipient, CONTENT)
