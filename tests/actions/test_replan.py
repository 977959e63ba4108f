"""Re-planning: what is not sent follows the facts, what has gone stays, and doing it twice changes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.people import DAY, HOUR, MARIE, NOON, WEEK, Cabinet
from vigil.actions.change_contact import change_consent, change_email
from vigil.actions.close_course import close_course, reopen_course
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.merge_patients import merge_patients
from vigil.actions.reach_patient import mark_unreachable, opt_out
from vigil.domain.answers import Answers
from vigil.domain.words import SessionState
from vigil.jobs.outcomes import LONGEST_WAIT, MOST_ATTEMPTS
from vigil.mail.outcomes import Kind
from vigil.store.tables import Ask, Course, Event, Message, MessageEvent, Patient, TreatmentSession

PLANNED, VOID, MISSED = SessionState.PLANNED, SessionState.VOID, SessionState.MISSED


def everything(cabinet: Cabinet) -> list[Any]:
    return [cabinet.rows(table) for table in (Message, MessageEvent, Ask, Event, Course)]


def twice_is_once(cabinet: Cabinet) -> None:
    """A further plan changes no row and leaves no event."""
    before = everything(cabinet)
    for patient in cabinet.rows(Patient):
        done = cabinet.replan(patient.id)
        assert (done.entered, done.changed, done.cancelled) == (0, 0, 0)
    assert everything(cabinet) == before
    assert cabinet.run("reconcile")["differences"] == 0


def state_of(cabinet: Cabinet, prefix: str) -> dict[str, tuple[str, str]]:
    return {row.channel: (row.state, row.reason) for row in cabinet.messages(prefix)}


def session_id(cabinet: Cabinet, external_id: str) -> Any:
    (row,) = cabinet.rows(TreatmentSession, TreatmentSession.external_id == external_id)
    return row.id


def test_planning_twice_changes_nothing(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.treats("S-2", at=NOON + WEEK, state=PLANNED)
    twice_is_once(cabinet)
    cabinet.live(3 * DAY, step=6 * HOUR)
    cabinet.replan(cabinet.rows(Patient)[0].id)
    twice_is_once(cabinet)


def test_a_session_moved_before_anything_left_moves_its_messages(cabinet: Cabinet) -> None:
    cabinet.treats("S-1", at=NOON - 2 * HOUR)
    due_at = cabinet.message("followup").due_at
    cabinet.treats("S-1", at=NOON - HOUR)
    assert cabinet.message("followup").due_at == due_at + HOUR
    (ask,) = cabinet.rows(Ask, Ask.kind == "followup")
    assert ask.opens_at == due_at + HOUR
    twice_is_once(cabinet)


def test_an_appointment_moved_keeps_its_instructions_ahead_of_it(cabinet: Cabinet) -> None:
    cabinet.treats("S-2", at=NOON + 2 * WEEK, state=PLANNED)
    again = cabinet.message(f"before:{session_id(cabinet, 'S-2')}:72h")
    cabinet.treats("S-2", at=NOON + 3 * WEEK, state=PLANNED)
    moved = cabinet.message(again.key)
    assert moved.due_at - again.due_at == WEEK
    twice_is_once(cabinet)


def test_what_was_put_off_still_never_leaves_before_its_time(cabinet: Cabinet) -> None:
    """Put off by the courier, and then the session turns out to have been a day later than entered."""
    cabinet.treats("S-1", at=NOON - 46 * HOUR)
    cabinet.clock.move_to(NOON.replace(hour=22))
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.mail == "followup").values(due_at=cabinet.now))
    cabinet.run("deliver")
    assert cabinet.message("followup").reason == "waits_for_hours"
    cabinet.treats("S-1", at=NOON - HOUR)
    assert cabinet.message("followup").due_at >= NOON - HOUR + 2 * DAY


def test_what_was_tried_keeps_its_back_off(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    with cabinet.writing() as session:
        later = cabinet.now + timedelta(minutes=7)
        session.execute(update(Message).where(Message.mail == "followup").values(attempts=2, due_at=later))
    cabinet.treats("S-1", at=NOON - HOUR)
    assert cabinet.message("followup").due_at == later


def test_a_session_moved_after_its_message_went_owes_nothing_again_and_says_so(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    sent = cabinet.message("followup")
    assert sent.state == "sent"
    cabinet.treats("S-1", at=NOON + DAY)
    row = cabinet.message("followup")
    assert (row.state, row.sent_at, row.due_at) == ("sent", sent.sent_at, sent.due_at)
    assert row.reason == "moved_after_sent"
    assert [event.after for event in cabinet.rows(MessageEvent, MessageEvent.message_id == row.id)][-2:] == ["sent"] * 2
    twice_is_once(cabinet)
    cabinet.live(3 * DAY, step=6 * HOUR)
    assert len([row for row in cabinet.messages("followup") if row.mail == "followup"]) == 1


@pytest.mark.parametrize(("state", "reason"), [(VOID, "session_void"), (MISSED, "session_missed")])
def test_a_session_that_did_not_take_place_owes_nothing(cabinet: Cabinet, state: SessionState, reason: str) -> None:
    cabinet.treats("S-1", at=NOON, state=PLANNED)
    cabinet.treats("S-2", at=NOON + WEEK, state=PLANNED)
    cabinet.treats("S-2", at=NOON + WEEK, state=state)
    gone = str(session_id(cabinet, "S-2"))
    rows = [row for row in cabinet.messages() if gone in row.key]
    assert rows
    assert {(row.state, row.reason) for row in rows} == {("cancelled", reason)}
    twice_is_once(cabinet)


def test_a_voided_session_that_was_right_after_all_is_owed_again(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.treats(state=VOID, at=NOON)
    assert cabinet.message("followup").state == "cancelled"
    (ask,) = cabinet.rows(Ask, Ask.kind == "followup")
    assert ask.state == "closed"
    cabinet.treats(at=NOON)
    assert (cabinet.message("followup").state, cabinet.message("followup").reason) == ("planned", "")
    (ask,) = cabinet.rows(Ask, Ask.kind == "followup")
    assert ask.state == "open"
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    assert cabinet.message("followup").state == "sent"


def test_who_opts_out_gets_sheets_and_calls_and_one_confirmation_that_outlives_further_plans(cabinet: Cabinet) -> None:
    cabinet.treats()
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session), cabinet.now)
    assert {row.state for row in cabinet.messages("followup", "late", "between", channel="email")} == {"cancelled"}
    assert state_of(cabinet, "followup")["phone"][0] == "planned"
    twice_is_once(cabinet)
    assert cabinet.message("opt_out_confirmed").state == "planned"
    cabinet.run("deliver")
    assert [envelope.recipient for envelope in cabinet.courier.kept] == [MARIE.email]


def test_nothing_more_is_owed_to_who_has_died(cabinet: Cabinet) -> None:
    cabinet.treats()
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session), cabinet.now)
        mark_deceased(session, cabinet.patient_row(session), cabinet.now)
    assert {row.state for row in cabinet.messages()} == {"cancelled"}
    assert {row.state for row in cabinet.rows(Ask)} == {"closed"}
    twice_is_once(cabinet)


def test_a_call_that_stood_in_for_failed_mail_is_not_made_to_who_has_died(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    with cabinet.writing() as session:
        worn = {"attempts": MOST_ATTEMPTS - 1, "ideal_at": cabinet.now - LONGEST_WAIT}
        session.execute(update(Message).where(Message.mail == "followup").values(worn))
    cabinet.courier.fate = lambda envelope: Kind.TRANSIENT
    cabinet.run("deliver")
    assert state_of(cabinet, "followup")["phone"][0] == "planned"
    with cabinet.writing() as session:
        mark_deceased(session, cabinet.patient_row(session), cabinet.now)
    assert state_of(cabinet, "followup")["phone"] == ("cancelled", "patient_deceased")


def test_a_new_address_brings_mail_back_and_takes_the_calls_away(cabinet: Cabinet) -> None:
    cabinet.treats()
    with cabinet.writing() as session:
        mark_unreachable(session, cabinet.patient_row(session), cabinet.now)
    assert state_of(cabinet, "followup")["email"] == ("cancelled", "channel_changed")
    with cabinet.writing() as session:
        change_email(session, cabinet.patient_row(session), "neuve@courrier.example", cabinet.now)
    assert cabinet.rows(Patient)[0].state == "active"
    assert state_of(cabinet, "followup")["email"] == ("planned", "")
    assert {state for channel, (state, _) in state_of(cabinet, "followup").items() if channel != "email"} == {
        "cancelled"
    }
    twice_is_once(cabinet)
    cabinet.live(3 * DAY, step=6 * HOUR)
    assert cabinet.courier.to("neuve@courrier.example")
    assert not cabinet.courier.to(MARIE.email)


def test_consent_given_back_and_forth_leaves_one_row_a_channel(cabinet: Cabinet) -> None:
    cabinet.treats()
    for consents in (False, True, False, True):
        with cabinet.writing() as session:
            change_consent(session, cabinet.patient_row(session), consents, cabinet.now)
        twice_is_once(cabinet)
    assert state_of(cabinet, "followup")["email"] == ("planned", "")
    assert len({row.key for row in cabinet.messages()}) == len(cabinet.messages())


def test_a_merged_record_owes_nothing_and_the_other_owes_it_all_once(cabinet: Cabinet) -> None:
    cabinet.patient(replace(MARIE, external_id="P-2"))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2")
    cabinet.treats()
    with cabinet.writing() as session:
        duplicate, into = cabinet.patient_row(session, "P-2"), cabinet.patient_row(session, "P-1")
        merge_patients(session, duplicate, into, cabinet.now)
    (into_row,) = cabinet.rows(Patient, Patient.external_id == "P-1")
    assert {row.patient_id for row in cabinet.messages()} == {into_row.id}
    assert [row.state for row in cabinet.messages("followup")].count("planned") == 1  # two sessions, one day, one ask
    twice_is_once(cabinet)


def test_what_another_message_carries_has_a_row_and_leaves_with_it(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.treats("S-2", at=NOON + 10 * DAY, state=PLANNED)
    carried = [row for row in cabinet.messages() if row.reason == "carried"]
    assert carried
    carriers = {key: row for row in cabinet.messages() for key in row.carries}
    for row in carried:
        assert row.state == "skipped"
        assert carriers[row.key].state == "planned"
        assert row.due_at == carriers[row.key].due_at
    twice_is_once(cabinet)


def test_answering_before_the_mail_left_sends_what_it_carried_on_its_own(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(36 * HOUR)
    cabinet.run("deliver")
    cabinet.treats("S-2", at=NOON + 20 * DAY, state=PLANNED)
    followup = cabinet.message("followup")
    (carried,) = followup.carries
    assert cabinet.message(carried).reason == "carried"
    cabinet.answer("followup", Answers(has_no_reaction=True), channel="phone")
    assert cabinet.message("followup").state == "cancelled"
    assert cabinet.message(carried).state == "planned"
    twice_is_once(cabinet)


def test_late_checks_move_with_the_latest_performed_session(cabinet: Cabinet) -> None:
    cabinet.treats()
    first = cabinet.messages("late")[0]
    cabinet.wait(WEEK)
    cabinet.treats("S-2")
    moved = cabinet.message(first.key)
    assert moved.due_at - first.due_at == WEEK
    assert moved.session_id == session_id(cabinet, "S-2")
    cabinet.treats("S-2", at=NOON + WEEK, state=VOID)
    assert cabinet.message(first.key).due_at == first.due_at
    twice_is_once(cabinet)


@pytest.mark.end_to_end
def test_a_late_check_that_went_is_owed_again_after_a_further_session(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(5 * WEEK, step=timedelta(hours=12))
    (sent,) = [row for row in cabinet.messages("late") if row.state == "sent" and row.mail == "late_check"]
    cabinet.treats("S-2")
    again = [row for row in cabinet.messages("late") if row.key.startswith(sent.key.removesuffix(":first") + ":")]
    assert str(session_id(cabinet, "S-2")) in {part for row in again for part in row.key.split(":")}
    twice_is_once(cabinet)


def test_closing_a_course_owes_its_end_and_reopening_takes_it_back(cabinet: Cabinet) -> None:
    cabinet.treats()
    assert cabinet.messages("end") == []
    with cabinet.writing() as session:
        close_course(session, session.query(Course).one(), "fini", cabinet.now)
    assert cabinet.message("end").state == "planned"
    twice_is_once(cabinet)
    with cabinet.writing() as session:
        reopen_course(session, session.query(Course).one(), cabinet.now)
    assert cabinet.message("end").state == "cancelled"
    twice_is_once(cabinet)


def test_a_session_entered_late_is_followed_up_within_its_grace_and_says_so_past_it(cabinet: Cabinet) -> None:
    cabinet.treats("S-1", at=NOON - 4 * DAY)
    assert cabinet.message("followup").state == "planned"
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats("S-2", at=NOON - 20 * DAY, course="C-2")
    late = cabinet.message(f"followup:{session_id(cabinet, 'S-2')}")
    assert (late.state, late.reason) == ("expired", "entered_too_late")
    cabinet.treats("S-2", at=NOON - 3 * DAY, course="C-2")
    assert cabinet.message(late.key).state in ("planned", "skipped")
    twice_is_once(cabinet)


@pytest.mark.parametrize("days", [1, 3, 4, 7, 11])
def test_an_appointment_may_be_moved_to_any_day_and_back(cabinet: Cabinet, days: int) -> None:
    """Every way between planned, carried and expired exists."""
    cabinet.treats()
    for at in (NOON + 3 * WEEK, NOON + days * DAY, NOON + 5 * HOUR, NOON + days * DAY, NOON + 2 * WEEK):
        cabinet.treats("S-2", at=at, state=PLANNED)
        twice_is_once(cabinet)
        cabinet.wait(5 * HOUR if at > NOON + DAY else timedelta(0))


def test_sessions_of_one_day_share_one_ask(cabinet: Cabinet) -> None:
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats()
    cabinet.wait(HOUR)
    cabinet.treats("S-2", course="C-2")
    assert len([row for row in cabinet.messages("followup") if row.state == "planned"]) == 1
    twice_is_once(cabinet)
