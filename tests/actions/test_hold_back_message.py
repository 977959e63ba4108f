"""Staff hold back, release or move a coming message: re-planning respects it, and the ledger stays explained."""

from datetime import timedelta
from typing import Any

import pytest

from tests.actions.test_replan import twice_is_once
from tests.people import DAY, HOUR, NOON, WEEK, Cabinet
from vigil.actions.hold_back_message import hold_back_message, release_message
from vigil.actions.send_now import TooEarly, send_now
from vigil.domain.decisions import MessageChoiceKind
from vigil.domain.errors import Refused
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import SessionState
from vigil.store.tables import Message, MessageChoice, Staff

pytestmark = pytest.mark.end_to_end

PLANNED = SessionState.PLANNED


def first(cabinet: Cabinet, prefix: str = "followup") -> Any:
    """The one message of that prefix that is no reminder."""
    (row,) = [row for row in cabinet.messages(prefix) if row.mail != "reminder"]
    return row


def choose(cabinet: Cabinet, action: Any, prefix: str, reason: str = "vue ce matin", **options: Any) -> Any:
    row = first(cabinet, prefix)
    (staff,) = cabinet.rows(Staff, Staff.external_id == "noel")
    with cabinet.writing() as session:
        return action(session, session.get_one(Message, row.id), reason, staff.id, cabinet.now, **options)


@pytest.fixture
def treated(cabinet: Cabinet) -> Cabinet:
    """Marie's first session, and an appointment a week later."""
    cabinet.treats()
    cabinet.treats("S-2", at=NOON + WEEK, state=PLANNED)
    return cabinet


def test_a_held_message_never_leaves_whatever_is_planned_anew(treated: Cabinet) -> None:
    assert choose(treated, hold_back_message, "followup")
    twice_is_once(treated)
    treated.treats("S-2", at=NOON + WEEK + HOUR, state=PLANNED)
    treated.treats("S-1", at=NOON - HOUR)
    treated.live(4 * DAY, step=6 * HOUR)
    treated.replan(first(treated).patient_id)
    held = first(treated)
    assert (held.state, held.reason, held.attempts) == (MessageState.SKIPPED, Reason.HELD_BACK, 0)
    twice_is_once(treated)


def test_what_a_held_message_was_to_carry_leaves_another_way(treated: Cabinet) -> None:
    carriers = [row for row in treated.messages() if row.carries and row.state == MessageState.PLANNED]
    assert carriers, "the scene has no message that carries another"
    carrier = carriers[0]
    assert choose(treated, hold_back_message, carrier.key)
    for key in carrier.carries:
        row = treated.message(key)
        assert row.reason != Reason.CARRIED or any(key in other.carries for other in treated.messages() if
                                                   other.state == MessageState.PLANNED)  # fmt: skip
    assert treated.message(carrier.key).carries == []
    twice_is_once(treated)


def test_a_released_message_leaves_when_the_plan_says(treated: Cabinet) -> None:
    due_at = first(treated).due_at
    choose(treated, hold_back_message, "followup")
    treated.wait(HOUR)
    assert choose(treated, release_message, "followup", "finalement oui")
    assert (first(treated).state, first(treated).due_at) == (MessageState.PLANNED, due_at)
    twice_is_once(treated)
    treated.live(3 * DAY, step=6 * HOUR)
    assert first(treated).state == MessageState.SENT


def test_released_too_late_it_says_why_it_does_not_leave(treated: Cabinet) -> None:
    choose(treated, hold_back_message, "followup")
    treated.wait(6 * WEEK)
    assert choose(treated, release_message, "followup")
    row = first(treated)
    assert row.state in (MessageState.EXPIRED, MessageState.SKIPPED)
    assert row.reason not in (Reason.HELD_BACK, Reason.RELEASED, "")
    twice_is_once(treated)


@pytest.fixture
def booked(treated: Cabinet) -> Cabinet:
    """And another course, with an appointment in three weeks, whose instructions are to leave three days before."""
    treated.course("C-2", zone="cervicale")
    treated.treats("X-1", at=NOON + 3 * WEEK, course="C-2", state=PLANNED)
    return treated


def instructions(cabinet: Cabinet) -> Any:
    return cabinet.messages("before", channel="email")[-1]


def test_instructions_moved_to_now_leave_now_and_once(booked: Cabinet) -> None:
    coming = instructions(booked)
    booked.live(9 * DAY, step=DAY / 2)
    assert coming.due_at > booked.now + 5 * DAY
    assert choose(booked, send_now, coming.key) == booked.now
    twice_is_once(booked)
    booked.run("deliver")
    assert instructions(booked).state == MessageState.SENT
    booked.replan(coming.patient_id)
    twice_is_once(booked)
    booked.live(3 * WEEK, step=DAY / 2)
    assert len([envelope for envelope in booked.courier.kept if envelope.id == coming.id]) == 1


def test_at_night_they_leave_in_the_morning_and_no_plan_puts_them_back(booked: Cabinet) -> None:
    booked.live(9 * DAY, step=DAY / 2)
    booked.wait(11 * HOUR)
    leaves_at = choose(booked, send_now, instructions(booked).key)
    assert timedelta(0) < leaves_at - booked.now < 12 * HOUR
    assert instructions(booked).due_at == leaves_at
    twice_is_once(booked)


def test_on_a_day_that_has_its_message_they_leave_on_the_next(booked: Cabinet) -> None:
    booked.run("deliver")
    booked.wait(HOUR)
    booked.run("deliver")
    sent = [row for row in booked.messages() if row.state == MessageState.SENT and row.mail == "same_day"]
    assert [row.sent_at.date() for row in sent] == [booked.now.date()]
    leaves_at = choose(booked, send_now, instructions(booked).key)
    assert leaves_at.date() == booked.now.date() + DAY


def test_what_was_planned_on_the_day_makes_room_for_what_staff_moved_there(booked: Cabinet) -> None:
    booked.live(4 * DAY - 5 * HOUR, step=HOUR)
    between = first(booked, "between")
    assert (between.state, between.due_at.date()) == (MessageState.PLANNED, booked.now.date())
    choose(booked, send_now, instructions(booked).key)
    due = [row for row in booked.messages(channel="email") if row.state == MessageState.PLANNED]
    assert [row.mail for row in due if row.due_at.date() == booked.now.date()] == ["before_session"]
    twice_is_once(booked)


def test_a_question_is_not_put_before_its_time(treated: Cabinet) -> None:
    treated.wait(HOUR)
    with pytest.raises(TooEarly) as early:
        choose(treated, send_now, "followup")
    assert early.value.earliest_at > treated.now
    assert first(treated).reason == ""


def test_the_reason_and_who_decided_are_kept_sealed(treated: Cabinet) -> None:
    choose(treated, hold_back_message, "followup", "Marie appellera")
    choose(treated, release_message, "followup", "elle a rappelé")
    with treated.store.reading() as session:
        kept = session.query(MessageChoice).order_by(MessageChoice.id).all()
        assert [(row.choice, row.reason) for row in kept] == [
            (MessageChoiceKind.HELD_BACK, "Marie appellera"),
            (MessageChoiceKind.RELEASED, "elle a rappelé"),
        ]
        assert all(b"appel" not in (row.reason_sealed or b"") for row in kept)
        (noel,) = session.query(Staff).filter_by(external_id="noel")
        assert {row.staff_id for row in kept} == {noel.id}


@pytest.mark.parametrize("action", [hold_back_message, release_message, send_now])
def test_without_a_reason_nothing_is_done(treated: Cabinet, action: Any) -> None:
    with pytest.raises(Refused) as refused:
        choose(treated, action, "followup", "  ")
    assert refused.value.field == "reason"
    assert treated.rows(MessageChoice) == []


def test_what_has_left_or_is_no_patients_is_refused(treated: Cabinet) -> None:
    treated.live(3 * DAY, step=6 * HOUR)
    for action in (hold_back_message, send_now):
        with pytest.raises(Refused, match="only one that is planned"):
            choose(treated, action, "followup")
    assert choose(treated, release_message, "followup") is False


def test_the_same_press_twice_is_once(treated: Cabinet) -> None:
    assert choose(treated, hold_back_message, "followup", request_id="page-1")
    assert choose(treated, hold_back_message, "followup", request_id="page-1")
    assert len(treated.rows(MessageChoice)) == 1
