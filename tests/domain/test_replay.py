"""Events explain a row, or say what does not fit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vigil.domain.replay import Change, Row, discrepancy

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
BIRTH = Change(NOON, "", "planned", LATER)
SENDING = Change(LATER, "claimed", "sent", LATER)
SENT = Row("sent", LATER, LATER, 2)


def test_a_birth_and_a_sending_explain_a_sent_row() -> None:
    assert discrepancy(SENT, [BIRTH, SENDING]) == ""


def test_a_lease_needs_no_event() -> None:
    assert discrepancy(Row("claimed", LATER, None, 1), [BIRTH]) == ""


def test_a_remark_on_a_sent_row_leaves_its_time_of_sending() -> None:
    remark = Change(LATER + timedelta(days=1), "sent", "sent", LATER)
    assert discrepancy(replace(SENT, changes=3), [BIRTH, SENDING, remark]) == ""


def test_a_forged_row_has_no_birth() -> None:
    assert "no birth" in discrepancy(Row("sent", LATER, LATER, 0), [])
    assert "no birth" in discrepancy(replace(SENT, changes=1), [SENDING])


def test_an_event_taken_away_is_missed() -> None:
    assert discrepancy(SENT, [BIRTH]) == "the row counts 2 events, and there are 1"


def test_a_state_changed_by_hand_is_found() -> None:
    assert discrepancy(replace(SENT, state="cancelled", sent_at=None), [BIRTH, SENDING]) == (
        "the row says cancelled, its events say sent"
    )
    assert "its events say sent" in discrepancy(replace(SENT, state="claimed"), [BIRTH, SENDING])
    assert "the row says posted" in discrepancy(replace(SENT, state="posted"), [BIRTH, SENDING])


def test_a_due_time_changed_by_hand_is_found() -> None:
    assert "due at 2026-03-11" in discrepancy(replace(SENT, due_at=NOON + timedelta(days=1)), [BIRTH, SENDING])


def test_a_time_of_sending_changed_by_hand_is_found() -> None:
    assert "another time" in discrepancy(replace(SENT, sent_at=NOON), [BIRTH, SENDING])
    assert "was not sent" in discrepancy(Row("planned", LATER, NOON, 1), [BIRTH])


def test_events_that_do_not_lead_to_one_another_are_found() -> None:
    jump = Change(LATER, "sent", "planned", LATER)
    assert "begins at sent" in discrepancy(Row("planned", LATER, None, 2), [BIRTH, jump])
    no_way = Change(LATER, "planned", "sent", LATER)
    assert "a way that does not exist" in discrepancy(SENT, [BIRTH, no_way])


def test_events_of_no_known_state_are_found() -> None:
    assert discrepancy(SENT, [BIRTH, replace(SENDING, after="posted")]) == (
        "its events speak of posted, which is no state"
    )
