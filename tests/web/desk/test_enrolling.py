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


def record(desk: Desk) -> tuple[str, Any]:
    (marie,) = entered(desk, "P-1")
    return f"/patients/{marie.id.hex}/record", marie


def as_it_stands(page: Any) -> dict[str, Any]:
    """What the form holds, as a browser would send it."""
    (form,) = [each for each in page.all("form") if each.all("input", name="family_name")]
    inputs = [each.attributes for each in form.all("input")]
    texts = {str(each["name"]): str(each.get("value", "")) for each in inputs if each.get("type") != "checkbox"}
    ticks = [each for each in inputs if each.get("type") == "checkbox" and "checked" in each]
    (language,) = [each for each in form.all("option") if "selected" in each.attributes]
    boxes = {
        name: [str(each["value"]) for each in ticks if each["name"] == name] for name in {e["name"] for e in ticks}
    }
    return texts | boxes | {"language": str(language.attributes["value"])}


def test_an_allergy_that_comes_to_light_is_kept_and_asked_about_at_the_next_session(desk: Desk) -> None:
    seat, (url, marie) = desk.signed_in(Role.NURSE), record(desk)
    assert seat.url(url) in [link.attributes["href"] for link in seat.page(f"/patients/{marie.id.hex}").all("a")]
    typed = as_it_stands(seat.page(url))
    assert seat.post(url, typed | {"risk_factors": [RiskFactor.ALLERGY_LOCAL_ANAESTHETIC]}).status_code == 303
    (row,) = entered(desk, "P-1")
    assert row.risk_factors == [RiskFactor.ALLERGY_LOCAL_ANAESTHETIC]
    unchanged = [name for name in row._fields if name != "risk_factors"]
    assert [getattr(row, name) for name in unchanged] == [getattr(marie, name) for name in unchanged]
    assert as_it_stands(seat.page(url))["risk_factors"] == row.risk_factors
    lidocaine = {"product.0.name": "Lidocaïne 1 %", "product.0.class": "local_anaesthetic", "at": "2026-03-10T11:45"}
    (course,) = desk.cabinet.rows(Course, Course.clinic_id == desk.cabinet.clinic_id)
    asked = seat.post(f"/sessions/courses/{course.id.hex}", lidocaine)
    assert [box.partition(".")[0] for box in boxes(parsed(asked.text))] == ["allergy_local_anaesthetic"]


def test_a_secretary_corrects_how_to_reach_somebody_and_nothing_of_their_health(desk: Desk) -> None:
    url, _ = record(desk)
    nurse = desk.signed_in(Role.NURSE)
    nurse.post(url, as_it_stands(nurse.page(url)) | {"risk_factors": [RiskFactor.DIABETES]})
    seat = desk.signed_in(Role.SECRETARY)
    page = seat.page(url)
    assert page.all("input", name="risk_factors") == []
    changed = as_it_stands(page) | {
        "phone": "06 00 00 00 99",
        "risk_factors": [RiskFactor.PREGNANCY],
        "external_id": "P-9",
    }
    assert seat.post(url, changed).status_code == 303
    (row,) = entered(desk, "P-1")
    assert row.risk_factors == [RiskFactor.DIABETES]
    with desk.cabinet.store.reading() as session:
        kept = session.get_one(Patient, row.id)
        assert (kept.phone, kept.email, kept.born_on) == ("06 00 00 00 99", "marie@courrier.example", "1970-05-17")


def test_what_is_wrong_in_a_record_is_said_at_its_field_and_nothing_is_changed(desk: Desk) -> None:
    seat, (url, marie) = desk.signed_in(Role.PHYSICIAN), record(desk)
    refused = seat.post(url, as_it_stands(seat.page(url)) | {"email": "marie@", "family_name": ""})
    assert refused.status_code == 422
    page = parsed(refused.text)
    (box,) = page.all("input", name="family_name")
    assert (box.attributes["aria-invalid"], page.all("input", name="email")[0].attributes["value"]) == (
        "true",
        "marie@",
    )
    assert entered(desk, "P-1") == [marie]


def test_a_changed_address_and_no_consent_change_what_is_owed(desk: Desk) -> None:
    desk.cabinet.treats()
    seat, (url, _) = desk.signed_in(Role.SECRETARY), record(desk)
    typed = as_it_stands(seat.page(url))
    del typed["consents_to_email"]
    assert seat.post(url, typed).status_code == 303
    assert {row.channel.value for row in desk.cabinet.messages() if row.state == "planned"} == {"phone", "print"}
    assert desk.cabinet.run("reconcile")["differences"] == 0
