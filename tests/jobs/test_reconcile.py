"""reconcile: what the facts owe and what the ledger holds are the same, or it says what is not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.people import DAY, HOUR, MARIE, NOON, WEEK, Cabinet, refused
from tests.store.messages import owe
from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.merge_patients import merge_patients
from vigil.actions.reach_patient import opt_out
from vigil.domain.answers import Answers
from vigil.domain.words import SessionState, Sign
from vigil.jobs.reconcile import reconcile, run
from vigil.mail.outcomes import Kind
from vigil.store.tables import Alert, Fact, Message, TreatmentSession


def differences(cabinet: Cabinet) -> list[str]:
    return reconcile(cabinet.store, cabinet.now).differences


def by_hand(cabinet: Cabinet, *statements: str, **values: Any) -> None:
    """Somebody changes the database with another program, that enforces nothing."""
    connection = cabinet.store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            cursor.execute(statement, values)
        cursor.execute("PRAGMA foreign_keys=ON")
    finally:
        connection.close()


@pytest.fixture
def lived(cabinet: Cabinet) -> Cabinet:
    """A cabinet with a few weeks behind it: everything that can become of a message has."""
    for number, name in enumerate(("paul", "lea", "omar", "ines"), start=2):
        cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"{name}@courrier.example"))
        cabinet.course(f"C-{number}", patient=f"P-{number}")
        cabinet.treats(f"S-{number}", course=f"C-{number}")
        cabinet.treats(f"S-{number}b", at=NOON + WEEK, state=SessionState.PLANNED, course=f"C-{number}")
    cabinet.course("C-9", zone="cervicale")
    cabinet.treats("S-9", course="C-9", at=cabinet.now)
    cabinet.treats("S-1", at=cabinet.now - HOUR)
    cabinet.courier.fate = lambda envelope: (
        refused(envelope) if envelope.recipient.startswith("lea") else _sent(envelope)
    )
    cabinet.live(3 * DAY, step=3 * HOUR)
    cabinet.answer(f"followup:{first_session(cabinet)}", Answers(danger_signs=frozenset({Sign.BREATHING})))
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session, "P-4"), cabinet.now)
        mark_deceased(session, cabinet.patient_row(session, "P-5"), cabinet.now)
    cabinet.treats("S-2b", at=NOON + WEEK + 2 * DAY, state=SessionState.PLANNED, course="C-2")
    cabinet.live(DAY, step=3 * HOUR)
    with cabinet.writing() as session:
        for alert in session.query(Alert).all():
            acknowledge_alert(session, alert, None, cabinet.now)
    cabinet.live(2 * WEEK, step=12 * HOUR)
    return cabinet


def _sent(_envelope: object) -> Any:
    return Kind.SENT


def first_session(cabinet: Cabinet) -> UUID:
    (row,) = cabinet.rows(TreatmentSession, TreatmentSession.external_id == "S-1")
    return UUID(str(row.id))


def test_after_weeks_of_everything_it_is_clean(lived: Cabinet) -> None:
    assert {row.state for row in lived.rows(Message)} >= {"sent", "planned", "failed", "cancelled", "skipped"}
    assert differences(lived) == []
    (fact,) = lived.rows(Fact, Fact.name == "reconciliation")
    assert fact.value["differences"] == []
    assert fact.value["messages"] == len(lived.rows(Message))


def planned(cabinet: Cabinet) -> Any:
    cabinet.treats()
    return cabinet.message("followup")


@pytest.mark.parametrize("looks", range(6))
def test_told_to_end_it_ends_where_it_is_and_notes_nothing(lived: Cabinet, looks: int) -> None:
    left = iter([False] * looks)
    assert run(lived.store, lived.now, is_stopping=lambda: next(left, True)).counts == {"unfinished": 1}
    assert lived.rows(Fact, Fact.name == "reconciliation") == []
    assert differences(lived) == []


def test_a_row_deleted_by_hand_is_found_and_entered_again(cabinet: Cabinet) -> None:
    row = planned(cabinet)
    by_hand(cabinet, "DELETE FROM message WHERE key = :key", key=row.key)
    found = differences(cabinet)
    assert f"{row.key.removesuffix(':first')} is owed and has no row" in found
    assert f"events speak of message {row.id}, which is gone" in found
    again = cabinet.message("followup")
    assert (again.key, again.due_at, again.state) == (row.key, row.due_at, row.state)


def test_a_row_deleted_with_its_events_is_found_once_and_then_all_is_well(cabinet: Cabinet) -> None:
    row = planned(cabinet)
    by_hand(
        cabinet,
        "DELETE FROM message_event WHERE message_id = (SELECT id FROM message WHERE key = :key)",
        "DELETE FROM message WHERE key = :key",
        key=row.key,
    )
    assert differences(cabinet) == [f"{row.key.removesuffix(':first')} is owed and has no row"]
    assert differences(cabinet) == []


def test_a_forged_row_is_found(cabinet: Cabinet) -> None:
    row = planned(cabinet)
    columns = [column.name for column in Message.__table__.columns]
    forged = {"id": "'0123456789abcdef0123456789abcdef'", "key": "'followup:forged:48h:first'"}
    wanted = ", ".join(forged.get(name, name) for name in columns)
    by_hand(
        cabinet,
        f"INSERT INTO message ({', '.join(columns)}) SELECT {wanted} FROM message WHERE key = :key",  # noqa: S608
        key=row.key,
    )
    assert sorted(differences(cabinet)) == [
        "followup:forged:48h:first waits to be sent and nothing owes it",
        "followup:forged:48h:first: the row has no birth: it was not entered by this program",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("state = 'cancelled'", "the row says cancelled, its events say planned"),
        ("state = 'sent', sent_at = due_at", "the row says sent, its events say planned"),
        ("state = 'posted'", "the row says posted, its events say planned"),
        (
            "due_at = '2026-04-01 10:00:00.000000'",
            "the row is due at 2026-04-01 10:00, its events say 2026-03-12 11:00",
        ),
        ("sent_at = due_at", "the row has a time of sending but was not sent"),
        ("changes = 2", "the row counts 2 events, and there are 1"),
    ],
)
def test_what_was_changed_by_hand_is_found_and_named(cabinet: Cabinet, change: str, said: str) -> None:
    row = planned(cabinet)
    by_hand(cabinet, f"UPDATE message SET {change} WHERE key = :key", key=row.key)  # noqa: S608  # the parameters above
    assert f"{row.key}: {said}" in differences(cabinet)


def test_a_time_of_sending_changed_by_hand_is_found(cabinet: Cabinet) -> None:
    row = planned(cabinet)
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    assert differences(cabinet) == []
    by_hand(cabinet, "UPDATE message SET sent_at = '2026-03-11 11:00:00.000000' WHERE key = :key", key=row.key)
    assert differences(cabinet) == [f"{row.key}: the row was sent at another time than its events say"]


@pytest.mark.parametrize("number", [1, 2])
def test_an_event_taken_away_is_found(cabinet: Cabinet, number: int) -> None:
    row = planned(cabinet)
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    by_hand(
        cabinet,
        "DELETE FROM message_event WHERE number = :number AND message_id = (SELECT id FROM message WHERE key = :key)",
        number=number,
        key=row.key,
    )
    (found,) = differences(cabinet)
    assert found.startswith(f"{row.key}: ")


def test_an_alert_that_told_nobody_is_found(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    (alert,) = cabinet.rows(Alert)
    by_hand(
        cabinet,
        "DELETE FROM message_event WHERE message_id IN (SELECT id FROM message WHERE mail = 'alert')",
        "DELETE FROM message WHERE mail = 'alert'",
    )
    assert differences(cabinet) == [f"alert {alert.reference} climbed 1 times, but 1 have no message"]


def test_what_waits_for_a_patient_who_died_is_found(cabinet: Cabinet) -> None:
    row = planned(cabinet)
    by_hand(cabinet, "UPDATE patient SET state = 'deceased'")
    assert f"{row.key} waits to be sent and nothing owes it" in differences(cabinet)


def test_a_session_entered_after_another_of_the_same_day_was_written_about_is_no_difference(cabinet: Cabinet) -> None:
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats("S-2", course="C-2")
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    cabinet.treats("S-1", at=NOON - HOUR)
    assert differences(cabinet) == []


def test_a_merged_record_keeps_its_messages_without_a_difference(cabinet: Cabinet) -> None:
    cabinet.patient(replace(MARIE, external_id="P-2"))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2")
    cabinet.live(3 * DAY, step=6 * HOUR)
    with cabinet.writing() as session:
        opt_out(session, cabinet.patient_row(session, "P-2"), cabinet.now)
    cabinet.run("deliver")
    with cabinet.writing() as session:
        merge_patients(session, cabinet.patient_row(session, "P-2"), cabinet.patient_row(session, "P-1"), cabinet.now)
    assert differences(cabinet) == []


def test_a_difference_is_told_to_whoever_can_mend_it_once_a_day(cabinet: Cabinet) -> None:
    cabinet.treats()
    by_hand(cabinet, "UPDATE message SET sent_at = '2026-03-01 00:00:00.000000' WHERE key LIKE 'followup:%'")
    counts = [run(cabinet.store, cabinet.now)["told"] for _ in range(2)]
    assert (counts[0] > 0, counts[1]) == (True, 0)
    assert run(cabinet.store, cabinet.now + DAY)["told"] == counts[0]


def test_a_difference_names_a_key_and_no_person(cabinet: Cabinet) -> None:
    planned(cabinet)
    by_hand(cabinet, "UPDATE message SET state = 'cancelled'")
    for found in differences(cabinet):
        assert not any(word in found.casefold() for word in ("marie", "durand", "courrier"))


def test_a_message_about_nothing_of_its_patients_is_found(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        patient = cabinet.patient_row(session)
        row = owe(session, cabinet.clinic_id, f"followup:{UUID(int=5)}:48h:first", NOON, NOON, mail="followup")
        row.patient_id, row.staff_id = patient.id, None
        session.flush()
        session.execute(text("UPDATE message SET state = 'skipped'"))
    assert f"followup:{UUID(int=5)}:48h:first is about no session or course of its patient" in differences(cabinet)


def test_it_is_done_in_time_for_a_page_of_several_hundred(cabinet: Cabinet) -> None:
    """More rows than one page of the replay."""
    with cabinet.writing() as session:
        for number in range(1_203):
            owe(session, cabinet.clinic_id, f"digest:{number}", NOON + timedelta(seconds=number), NOON)
    found = reconcile(cabinet.store, cabinet.now)
    assert (found.messages, found.differences) == (1_203, [])
