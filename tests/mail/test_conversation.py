from pathlib import Path
from uuid import UUID

import pytest

from tests.mail.faulty import DRIP, DROP, EXTRA, HANG, KEEP_AND_DROP, START_ANYWAY, Faulty, Verb, harmful
from tests.mail.relays import certificate
from tests.mail.test_courier import envelope, envelopes, kinds
from vigil.mail.courier import Courier, Envelope
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Relay, Security

pytestmark = pytest.mark.end_to_end

SENT, TRANSIENT, PERMANENT, UNCERTAIN = Kind.SENT, Kind.TRANSIENT, Kind.PERMANENT, Kind.UNCERTAIN


def at(relay: Faulty, timeout: float = 5, **changes: object) -> Relay:
    options: dict[str, object] = {"connections": 1, "command_timeout": timeout, "content_timeout": timeout} | changes
    return Relay("127.0.0.1", relay.port, Security.PLAIN, **options)  # type: ignore[arg-type]  # options by name


def sent_by(relay: Faulty) -> list[str]:
    """The commands, but for those of each connection."""
    return [command for command in relay.commands if command not in ("EHLO", "QUIT")]


def test_messages_arrive_byte_for_byte_on_one_connection() -> None:
    with harmful() as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(20))) == [SENT] * 20
    assert relay.kept == [(e.sender, e.recipient, e.content) for e in envelopes(20)]
    assert (relay.sessions, sent_by(relay)) == (1, ["MAIL", "RCPT", "DATA"] * 20)


def test_replies_may_arrive_byte_by_byte() -> None:
    with harmful(Faulty(is_joined=False)) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(10))) == [SENT] * 10
    assert relay.sessions == 1


def test_a_relay_that_drips_its_reply_is_waited_for_as_long_as_a_reply_may_take() -> None:
    faults = {(Verb.RCPT, 0): DRIP, (Verb.DOT, 1): DRIP}
    with harmful(Faulty(faults)) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(3))) == [SENT] * 3


def test_a_connection_rests_between_batches_and_is_said_goodbye_to() -> None:
    with harmful() as relay:
        with Courier(at(relay)) as courier:
            for number in range(1, 4):
                assert kinds(courier.deliver([envelope(number)])) == [SENT]
        assert (relay.sessions, relay.commands[-1]) == (1, "QUIT")


@pytest.mark.parametrize("anyway", [False, True], ids=["DATA refused", "354 all the same"])
@pytest.mark.parametrize(
    ("verb", "reply", "kind"),
    [
        (Verb.MAIL, "553 5.1.8 sender unknown", PERMANENT),
        (Verb.RCPT, "550 5.1.1 no such user", PERMANENT),
        (Verb.RCPT, "450 4.2.1 later", TRANSIENT),
    ],
)
def test_a_refusal_inside_a_group_harms_no_neighbour(verb: Verb, reply: str, kind: Kind, anyway: bool) -> None:
    faults = {(verb, 1): reply} | ({(Verb.DATA, 1): START_ANYWAY} if anyway else {})
    with harmful(Faulty(faults)) as relay, Courier(at(relay)) as courier:
        outcomes = courier.deliver(envelopes(4))
        assert kinds(courier.deliver([envelope(5)])) == [SENT]
    assert kinds(outcomes) == [SENT, kind, SENT, SENT]
    assert f"{outcomes[1].code} {outcomes[1].enhanced} {outcomes[1].text}" == reply
    assert relay.recipients == [f"p{n}@home.example" for n in (1, 3, 4, 5)]
    assert relay.sessions == 1


def test_the_last_of_a_batch_may_be_refused_and_the_next_batch_goes_out_on_the_same_connection() -> None:
    for anyway in (True, False):
        faults = {(Verb.RCPT, 0): "550 5.1.1 no"} | ({(Verb.DATA, 0): START_ANYWAY} if anyway else {})
        with harmful(Faulty(faults)) as relay, Courier(at(relay)) as courier:
            assert kinds(courier.deliver([envelope(1)])) == [PERMANENT]
            assert kinds(courier.deliver([envelope(2)])) == [SENT]
        assert relay.sessions == 1


@pytest.mark.parametrize(
    ("verb", "reply", "kind"),
    [
        (Verb.DATA, "452 4.3.1 no room", TRANSIENT),
        (Verb.DATA, "554 5.7.1 no", PERMANENT),
        (Verb.DOT, "451 4.7.1 greylisted", TRANSIENT),
        (Verb.DOT, "554 5.6.0 not well formed", PERMANENT),
    ],
)
def test_a_refused_content_concerns_its_message_alone(verb: Verb, reply: str, kind: Kind) -> None:
    with harmful(Faulty({(verb, 1): reply})) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(4))) == [SENT, kind, SENT, SENT]
    assert relay.sessions == 1


@pytest.mark.parametrize("fault", [DROP, HANG, KEEP_AND_DROP])
def test_content_without_an_answer_is_uncertain_and_the_envelope_behind_it_is_offered_again(fault: str) -> None:
    with harmful(Faulty({(Verb.DOT, 1): fault})) as relay, Courier(at(relay, timeout=0.3)) as courier:
        outcomes = courier.deliver(envelopes(4))
    assert kinds(outcomes) == [SENT, UNCERTAIN, SENT, SENT]
    assert relay.recipients.count("p2@home.example") == (1 if fault == KEEP_AND_DROP else 0)
    assert [relay.recipients.count(f"p{n}@home.example") for n in (1, 3, 4)] == [1, 1, 1]


@pytest.mark.parametrize("verb", [Verb.RCPT, Verb.DATA])
@pytest.mark.parametrize("fault", [DROP, HANG])
def test_a_message_whose_content_was_not_begun_is_transient(verb: Verb, fault: str) -> None:
    with harmful(Faulty({(verb, 1): fault})) as relay, Courier(at(relay, timeout=0.3)) as courier:
        assert kinds(courier.deliver(envelopes(3))) == [SENT, TRANSIENT, SENT]
    assert relay.recipients == ["p1@home.example", "p3@home.example"]


@pytest.mark.parametrize("verb", [Verb.MAIL, Verb.RCPT, Verb.DATA, Verb.DOT])
def test_421_is_the_end_of_the_connection_and_of_no_other_message(verb: Verb) -> None:
    with harmful(Faulty({(verb, 1): "421 4.3.2 shutting down"})) as relay, Courier(at(relay)) as courier:
        outcomes = courier.deliver(envelopes(3))
    assert kinds(outcomes) == [SENT, SENT if verb is Verb.MAIL else TRANSIENT, SENT]  # MAIL is offered once more
    assert relay.sessions == 2


@pytest.mark.parametrize(
    "faults",
    [
        {(Verb.MAIL, 1): EXTRA},
        {(Verb.RCPT, 1): EXTRA},
        {(Verb.DATA, 1): EXTRA},
        {(Verb.DOT, 0): EXTRA},
        {(Verb.MAIL, 1): "354 go on"},
        {(Verb.DATA, 1): "250 2.0.0 fine"},
        {(Verb.RCPT, 1): "hello"},
        {(Verb.MAIL, 1): "1000000 bytes"},
    ],
    ids=repr,
)
def test_a_relay_that_misbehaves_once_is_served_one_command_at_a_time_from_then_on(
    faults: dict[tuple[Verb, int], str],
) -> None:
    with harmful(Faulty(faults)) as relay, Courier(at(relay)) as courier:
        outcomes = courier.deliver(envelopes(3))
        commands = len(relay.commands)
        relay.faults = {(Verb.RCPT, relay.heard[Verb.RCPT]): "550 5.1.1 no"}
        assert kinds(courier.deliver([envelope(4), envelope(5)])) == [PERMANENT, SENT]
    assert kinds(outcomes) in ([SENT, TRANSIENT, SENT], [SENT, SENT, SENT])
    assert len(set(relay.recipients)) == len(relay.recipients)
    # Nobody asks for DATA after a refusal, where one command waits for the answer to the last.
    assert relay.commands[commands:][:4] == ["MAIL", "RCPT", "RSET", "MAIL"]


def test_an_extra_reply_to_the_last_message_is_noticed_before_the_next_is_offered() -> None:
    with harmful(Faulty({(Verb.DOT, 0): EXTRA})) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver([envelope(1)])) == [SENT]
        assert kinds(courier.deliver([envelope(2)])) == [SENT]
    assert (relay.sessions, relay.recipients) == (2, ["p1@home.example", "p2@home.example"])


def test_the_lease_is_asked_before_each_mail_is_written() -> None:
    asked: list[int] = []

    def is_still_mine(id: UUID) -> bool:
        asked.append(id.int)
        assert f"p{id.int}@home.example" not in relay.recipients
        return id.int != 2

    with harmful() as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(3), is_still_mine)) == [SENT, Kind.WITHDRAWN, SENT]
    assert asked == [1, 2, 3]
    assert sent_by(relay) == ["MAIL", "RCPT", "DATA"] * 2


def test_a_relay_that_does_not_offer_it_gets_one_command_at_a_time() -> None:
    faults = {(Verb.RCPT, 0): "550 5.1.1 no"}
    with harmful(Faulty(faults, is_pipelining=False)) as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(envelopes(2))) == [PERMANENT, SENT]
    assert sent_by(relay) == ["MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"]


def test_it_may_be_told_not_to() -> None:
    with harmful(Faulty({(Verb.RCPT, 0): "550 5.1.1 no"})) as relay:
        with Courier(at(relay, is_pipelined=False)) as courier:
            assert kinds(courier.deliver(envelopes(2))) == [PERMANENT, SENT]
        assert sent_by(relay) == ["MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"]


def test_after_starttls_too(tmp_path: Path) -> None:
    context, ca_file = certificate(tmp_path)
    with harmful(Faulty(tls=context)) as relay:
        secured = Relay("127.0.0.1", relay.port, Security.STARTTLS, connections=2, ca_file=ca_file)
        with Courier(secured) as courier:
            assert kinds(courier.deliver(envelopes(100))) == [SENT] * 100
    assert sorted(relay.recipients) == sorted(e.recipient for e in envelopes(100))


@pytest.mark.parametrize("fault", ["454 4.7.0 TLS not available now", DROP])
def test_a_failure_of_tls_sends_nothing_in_clear(tmp_path: Path, fault: str) -> None:
    context, ca_file = certificate(tmp_path)
    with harmful(Faulty({(Verb.STARTTLS, 0): fault}, tls=context)) as relay:
        secured = Relay("127.0.0.1", relay.port, Security.STARTTLS, connections=1, ca_file=ca_file, connect_timeout=0.5)
        with Courier(secured) as courier:
            assert kinds(courier.deliver([envelope(1)])) == [TRANSIENT]
            assert sent_by(relay) == ["STARTTLS"]
            assert kinds(courier.deliver([envelope(1)])) == [SENT]


def test_large_contents_and_odd_dots_arrive_whole() -> None:
    contents = [b"\r\n".join([b"." * n, b"x" * 900] * 300) + b"\r\n" for n in range(4)] + [b".\r\n", b"a", b""]
    batch = [Envelope(UUID(int=n), "b@vigil.example", f"p{n}@home.example", c) for n, c in enumerate(contents, 1)]
    with harmful() as relay, Courier(at(relay)) as courier:
        assert kinds(courier.deliver(batch)) == [SENT] * len(batch)
    assert [content for _, _, content in relay.kept] == [*contents[:5], b"a\r\n", b"\r\n"]
