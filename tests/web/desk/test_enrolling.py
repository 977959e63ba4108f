"""Entering a patient and opening a course at the desk."""

from typing import Any

import pytest

from tests.people import DAY
from tests.web.desk.conftest import Desk
from tests.web.desk.test_recording import boxes, staff_id
from tests.web.reading_html import parsed
from vigil.domain.words import AnalgesicLevel, RiskFactor, Role
from vigil.store.tables import Course, Eva, Event, Patient

NEW = {
    "external_id": "P-77",
    "family_name": "Martin",
    "given_name": "Luc",
    "born_on": "1980-02-29",
    "language": "en",
    "email": "luc@courrier.example",
    "phone": "06 00 00 00 77",
    "consents_to_email": "yes",
    "risk_factors": ["diabetes", "invented"],
    "request_id": "press-1",
}
COURSE = {
    "zone": "épaule droite",
    "indication": "tendinopathie",
    "is_painful": "yes",
    "circumstance": "on_effort",
    "baseline": "7",
    "intended_sessions": "4",
    "analgesics": ["level_1", "nsaid"],
    "request_id": "press-2",
}


def entered(desk: Desk, external_id: str = "P-77") -> list[Any]:
    mine = Patient.clinic_id == desk.cabinet.clinic_id
    return desk.cabinet.rows(Patient, mine, Patient.external_id == external_id)


def opening(desk: Desk) -> str:
    (marie,) = entered(desk, "P-1")
    return f"/sessions/patients/{marie.id.hex}/course"


def test_a_patient_is_entered_once_and_leads_to_their_page(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    for _ in range(2):
        answered = seat.post("/sessions/patients", NEW)
        assert answered.status_code == 303
    (row,) = entered(desk)
    assert answered.headers["location"] == seat.url(f"/patients/{row.id.hex}")
    assert (row.language, row.consents_to_email, row.risk_factors) == ("en", True, [RiskFactor.DIABETES])
    with desk.cabinet.store.reading() as session:
        kept = session.get_one(Patient, row.id)
        assert (kept.family_name, kept.born_on, kept.email) == ("Martin", "1980-02-29", "luc@courrier.example")
    assert all(event.actor.startswith("staff:") for event in desk.cabinet.rows(Event) if event.subject_id == row.id)


def test_a_file_number_that_is_taken_changes_nobody(desk: Desk) -> None:
    before = entered(desk, "P-1")
    answered = desk.signed_in(Role.SECRETARY).post("/sessions/patients", NEW | {"external_id": " P-1 "})
    assert answered.status_code == 422
    page = parsed(answered.text)
    assert page.all("span", id="external_id-trouble-1")[0].text
    assert 'value="Martin"' in answered.text
    assert entered(desk, "P-1") == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("external_id", ""),
        ("family_name", "  "),
        ("born_on", "31/02/1980"),
        ("born_on", "2099-01-01"),
        ("email", "luc"),
        ("phone", "appelez-moi"),
        ("language", "xx"),
    ],
)
def test_what_is_wrong_with_a_patient_is_said_at_its_field(desk: Desk, name: str, value: str) -> None:
    answered = desk.signed_in(Role.SECRETARY).post("/sessions/patients", NEW | {name: value})
    assert answered.status_code == 422
    assert parsed(answered.text).all("span", id=f"{name}-trouble-1")
    assert 'value="Luc"' in answered.text
    assert entered(desk) == []


def test_a_secretary_neither_sees_nor_sets_what_a_clinician_records(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    assert "risk_factors" not in seat.get("/sessions/patients").text
    assert seat.post("/sessions/patients", NEW).status_code == 303
    assert entered(desk)[0].risk_factors == []


def test_a_course_is_opened_by_its_physician_and_leads_to_its_first_session(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    for _ in range(2):
        answered = seat.post(opening(desk), COURSE)
        assert answered.status_code == 303, answered.text
    assert answered.headers["location"].endswith(f"/sessions/patients/{entered(desk, 'P-1')[0].id.hex}")
    (row,) = desk.cabinet.rows(Course, Course.external_id == "P-1/C1")
    assert (row.zone, row.intended_sessions, row.circumstance, row.physician_id) == (
        "épaule droite", 4, "on_effort", staff_id(desk, "roux"),
    )  # fmt: skip
    assert row.analgesics == [AnalgesicLevel.LEVEL_1, AnalgesicLevel.NSAID]
    assert [score.low for score in desk.cabinet.rows(Eva, Eva.course_id == row.id)] == [70]
    assert desk.signed_in(Role.NURSE).get(opening(desk)).status_code == 403


def test_a_course_too_soon_after_the_last_is_opened_once_that_was_read(desk: Desk) -> None:
    desk.cabinet.treats("S-1", at=desk.cabinet.now - DAY)
    seat = desk.signed_in(Role.PHYSICIAN)
    asked = seat.post(opening(desk), COURSE | {"zone": "Lombaire"})
    assert asked.status_code == 422
    ticks = boxes(parsed(asked.text))
    assert len(ticks) == 1
    assert "tendinopathie" in asked.text
    assert seat.post(opening(desk), COURSE | {"zone": "Lombaire", "acknowledged": ticks}).status_code == 303
    (row,) = desk.cabinet.rows(Course, Course.external_id == "P-1/C1")
    assert row.acknowledged == ["course_too_soon"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("zone", ""), ("intended_sessions", "0"), ("intended_sessions", "quatre"), ("baseline", "12")],
)
def test_what_is_wrong_with_a_course_is_said_at_its_field(desk: Desk, name: str, value: str) -> None:
    answered = desk.signed_in(Role.PHYSICIAN).post(opening(desk), COURSE | {name: value})
    assert answered.status_code == 422
    assert parsed(answered.text).all("span", id=f"{name}-trouble-1")
    assert "tendinopathie" in answered.text
    assert desk.cabinet.rows(Course, Course.external_id == "P-1/C1") == []
