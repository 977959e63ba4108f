"""Opting out is honoured at once and everywhere, and once."""

from dataclasses import replace
from typing import Any

import pytest

from tests.people import DAY, HOUR, MARIE, Cabinet, refused
from vigil.actions.change_contact import change_consent
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.reach_patient import opt_out
from vigil.domain.answers import Answers
from vigil.domain.words import Sign
from vigil.mail.outcomes import Kind
from vigil.store.tables import Patient


def opts_out(cabinet: Cabinet, external_id: str = "P-1", request_id: str | None = None) -> bool:
    with cabinet.writing() as session:
        return opt_out(session, cabinet.patient_row(session, external_id), cabinet.now, request_id)


def state(cabinet: Cabinet, external_id: str = "P-1") -> Any:
    (row,) = cabinet.rows(Patient, Patient.external_id == external_id)
    return row.state


def test_nothing_is_mailed_any_more_but_one_confirmation(cabinet: Cabinet) -> None:
    cabinet.treats()
    assert opts_out(cabinet)
    cabinet.live(10 * DAY, step=6 * HOUR)
    assert [row.mail for row in cabinet.messages(channel="email") if row.patient_id and row.state == "sent"] == [
        "opt_out_confirmed"
    ]
    assert state(cabinet) == "opted_out"


def test_a_second_time_changes_nothing_and_confirms_nothing(cabinet: Cabinet) -> None:
    cabinet.treats()
    assert [opts_out(cabinet), opts_out(cabinet)] == [True, False]
    assert len(cabinet.messages("opt_out_confirmed")) == 1


def test_a_double_click_gives_the_first_answer(cabinet: Cabinet) -> None:
    assert [opts_out(cabinet, request_id="click") for _ in range(2)] == [True, True]


def test_the_late_checks_become_telephone_tasks(cabinet: Cabinet) -> None:
    cabinet.treats()
    opts_out(cabinet)
    calls = [row for row in cabinet.messages("late", channel="phone") if row.state == "planned"]
    assert [row.key.split(":")[2] for row in calls] == ["w4", "w12"]


def test_it_does_not_silence_an_open_alert(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    opts_out(cabinet)
    cabinet.run("deliver")
    assert cabinet.courier.to("roux@cabinet.example")
    cabinet.wait(HOUR)
    assert cabinet.run("escalate")["climbed"] == 1


def test_somebody_without_an_address_is_sent_no_confirmation(cabinet: Cabinet) -> None:
    cabinet.patient(replace(MARIE, external_id="P-2", email=""))
    assert opts_out(cabinet, "P-2")
    assert cabinet.messages("opt_out_confirmed") == []


def test_the_confirmation_leaves_at_any_hour_and_counts_for_no_load(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    cabinet.clock.move_to(cabinet.now.replace(hour=22))
    opts_out(cabinet)
    assert cabinet.run("deliver")["sent"] == 1


def test_who_died_before_the_confirmation_left_gets_none(cabinet: Cabinet) -> None:
    opts_out(cabinet)
    with cabinet.writing() as session:
        mark_deceased(session, cabinet.patient_row(session), cabinet.now)
    cabinet.run("deliver")
    assert cabinet.courier.kept == []


def test_a_confirmation_that_cannot_leave_does_not_make_the_patient_unreachable(cabinet: Cabinet) -> None:
    opts_out(cabinet)
    cabinet.courier.fate = refused
    cabinet.run("deliver")
    assert state(cabinet) == "opted_out"


@pytest.mark.parametrize("fate", [Kind.SENT, Kind.UNCERTAIN])
def test_what_may_have_left_before_is_not_sent_again_after(cabinet: Cabinet, fate: Kind) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.courier.fate = lambda envelope: fate
    cabinet.run("deliver")
    opts_out(cabinet)
    cabinet.courier.fate = lambda envelope: Kind.SENT
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    assert len([row for row in cabinet.courier.kept if b"opt" not in row.sender.encode()]) == 2  # and the confirmation
    assert cabinet.messages("followup", channel="email")[0].state in ("sent", "cancelled")
    assert cabinet.run("reconcile")["differences"] == 0


def test_consenting_anew_ends_it_and_another_opt_out_is_honoured_too(cabinet: Cabinet) -> None:
    cabinet.treats()
    opts_out(cabinet)
    with cabinet.writing() as session:
        change_consent(session, cabinet.patient_row(session), True, cabinet.now)
    assert state(cabinet) == "active"
    assert cabinet.messages("followup", channel="email")[0].state == "planned"
    assert opts_out(cabinet)
    assert cabinet.messages("followup", channel="email")[0].state == "cancelled"
