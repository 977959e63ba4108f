"""escalate: an alert that nobody acknowledges climbs, day and night, and its last rung repeats."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.people import FABRE, HOUR, LYON, NOEL, PETIT, ROUX, Cabinet, open_cabinet, shipped_files
from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.actions.receive_report import receive_report
from vigil.actions.record_staff import record_staff
from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.words import ReactionCode, Sign
from vigil.store import versions
from vigil.store.tables import Alert, Ask, Staff

MINUTE = timedelta(minutes=1)
DANGER = Answers(danger_signs=frozenset({Sign.BREATHING}))
FEVER = Answers(reactions=(ReactionAnswer(ReactionCode.FEVER),))


def told(cabinet: Cabinet) -> list[tuple[str, str]]:
    """Who has been told, by climb."""
    staff = {row.id: row.external_id for row in cabinet.rows(Staff)}
    return sorted((row.key.split(":")[2], staff[row.staff_id]) for row in cabinet.messages("alert:"))


@pytest.mark.parametrize("hour", [11, 2], ids=["at noon", "in the night"])
def test_an_emergency_climbs_from_physician_to_colleague_to_any_clinician(cabinet: Cabinet, hour: int) -> None:
    cabinet.clock.move_to(datetime(2026, 3, 13, hour, tzinfo=ZoneInfo("UTC")))
    cabinet.treats(at=cabinet.now - 2 * HOUR)
    cabinet.answer("followup", DANGER)
    assert told(cabinet) == [("1", "roux")]
    assert not cabinet.run("escalate", cabinet.now + 15 * MINUTE - timedelta(seconds=1))
    cabinet.run("escalate", cabinet.now + 15 * MINUTE)
    assert told(cabinet)[1:] == [("2", "petit")]
    cabinet.run("escalate", cabinet.now + 30 * MINUTE)
    assert told(cabinet)[2:] == [("3", "noel"), ("3", "petit"), ("3", "roux")]
    assert {row.due_at for row in cabinet.messages("alert:")} <= {
        cabinet.now,
        cabinet.now + 15 * MINUTE,
        cabinet.now + 30 * MINUTE,
    }


def test_the_last_rung_repeats_until_somebody_acknowledges(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", DANGER)
    for _ in range(8):
        cabinet.wait(30 * MINUTE)
        cabinet.run("escalate")
    (alert,) = cabinet.rows(Alert)
    assert alert.climbed == 9
    assert {person for climb, person in told(cabinet) if climb == "9"} == {"roux", "petit", "noel"}
    with cabinet.writing() as session:
        acknowledge_alert(session, session.get_one(Alert, alert.id), alert.physician_id, cabinet.now)
    cabinet.wait(30 * MINUTE)
    assert not cabinet.run("escalate")


def test_a_same_day_alert_has_two_hours(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", FEVER)
    assert {row.urgency for row in cabinet.rows(Alert)} == {1}
    cabinet.run("escalate", cabinet.now + 2 * HOUR - timedelta(seconds=1))
    assert len(told(cabinet)) == 1
    cabinet.run("escalate", cabinet.now + 2 * HOUR)
    assert len(told(cabinet)) == 2


def test_a_rung_on_which_nobody_stands_is_passed_over_at_once(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        record_staff(session, cabinet.clinic_id, replace(PETIT, is_active=False), cabinet.now)
    cabinet.treats()
    cabinet.answer("followup", DANGER)
    cabinet.run("escalate", cabinet.now + 15 * MINUTE)
    assert told(cabinet)[1:] == [("2", "noel"), ("2", "roux")]


def test_an_alert_that_nobody_can_be_told_of_is_kept_and_tried_again(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        for person in (ROUX, PETIT, NOEL):
            record_staff(session, cabinet.clinic_id, replace(person, is_active=False), cabinet.now)
    cabinet.treats()
    cabinet.answer("followup", DANGER)
    (alert,) = cabinet.rows(Alert)
    assert (alert.climbed, alert.climb_due_at) == (0, cabinet.now + 30 * MINUTE)
    cabinet.wait(30 * MINUTE)
    assert cabinet.run("escalate")["nobody to tell"] == 1
    assert cabinet.run("reconcile")["differences"] == 0
    cabinet.staff(NOEL)
    cabinet.wait(30 * MINUTE)
    assert cabinet.run("escalate")["climbed"] == 1
    assert told(cabinet) == [("1", "noel")]


def test_nobody_of_another_clinic_is_told(cabinet: Cabinet) -> None:
    lyon = open_cabinet(cabinet.store, clinic=LYON)
    lyon.staff(FABRE)
    cabinet.treats()
    cabinet.answer("followup", DANGER)
    for _ in range(5):
        cabinet.wait(30 * MINUTE)
        cabinet.run("escalate")
    cabinet.run("deliver")
    ours = {row.id for row in cabinet.rows(Staff, Staff.clinic_id == cabinet.clinic_id)}
    assert {row.staff_id for row in cabinet.messages("alert:")} <= ours
    assert not cabinet.courier.to("fabre@quais.example")


def test_a_clinic_whose_rules_cannot_be_read_holds_up_no_other(cabinet: Cabinet) -> None:
    lyon = open_cabinet(cabinet.store, clinic=LYON)
    for one in (cabinet, lyon):
        one.clock = cabinet.clock
    cabinet.treats()
    cabinet.answer("followup", DANGER)
    with lyon.writing() as session:
        versions.add(session, cabinet.clinic_id, "clinic", "clinic", "broken [", cabinet.now, is_seeded=False)
    broken = cabinet.rows(Alert)[0].id
    lyon.treats("S-9")
    with lyon.writing() as session:
        ask = session.scalars(select(Ask).where(Ask.clinic_id == lyon.clinic_id, Ask.kind == "followup")).one()
        receive_report(session, ask, DANGER, lyon.now, typed={})
    cabinet.wait(HOUR)
    summary = cabinet.run("escalate")
    assert (summary["climbed"], summary["failed"]) == (1, 1)
    (alert,) = cabinet.rows(Alert, Alert.id == broken)
    assert cabinet.now < alert.climb_due_at <= cabinet.now + 15 * MINUTE
    with cabinet.writing() as session:
        clinic = shipped_files().clinic
        versions.add(session, cabinet.clinic_id, "clinic", "clinic", clinic, cabinet.now, is_seeded=False)
    cabinet.wait(15 * MINUTE)
    assert cabinet.run("escalate")["climbed"] >= 1
