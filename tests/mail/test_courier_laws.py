"""What holds whatever the relays do: random schedules of faults, on both paths."""

import time
from collections import Counter
from contextlib import ExitStack
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.mail.faulty import (
    DRIP,
    DROP,
    EXTRA,
    HANG,
    KEEP_AND_DROP,
    KEEP_AND_HANG,
    START_ANYWAY,
    Faults,
    Faulty,
    Verb,
    harmful,
)
from vigil.mail.courier import Courier, Envelope, Relay
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Security

pytestmark = pytest.mark.end_to_end

_EVERYWHERE = [
    DROP,
    HANG,
    DRIP,
    "421 4.3.2 closing",
    "450 4.2.0 later",
    "451 4.3.0 later",
    "550 5.1.1 no",
    "554 5.7.1 no",
]
# No extra reply at DATA: one that follows 354 too late to be noticed passes for the answer to the content.
_ACTS: dict[Verb, list[str]] = {
    Verb.CONNECT: [DROP, HANG, "421 4.3.2 full", "554 5.7.1 go away"],
    Verb.EHLO: [DROP, HANG, "421 4.3.2 closing"],
    Verb.MAIL: [*_EVERYWHERE, EXTRA, "354 go on", "what?"],
    Verb.RCPT: [*_EVERYWHERE, EXTRA, "354 go on", "what?"],
    Verb.DATA: [*_EVERYWHERE, START_ANYWAY, "250 2.0.0 fine", "what?"],
    Verb.CONTENT: [DROP, HANG],
    Verb.DOT: [*_EVERYWHERE, EXTRA, KEEP_AND_DROP, KEEP_AND_HANG, "354 go on", "what?"],
    Verb.RSET: [*_EVERYWHERE, EXTRA],
    Verb.QUIT: [DROP, HANG],
}
_STRIKES = st.sampled_from([(verb, act) for verb, acts in _ACTS.items() for act in acts])


@st.composite
def faults(draw: st.DrawFn) -> Faults:
    drawn = draw(st.lists(st.tuples(_STRIKES, st.integers(0, 6)), max_size=6))
    return {(verb, nth): act for (verb, act), nth in drawn}


def relays() -> st.SearchStrategy[Faulty]:
    return st.builds(
        Faulty, faults(), is_pipelining=st.booleans(), is_joined=st.booleans(), most_sessions=st.integers(1, 4)
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(relays(), min_size=1, max_size=2), st.integers(1, 10), st.integers(1, 4), st.booleans())
@example([Faulty({(Verb.DOT, 0): KEEP_AND_DROP}), Faulty()], 4, 1, False)
@example([Faulty({(Verb.RCPT, 1): "550 5.1.1 no", (Verb.DATA, 1): START_ANYWAY, (Verb.DOT, 1): HANG})], 6, 1, False)
def test_each_message_has_one_outcome_and_none_arrives_twice_or_unnoticed(
    given_relays: list[Faulty], count: int, connections: int, is_hasty: bool
) -> None:
    # A clock that runs fast forgets troubles soon: breakers close and pipelining is trusted again within the batch.
    speed = 3000.0 if is_hasty else 1.0
    batch = [
        Envelope(UUID(int=n), f"b{n}@vigil.example", f"p{n}@home.example", b".dots\r\n..%d\r\n" % n)
        for n in range(1, count + 1)
    ]
    with ExitStack() as opened:
        started = [opened.enter_context(harmful(fresh(relay))) for relay in given_relays]
        patience = 0.15 if any(relay.faults for relay in given_relays) else 10
        theirs = [
            Relay("127.0.0.1", relay.port, Security.PLAIN, None, None, 2 * patience, patience, patience, connections)
            for relay in started
        ]
        courier = opened.enter_context(Courier(theirs, clock=lambda: time.monotonic() * speed, patience=60 * speed))
        outcomes = courier.deliver(batch)
    kept = Counter(recipient for relay in started for _, recipient, _ in relay.kept)
    contents = {recipient: content for relay in started for _, recipient, content in relay.kept}
    assert [outcome.id for outcome in outcomes] == [envelope.id for envelope in batch]
    for envelope, outcome in zip(batch, outcomes, strict=True):
        assert kept[envelope.recipient] <= 1
        if kept[envelope.recipient]:
            assert outcome.kind in (Kind.SENT, Kind.UNCERTAIN)
            assert contents[envelope.recipient] == envelope.content
        else:
            assert outcome.kind is not Kind.SENT
    if not any(relay.faults for relay in given_relays):
        assert {outcome.kind for outcome in outcomes} == {Kind.SENT}


def fresh(relay: Faulty) -> Faulty:
    """The same relay, with nothing heard yet: examples are run again while they shrink."""
    return Faulty(relay.faults, relay.is_pipelining, relay.is_joined, relay.most_sessions)
