"""A patient is followed elsewhere: nothing more is owed, what still comes reaches a person, and it can be undone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.people import DAY, HOUR, MARIE, Cabinet
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.reach_patient import opt_out
from vigil.actions.record_patient import record_patient
from vigil.actions.transfer_patient import take_back, transfer_patient
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState, PatientState, SessionState, Sign
from vigil.store.tables import Alert, Ask, Message, Patient, Staff, Transfer, TreatmentSession

WHERE = "Suivie à Lyon depuis son déménagement"


def staff(cabinet: Cabinet) -> UUID:
    found = cabinet.rows(Staff, Staff.clinic_id == cabinet.clinic_id, Staff.external_id == "noel")[0].id
    assert isinstance(found, UUID)
    return found


def goes(cabinet: Cabinet, reason: str = WHERE) -> None:
    with cabinet.writing() as session:
        transfer_patient(session, cabinet.patient_row(session), reason, staff(cabinet), cabinet.now)


def comes_back(cabinet: Cabinet, reason: str = "Revenue") -> None:
    with cabinet.writing() as session:
        take_back(session, cabinet.patient_row(session), reason, staff(cabinet), cabinet.now)


def state(cabinet: Cabinet) -> PatientState:
    (row,) = cabinet.rows(Patient)
    assert isinstance(row.state, PatientState)
    return row.state


def planned(cabinet: Cabinet) -> set[str]:
    return {row.key for row in cabinet.messages() if row.state is MessageState.PLANNED and row.patient_id}


@pytest.mark.on_both
def test_everything_owed_is_cancelled_with_its_reason_and_nothing_is_owed_again(cabinet: Cabinet) -> None:
    cabinet.treats()
    owed = planned(cabinet)
    assert owed
    goes(cabinet)
    assert state(cabinet) is PatientState.TRANSFERRED
    cancelled = [row for row in cabinet.messages() if row.key in owed]
    assert {(row.state, row.reason) for row in cancelled} == {(MessageState.CANCELLED, "patient_transferred")}
    cabinet.live(timedelta(days=30), step=DAY)
    assert cabinet.courier.tried == []
    assert planned(cabinet) == set()
    assert cabinet.run("reconcile")["differences"] == 0


def test_the_telephone_tasks_of_who_has_no_mail_are_cancelled_too(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        cabinet.patient_row(session).consents_to_email = False
    cabinet.treats()
    assert {row.channel.value for row in cabinet.messages()} >= {"phone", "print"}
    goes(cabinet)
    assert {row.reason for row in cabinet.messages()} == {"patient_transferred"}


def test_the_questions_that_were_put_close_and_turn_neither_silent_nor_into_reminders(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    goes(cabinet)
    assert {ask.state for ask in cabinet.rows(Ask)} == {AskState.CLOSED}
    sent = len(cabinet.courier.kept)
    cabinet.live(timedelta(days=30), step=DAY)
    assert len(cabinet.courier.kept) == sent
    assert {ask.state for ask in cabinet.rows(Ask)} == {AskState.CLOSED}
    assert cabinet.rows(Alert) == []


def test_an_answer_that_still_comes_is_judged_and_reaches_a_person_whatever_it_says(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    goes(cabinet)
    cabinet.answer("followup", Answers(words="Tout va bien."))
    assert "answer_from_elsewhere" in {alert.rule for alert in cabinet.rows(Alert)}
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    rules = [alert.rule for alert in cabinet.rows(Alert)]
    assert "breathing_or_chest_pain" in rules
    assert rules.count("answer_from_elsewhere") == 2
    assert cabinet.messages("alert:") != []
    assert planned(cabinet) == set()


def test_open_alerts_stay_open(cabinet: Cabinet) -> None:
    cabinet.treats(at=cabinet.now - 2 * HOUR)
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    before = [(alert.rule, alert.state) for alert in cabinet.rows(Alert)]
    goes(cabinet)
    assert [(alert.rule, alert.state) for alert in cabinet.rows(Alert)] == before
    assert AlertState.OPEN in {state for _, state in before}
    cabinet.wait(HOUR)
    assert cabinet.run("escalate")["climbed"] == 1


def test_it_is_taken_back_with_a_reason_and_what_is_still_useful_is_owed_again(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    owed, (put,) = planned(cabinet), [ask for ask in cabinet.rows(Ask) if ask.asked_at]
    goes(cabinet)
    cabinet.wait(HOUR)
    comes_back(cabinet)
    assert state(cabinet) is PatientState.ACTIVE
    assert planned(cabinet) == owed
    again = cabinet.rows(Ask, Ask.id == put.id)[0]
    assert again.state is AskState.OPEN
    assert again.silent_due_at is not None
    assert cabinet.run("reconcile")["differences"] == 0
    with cabinet.store.reading() as session:
        told = [(row.is_return, row.reason) for row in session.query(Transfer).order_by(Transfer.at)]
    assert told == [(False, WHERE), (True, "Revenue")]


def test_an_answered_question_is_answered_again(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    cabinet.answer("followup", Answers(has_no_reaction=True))
    (put,) = [ask for ask in cabinet.rows(Ask) if ask.asked_at]
    assert put.state is AskState.ANSWERED
    goes(cabinet)
    comes_back(cabinet)
    assert cabinet.rows(Ask, Ask.id == put.id)[0].state is AskState.ANSWERED


def test_who_wanted_no_mail_wants_none_when_they_come_back(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session), cabinet.now)
    goes(cabinet)
    comes_back(cabinet)
    assert state(cabinet) is PatientState.OPTED_OUT


def test_an_opt_out_in_the_meantime_holds_when_they_come_back(cabinet: Cabinet) -> None:
    cabinet.treats()
    goes(cabinet)
    with cabinet.writing() as session:
        assert opt_out(session, cabinet.patient_row(session), cabinet.now)
        assert not opt_out(session, cabinet.patient_row(session), cabinet.now)
    assert planned(cabinet) == set()
    comes_back(cabinet)
    assert "email" not in {row.channel.value for row in cabinet.messages() if row.state is MessageState.PLANNED}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_it_needs_a_reason_and_so_does_taking_it_back(cabinet: Cabinet, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        goes(cabinet, reason)
    assert refused.value.field == "reason"
    goes(cabinet)
    with pytest.raises(Refused):
        comes_back(cabinet, reason)


def test_nobody_goes_twice_or_comes_back_who_is_here_and_the_dead_go_nowhere(cabinet: Cabinet) -> None:
    with pytest.raises(Refused, match="followed here"):
        comes_back(cabinet)
    goes(cabinet)
    with pytest.raises(Refused, match="any more"):
        goes(cabinet)
    with cabinet.writing() as session:
        mark_deceased(session, cabinet.patient_row(session), cabinet.now)
    assert state(cabinet) is PatientState.DECEASED
    for act in (goes, comes_back):
        with pytest.raises(Refused):
            act(cabinet)


def test_correcting_a_record_does_not_bring_anybody_back(cabinet: Cabinet) -> None:
    cabinet.treats()
    goes(cabinet)
    with cabinet.writing() as session:
        record_patient(session, cabinet.clinic_id, replace(MARIE, email="autre@courrier.example"), cabinet.now)
    assert state(cabinet) is PatientState.TRANSFERRED
    assert planned(cabinet) == set()


def appointment(cabinet: Cabinet, days: int, name: str = "S-9") -> None:
    cabinet.treats(name, at=cabinet.now + days * DAY, state=SessionState.PLANNED)


def states(cabinet: Cabinet) -> dict[str, str]:
    return {row.external_id: row.state.value for row in cabinet.rows(TreatmentSession)}


def test_coming_appointments_leave_the_agenda_and_come_back_with_the_patient(cabinet: Cabinet) -> None:
    cabinet.treats()
    appointment(cabinet, 7)
    appointment(cabinet, 14, "S-10")
    appointment(cabinet, 21, "S-11")
    with cabinet.writing() as session:
        session.query(TreatmentSession).filter_by(external_id="S-11").one().state = SessionState.VOID
    goes(cabinet)
    assert states(cabinet) == {"S-1": "performed", "S-9": "void", "S-10": "void", "S-11": "void"}
    with cabinet.store.reading() as session:
        assert session.query(TreatmentSession).filter_by(external_id="S-9").one().state_reason == WHERE
    cabinet.wait(8 * DAY)
    comes_back(cabinet)  # the day of S-9 has passed; S-11 had been cancelled before
    assert states(cabinet) == {"S-1": "performed", "S-9": "void", "S-10": "planned", "S-11": "void"}
    assert [key for key in planned(cabinet) if key.startswith("before:")]
    assert cabinet.run("reconcile")["differences"] == 0


def test_an_appointment_of_yesterday_still_wants_a_word(cabinet: Cabinet) -> None:
    appointment(cabinet, 1)
    cabinet.wait(2 * DAY)
    goes(cabinet)
    assert states(cabinet) == {"S-9": "planned"}


def test_a_death_cancels_the_coming_appointments(cabinet: Cabinet) -> None:
    appointment(cabinet, 7)
    with cabinet.writing() as session:
        mark_deceased(session, cabinet.patient_row(session), cabinet.now)
    assert states(cabinet) == {"S-9": "void"}


def test_who_comes_back_is_reminded_of_the_question_that_still_waits(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(timedelta(hours=51), step=HOUR)
    goes(cabinet)
    cabinet.wait(HOUR)
    comes_back(cabinet)
    cabinet.live(3 * DAY, step=HOUR)
    assert MessageState.SENT in {row.state for row in cabinet.rows(Message, Message.mail == "reminder")}
    assert cabinet.run("reconcile")["differences"] == 0


def test_a_reminder_that_the_transfer_cancelled_is_owed_again(cabinet: Cabinet) -> None:
    cabinet.treats()
    while not cabinet.rows(Message, Message.mail == "reminder"):
        cabinet.wait(HOUR)
        for job in ("deliver", "remind"):
            cabinet.run(job)
    goes(cabinet)
    assert {row.state for row in cabinet.rows(Message, Message.mail == "reminder")} == {MessageState.CANCELLED}
    comes_back(cabinet)
    assert {row.state for row in cabinet.rows(Message, Message.mail == "reminder")} == {MessageState.PLANNED}
