"""The verdict on an ordeal finds each kind of lie: a check that cannot fail proves nothing."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.harm.verdict import Kept, faults, message_id
from tests.people import DAY, HOUR, MARIE, Cabinet
from vigil.domain.states import MessageState
from vigil.mail.outcomes import Kind
from vigil.store.tables import Message


@pytest.fixture
def quiet(cabinet: Cabinet) -> Cabinet:
    """Marie and Paul were treated, and what was due has left."""
    cabinet.patient(replace(MARIE, external_id="P-2", email="paul@courrier.example"))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats()
    cabinet.treats("S-2", course="C-2")
    cabinet.live(3 * DAY, step=6 * HOUR)
    return cabinet


def taken(cabinet: Cabinet) -> list[Kept]:
    return [(each.sender, each.recipient, each.content) for each in cabinet.courier.kept]


def verdict(cabinet: Cabinet, kept: list[Kept] | None = None, *, known: tuple[UUID, ...] = ()) -> list[str]:
    return faults(cabinet.store, taken(cabinet) if kept is None else kept, known, cabinet.now)


def test_when_all_went_well_there_is_nothing_to_say(quiet: Cabinet) -> None:
    assert len(taken(quiet)) >= 4
    assert verdict(quiet, known=tuple(row.id for row in quiet.rows(Message))) == []


def test_a_message_that_is_marked_sent_and_was_never_taken_is_lost(quiet: Cabinet) -> None:
    assert any("the relay never took it" in fault for fault in verdict(quiet, taken(quiet)[1:]))


def test_a_second_copy_that_no_event_explains_is_found(quiet: Cabinet) -> None:
    kept = taken(quiet)
    assert any("took it 2 times, its events explain 1" in fault for fault in verdict(quiet, [*kept, kept[0]]))


def test_a_second_copy_after_an_uncertain_one_is_explained(quiet: Cabinet) -> None:
    kept = taken(quiet)
    quiet.courier.fate = lambda envelope: Kind.UNCERTAIN
    quiet.treats("S-3")
    quiet.live(2 * DAY, step=6 * HOUR)
    quiet.courier.fate = lambda envelope: Kind.SENT
    quiet.live(DAY, step=6 * HOUR)
    assert len(taken(quiet)) > len(kept) + 1
    assert verdict(quiet) == []


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda s, r, c: (s, f"x{r}", c), "another person"),
        (lambda s, r, c: (s, r, c.replace(b"Message-ID: <", b"Message-ID: <x")), "nobody owed"),
    ],
    ids=["to somebody else", "of nobody"],
)  # fmt: skip
def test_what_the_relay_should_not_have_taken_is_found(
    quiet: Cabinet, tamper: Callable[[str, str, bytes], Kept], said: str
) -> None:
    first, *others = taken(quiet)
    assert any(said in fault for fault in verdict(quiet, [tamper(*first), *others]))


def test_a_copy_in_other_words_is_found(quiet: Cabinet) -> None:
    sender, recipient, content = taken(quiet)[0]
    other = (sender, recipient, content + b"PS\r\n")
    assert any("in other words" in fault for fault in verdict(quiet, [*taken(quiet), other]))


def test_a_message_that_vanished_is_found(quiet: Cabinet) -> None:
    gone = quiet.rows(Message)[0].id
    with quiet.store.engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(text("DELETE FROM message_event WHERE message_id = :id"), {"id": gone.hex})
        connection.execute(text("DELETE FROM message WHERE id = :id"), {"id": gone.hex})
    assert any("was on record and is gone" in fault for fault in verdict(quiet, known=(gone,)))


def test_what_is_still_open_is_found(quiet: Cabinet) -> None:
    quiet.courier.fate = lambda envelope: Kind.UNCERTAIN
    quiet.treats("S-3")
    quiet.live(DAY, step=6 * HOUR)
    said = verdict(quiet)
    assert any(f"({MessageState.UNCERTAIN}): is still open" in fault for fault in said)
    quiet.wait(3 * DAY)
    assert any("was due and waits still" in fault for fault in verdict(quiet))


def test_a_message_is_known_by_its_id(quiet: Cabinet) -> None:
    envelope = quiet.courier.kept[0]
    assert message_id(envelope.content) == envelope.id
    assert message_id(b"Subject: none\r\n\r\n") is None
