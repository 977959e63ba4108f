"""Rows written beside the session's own flush: held, sealed, audited, and gone again with what is rolled back."""

from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.people import NOON, Cabinet
from tests.store.messages import owe
from tests.store.test_audit import events, values
from vigil.domain.alert_work import Act
from vigil.domain.words import AlertState
from vigil.store import alerts
from vigil.store.database import new_id
from vigil.store.savepoints import apart
from vigil.store.tables import Alert, AlertAct, Clinic, Message, MessageEvent
from vigil.store.writes import change, keep

LATER = NOON.replace(hour=18)


class Fault(Exception):
    """What a stretch ends with."""


def an_alert(cabinet: Cabinet, session: Session, cause: str = "cause") -> Alert:
    id = new_id(session)
    return Alert(
        id=id,
        clinic_id=cabinet.clinic_id,
        reference=alerts.reference_of(id),
        cause_key=cause,
        rule="rule",
        rule_version=1,
        urgency=1,
        state=AlertState.OPEN,
        opened_at=NOON,
        holds_next_session=False,
        proposes_case=False,
        finding={},
    )


@pytest.mark.on_both
def test_what_is_kept_is_held_sealed_and_audited(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        alert = an_alert(cabinet, session)
        alert.outcome = "vu au cabinet"
        keep(session, alert)
        assert session.get(Alert, alert.id) is alert
        assert alert.outcome == "vu au cabinet"
        assert alert.climbed == 0
        alert.urgency = 2  # and is flushed like any other
    (row,) = cabinet.rows(Alert)
    assert (row.urgency, row.climbed) == (2, 0)
    assert b"cabinet" not in row.outcome_sealed
    entered, changed = events(cabinet, "alert")
    assert (entered.change, values(entered)["outcome"]) == ("insert", "vu au cabinet")
    assert values(changed) == {"urgency": 2}


@pytest.mark.on_both
def test_what_it_refers_to_is_written_before_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        alert = an_alert(cabinet, session)
        session.add(alert)
        acts = [
            AlertAct(id=new_id(session), clinic_id=cabinet.clinic_id, alert_id=alert.id, at=NOON, act=act)
            for act in Act
        ]
        keep(session, *acts)
    assert len(cabinet.rows(AlertAct)) == len(Act)


@pytest.mark.on_both
def test_what_was_kept_in_a_stretch_that_raises_is_forgotten(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        alert = an_alert(cabinet, session)
        with suppress(Fault), apart(session):
            keep(session, alert)
            raise Fault
        assert session.get(Alert, alert.id) is None
        again = an_alert(cabinet, session)
        keep(session, again)
    assert [row.id for row in cabinet.rows(Alert)] == [again.id]
    assert [event.subject_id for event in events(cabinet, "alert")] == [again.id]


@pytest.mark.on_both
def test_a_change_in_a_stretch_that_raises_is_read_anew(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        clinic = session.get_one(Clinic, cabinet.clinic_id)
        change(session, clinic, digest_due_at=NOON)
        with suppress(Fault), apart(session):
            change(session, clinic, digest_due_at=LATER)
            with apart(session):
                change(session, clinic, digest_due_at=None)
            raise Fault
        assert clinic.digest_due_at == NOON
        with apart(session):
            change(session, clinic, digest_due_at=LATER)
    (row,) = cabinet.rows(Clinic)
    assert row.digest_due_at == LATER
    told = [values(event) for event in events(cabinet, "clinic") if event.change == "update"]
    assert [each["digest_due_at"] for each in told[-2:]] == [NOON.isoformat(), LATER.isoformat()]


@pytest.mark.on_both
def test_a_message_owed_in_a_stretch_that_raises_is_owed_to_nobody(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        with suppress(Fault), apart(session):
            owe(session, cabinet.clinic_id, "digest:1", NOON, NOON)
            raise Fault
        owe(session, cabinet.clinic_id, "digest:1", NOON, NOON)
        assert len(session.scalars(select(Message)).all()) == 1
    assert [row.number for row in cabinet.rows(MessageEvent)] == [1]
