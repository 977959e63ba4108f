"""Every change leaves an event with the names of the fields and their sealed values; no change leaves none."""

import json
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError

from tests.people import KEYRING, Cabinet
from vigil.domain.answers import Answers, EvaAnswer
from vigil.domain.eva import Eva
from vigil.domain.words import Language
from vigil.store.database import new_id
from vigil.store.sealing import place
from vigil.store.tables import Account, Clinic, Event, Patient
from vigil.store.tables import Eva as EvaRow


def events(cabinet: Cabinet, subject: str) -> list[Any]:
    return cabinet.rows(Event, Event.subject == subject)


def values(event: Any) -> Any:
    return json.loads(KEYRING.unseal(event.values_sealed, place("event", "values_sealed", event.id)))


def test_a_change_names_its_fields_and_seals_its_values(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        patient = cabinet.patient_row(session)
        patient.phone, patient.risk_factors = "06 12 34 56 78", ["diabetes"]
    event = events(cabinet, "patient")[-1]
    assert (event.change, event.actor, event.at) == ("update", "roux", cabinet.now)
    assert event.fields == ["phone", "risk_factors"]
    assert values(event) == {"phone": "06 12 34 56 78", "risk_factors": ["diabetes"]}
    assert b"06 12" not in event.values_sealed


def test_what_opens_a_door_is_named_and_never_quoted(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        account = Account(id=new_id(session), language=Language.FR, created_at=cabinet.now)
        account.email, account.totp, account.password_hash = "roux@cabinet.example", "SECRET", "$argon2$"
        session.add(account)
        session.flush()
        account.password_hash, account.totp = "$argon2$another", "ANOTHER"
    entered, changed = events(cabinet, "account")
    assert entered.clinic_id is None
    assert {"password_hash", "totp"} <= set(entered.fields)
    assert values(changed) == {"password_hash": "***", "totp": "***"}
    assert (values(entered)["password_hash"], values(entered)["totp"]) == ("***", "***")


def test_writing_what_is_there_already_is_no_change(cabinet: Cabinet) -> None:
    count = len(cabinet.rows(Event))
    (sealed,) = [row.phone_sealed for row in cabinet.rows(Patient)]
    with cabinet.writing() as session:
        patient = cabinet.patient_row(session)
        patient.phone, patient.given_name, patient.guardian_name = patient.phone, "Marie", ""
        patient.risk_factors = list(patient.risk_factors)
        patient.language = patient.language
    assert len(cabinet.rows(Event)) == count
    assert [row.phone_sealed for row in cabinet.rows(Patient)] == [sealed]


def test_a_birth_is_one_event_with_everything_that_was_written(cabinet: Cabinet) -> None:
    (event,) = events(cabinet, "patient")
    assert event.change == "insert"
    assert values(event)["family_name"] == "Durand"
    assert "email_index" in event.fields


def test_what_a_savepoint_rolled_back_is_neither_audited_nor_written_later(cabinet: Cabinet) -> None:
    before = len(cabinet.rows(Event))
    with cabinet.writing() as session:
        patient = cabinet.patient_row(session)
        with suppress(IntegrityError), session.begin_nested():
            patient.phone = "06 66 66 66 66"
            session.add(Clinic(id=patient.clinic_id, external_id="dijon"))
            session.flush()
        with suppress(ZeroDivisionError), session.begin_nested():
            patient.guardian_name = "never flushed"
            _ = 1 // 0
        patient.risk_factors = ["diabetes"]
    assert [event.fields for event in events(cabinet, "patient")[1:]] == [["risk_factors"]]
    assert len(cabinet.rows(Event)) == before + 1
    with cabinet.store.reading() as session:
        patient = cabinet.patient_row(session)
        assert (patient.phone, patient.guardian_name) == ("06 00 00 00 01", None)


def test_retiring_the_score_of_an_amended_answer_is_audited(cabinet: Cabinet) -> None:
    cabinet.treats()
    course = cabinet.rows(EvaRow)[0].course_id
    for score in (5, 6):
        cabinet.answer("followup", Answers(evas=(EvaAnswer(course, Eva.of(score)),)))
    retired = [event for event in events(cabinet, "eva") if event.change == "update"]
    assert [event.fields for event in retired] == [["is_current"]]
    assert values(retired[0]) == {"is_current": False}
