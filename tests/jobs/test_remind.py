"""remind: an ask without an answer is asked again twice at the most, and then turns silent."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from tests.people import DAY, HOUR, Cabinet, refused
from vigil.actions.reach_patient import opt_out
from vigil.domain.answers import Answers
from vigil.domain.words import SessionState
from vigil.store import versions
from vigil.store.tables import Alert, Ask, Message

PARIS = ZoneInfo("Europe/Paris")


def asked(cabinet: Cabinet, late: timedelta = timedelta(0)) -> None:
    """The follow-up is sent, perhaps later than planned; nothing else is owed that day or the next."""
    cabinet.treats()
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.mail != "followup").values(due_at=cabinet.now + 99 * DAY))
    cabinet.wait(2 * DAY + late)
    assert cabinet.run("deliver")["sent"] == 1


def reminders(cabinet: Cabinet) -> list[Any]:
    return [row for row in cabinet.messages("followup") if row.mail == "reminder"]


def followup(cabinet: Cabinet) -> Any:
    (ask,) = cabinet.rows(Ask, Ask.kind == "followup")
    return ask


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=3)], ids=["on time", "three hours late"])
def test_reminders_count_from_when_the_message_was_sent(cabinet: Cabinet, late: timedelta) -> None:
    asked(cabinet, late)
    sent_at = cabinet.now
    assert not cabinet.run("remind", sent_at + DAY - timedelta(seconds=1))
    assert cabinet.run("remind", sent_at + DAY)["reminders"] == 1
    cabinet.clock.move_to(sent_at + DAY)
    cabinet.run("deliver")
    assert not cabinet.run("remind", sent_at + 3 * DAY - timedelta(seconds=1))
    assert cabinet.run("remind", sent_at + 3 * DAY)["reminders"] == 1
    assert [row.due_at for row in reminders(cabinet)] == [sent_at + DAY, sent_at + 3 * DAY]
    cabinet.wait(3 * DAY)
    cabinet.run("deliver")
    assert not cabinet.run("remind", sent_at + 30 * DAY)["reminders"]


def test_a_newer_message_absorbs_a_reminder_which_is_a_row_all_the_same(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(5 * DAY)
    rows = reminders(cabinet)
    assert [(row.key[-1], row.state, row.reason) for row in rows] == [
        ("1", "sent", ""),
        ("2", "skipped", "absorbed"),
    ]


@pytest.mark.parametrize(
    "answers", [Answers(has_no_reaction=True), Answers(words="merci !")], ids=["an answer", "mere words"]
)
def test_any_reply_stops_the_reminders_even_one_that_is_planned(cabinet: Cabinet, answers: Answers) -> None:
    asked(cabinet)
    cabinet.wait(DAY)
    cabinet.run("remind")
    cabinet.answer("followup", answers)
    assert [(row.state, row.reason) for row in reminders(cabinet)] == [("cancelled", "answered")]
    cabinet.live(5 * DAY)
    assert len(reminders(cabinet)) == 1
    assert len(cabinet.courier.to("marie@courrier.example")) == 1


def test_words_alone_do_not_answer_so_the_ask_turns_silent_for_its_score(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.answer("followup", Answers(words="merci !"))
    assert followup(cabinet).state == "open"
    cabinet.clock.move_to(followup(cabinet).late_at)
    cabinet.run("remind")
    assert followup(cabinet).state == "silent"


def test_an_ask_is_silent_from_when_answers_are_late_and_somebody_telephones(cabinet: Cabinet) -> None:
    asked(cabinet)
    late_at = followup(cabinet).late_at
    cabinet.run("remind", late_at - timedelta(seconds=1))
    assert followup(cabinet).state == "open"
    cabinet.clock.move_to(late_at)
    assert cabinet.run("remind")["silent"] == 1
    assert followup(cabinet).state == "silent"
    cabinet.run("review")
    assert [(row.rule, row.urgency) for row in cabinet.rows(Alert)] == [("silence", 2)]
    assert not cabinet.run("remind")


def test_a_silent_patient_may_still_answer(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.clock.move_to(followup(cabinet).late_at + HOUR)
    cabinet.run("remind")
    assert cabinet.answer("followup", Answers(has_no_reaction=True)).is_late
    assert (followup(cabinet).state, followup(cabinet).silent_due_at) == ("answered", None)


def test_who_opted_out_is_not_reminded_but_does_not_vanish(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.wait(DAY)
    cabinet.run("remind")
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session), cabinet.now)
    assert [row.state for row in reminders(cabinet)] == ["cancelled"]
    cabinet.clock.move_to(followup(cabinet).late_at)
    cabinet.run("remind")
    assert followup(cabinet).state == "silent"
    assert len(reminders(cabinet)) == 1


def test_a_session_entered_by_mistake_reminds_nobody_and_is_no_silence(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.wait(DAY)
    cabinet.run("remind")
    cabinet.treats(at=cabinet.now - 3 * DAY, state=SessionState.VOID)
    assert followup(cabinet).state == "closed"
    assert [row.state for row in reminders(cabinet)] == ["cancelled"]
    cabinet.live(10 * DAY)
    assert cabinet.rows(Alert) == []
    assert len(cabinet.courier.to("marie@courrier.example")) == 1
    assert cabinet.run("reconcile")["differences"] == 0


def test_reminders_wait_for_the_hours_of_the_day(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.clock.move_to(datetime(2026, 3, 13, 21, 0, tzinfo=PARIS))
    cabinet.run("remind")
    assert reminders(cabinet)[0].due_at == datetime(2026, 3, 14, 9, 0, tzinfo=PARIS)


def test_after_an_outage_only_the_latest_reminder_is_owed(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.wait(4 * DAY)
    cabinet.run("remind")
    assert [(row.state, row.reason) for row in reminders(cabinet)] == [("skipped", "absorbed"), ("planned", "")]


def test_a_question_asked_by_telephone_alone_is_never_reminded_by_mail(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.courier.fate = refused
    cabinet.run("deliver")
    cabinet.live(6 * DAY)
    assert reminders(cabinet) == []


def test_one_ask_at_fault_stops_no_other(cabinet: Cabinet) -> None:
    asked(cabinet)
    cabinet.wait(DAY)
    with cabinet.writing() as session:
        versions.add(session, cabinet.clinic_id, "schedule", "standard", "broken [", cabinet.now, is_seeded=False)
    assert cabinet.run("remind")["failed"] == 1
    assert followup(cabinet).remind_due_at > cabinet.now
