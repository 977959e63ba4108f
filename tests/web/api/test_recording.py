"""Patients, courses and sessions over the API: entered, read, changed, listed, by the same actions as everywhere."""

from typing import Any

from sqlalchemy import select

from tests.actions.practice import holding_alert
from tests.people import DAY, NOON
from tests.web.api.conftest import Holding, Software, faults, problem
from vigil.domain.scopes import Scope
from vigil.domain.words import PatientState
from vigil.store.tables import Course, Event, Patient

LISE = {"external_id": "P-2", "family_name": "Petit-Écu", "given_name": "Lise", "email": "lise@courrier.example"}


def test_a_patient_is_entered_read_by_either_name_and_changed(software: Software) -> None:
    made = software.post("/patients", LISE | {"risk_factors": ["diabetes", "anticoagulant"]})
    assert made.status_code == 201
    id = made.json()["id"]
    assert made.headers["location"] == f"/api/v1/patients/{id}"
    assert made.json()["risk_factors"] == ["anticoagulant", "diabetes"]
    assert made.json()["zone"] == "Europe/Paris"
    by_id, by_name = software.get(f"/patients/{id}"), software.get("/patients/external:P-2")
    assert by_id.json() == by_name.json() == made.json()
    changed = software.patch("/patients/external:P-2", {"phone": "06 00 00 00 09"})
    assert changed.json() == made.json() | {"phone": "06 00 00 00 09"}
    assert software.get(f"/patients/{id}").json()["phone"] == "06 00 00 00 09"


def test_put_enters_what_is_new_and_leaves_out_what_is_no_longer_said(software: Software) -> None:
    assert software.put("/patients/external:P-2", LISE).status_code == 201
    whole = {name: value for name, value in LISE.items() if name != "email"}
    again = software.put("/patients/external:P-2", whole)
    assert (again.status_code, again.json()["email"]) == (200, "")
    assert problem(software.put("/patients/external:P-3", LISE)) == (422, "refused")
    assert problem(software.put("/patients/019cd6f8-0000-7000-8000-000000000000", LISE)) == (404, "not_found")
    assert problem(software.post("/patients", LISE)) == (409, "on_record")


def test_every_change_is_audited_under_the_token(software: Software) -> None:
    id = software.post("/patients", LISE).json()["id"]
    token = software.get("/token").json()["id"]
    with software.cabinet.store.reading() as session:
        query = select(Event.subject, Event.change, Event.subject_id).where(Event.actor == f"api:{token}")
        events = {(subject, change, str(about)) for subject, change, about in session.execute(query)}
    assert ("patient", "insert", id) in events


def test_contact_and_consent_go_by_the_actions_that_know_what_follows(software: Software) -> None:
    cabinet = software.cabinet
    with cabinet.writing() as session:
        cabinet.patient_row(session).state = PatientState.OPTED_OUT
    stays = software.patch("/patients/external:P-1", {"consents_to_email": False})
    assert stays.json()["state"] == "opted_out"
    back = software.patch("/patients/external:P-1/contact", {"email": "m@courrier.example", "consents_to_email": True})
    assert (back.json()["state"], back.json()["email"]) == ("active", "m@courrier.example")
    assert problem(software.patch("/patients/external:P-1/contact", {})) == (422, "not_valid")
    wrong = software.patch("/patients/external:P-1/contact", {"email": "nowhere"})
    assert "not an e-mail address" in faults(wrong)["#/email"]


def test_nothing_more_is_owed_to_somebody_who_has_died(software: Software) -> None:
    software.cabinet.treats()
    assert software.cabinet.messages("followup")
    assert software.post("/patients/external:P-1/deceased").json()["state"] == "deceased"
    assert {row.state for row in software.cabinet.messages("followup")} == {"cancelled"}


def test_a_course_is_opened_with_its_baseline_closed_and_opened_again(software: Software) -> None:
    said = {"external_id": "C-2", "patient": "P-1", "zone": "cervicale", "physician": "roux", "baseline": 6.5}
    made = software.post("/courses", said).json()
    assert (made["baseline"], made["intended_sessions"], made["closed_at"]) == (6.5, 5, None)
    ranged = software.patch("/courses/external:C-2", {"baseline": {"low": 6, "high": 7.5}}).json()
    assert ranged["baseline"] == {"low": 6, "high": 7.5}
    closed = software.post("/courses/external:C-2/close", {"reason": "déménage"}).json()
    assert (closed["closed_reason"], closed["closed_at"]) == ("déménage", "2026-03-10T11:00:00Z")
    listed = software.get("/courses", params={"is_closed": "true"}).json()["items"]
    assert [course["external_id"] for course in listed] == ["C-2"]
    assert software.post("/courses/external:C-2/reopen").json()["closed_at"] is None


def session_of(**facts: Any) -> dict[str, Any]:
    return {"external_id": "S-1", "course": "C-1", "at": "2026-03-10T11:30:00+01:00", "state": "performed"} | facts


def test_a_session_is_planned_then_performed_and_owes_its_follow_up(software: Software) -> None:
    planned = session_of(state="planned", at="2026-03-11T10:00:00+01:00")
    assert software.post("/sessions", planned).status_code == 201
    software.cabinet.clock.move_to(NOON + DAY)
    product = {"name": "Lidocaïne 1 %", "product_class": "local_anaesthetic", "lot": "L-77", "depth_mm": 4}
    done = software.patch("/sessions/external:S-1", {"state": "performed", "eva_before": 7, "products": [product]})
    assert done.status_code == 200, done.text
    assert (done.json()["eva_before"], done.json()["products"][0]["lot"]) == (7, "L-77")
    assert done.json()["products"][0]["external_id"] == "S-1/1"
    assert software.get("/sessions/external:S-1").json() == done.json()
    assert software.cabinet.messages("followup")


def test_an_external_id_may_hold_a_slash(software: Software) -> None:
    assert software.post("/sessions", session_of(external_id="2026/12/close")).status_code == 201
    assert software.get("/sessions/external:2026%2F12%2Fclose").json()["external_id"] == "2026/12/close"


def test_warnings_come_back_with_their_codes_and_are_acknowledged_by_them(software: Software) -> None:
    software.patch("/patients/external:P-1", {"risk_factors": ["allergy_nsaid", "coagulopathy"]})
    given = session_of(products=[{"name": "Kétoprofène", "product_class": "nsaid"}])
    warned = software.post("/sessions", given)
    assert problem(warned) == (422, "unacknowledged")
    codes = [each["code"] for each in warned.json()["errors"]]
    assert set(codes) >= {"allergy_nsaid", "coagulopathy"}
    assert all(each["detail"] and each["detail_fr"] and each["pointer"] for each in warned.json()["errors"])
    made = software.post("/sessions", given | {"acknowledged": codes})
    assert made.status_code == 201
    assert made.json()["acknowledged"] == sorted(codes)


def test_a_held_session_is_acknowledged_by_program_only_when_a_physician_performed_it(software: Software) -> None:
    cabinet = software.cabinet
    with cabinet.writing() as session:
        course = session.scalars(select(Course).where(Course.clinic_id == cabinet.clinic_id)).one()
        holding_alert(session, course, opened_at=NOON - DAY)
    given = session_of(acknowledged=["session_held"])
    refused = software.post("/sessions", given)
    assert problem(refused) == (422, "not_recorded")
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        ("#/operator", "held_without_physician")
    ]
    assert software.post("/sessions", given | {"operator": "roux"}).status_code == 201


def test_what_is_never_recorded_says_every_reason_at_once(software: Software) -> None:
    four = [{"name": f"Produit {n}", "product_class": "vitamin"} for n in range(3)]
    four.append({"name": "Bétaméthasone", "product_class": "corticosteroid"})
    refused = software.post("/sessions", session_of(products=four))
    assert problem(refused) == (422, "not_recorded")
    assert len(refused.json()["errors"]) >= 1
    assert software.get("/sessions").json()["items"] == []


def test_every_fault_of_the_shape_is_named_with_its_place(software: Software) -> None:
    wrong = software.post(
        "/courses",
        {"external_id": "", "patient": "P-1", "zone": 3, "baseline": 11, "baseline_at": "2026-03-10", "colour": "red",
         "circumstance": "asleep", "intended_sessions": "5"},
    )  # fmt: skip
    assert problem(wrong) == (422, "not_valid")
    assert set(faults(wrong)) == {
        "#/external_id", "#/zone", "#/baseline", "#/baseline_at", "#/colour", "#/circumstance", "#/intended_sessions",
    }  # fmt: skip


def test_a_refusal_of_an_action_names_its_field(software: Software) -> None:
    unknown = software.post("/courses", {"external_id": "C-9", "patient": "P-404", "zone": "dos"})
    assert problem(unknown) == (422, "refused")
    assert "no patient of that external id" in faults(unknown)["#/patient"]


def test_a_list_is_read_page_by_page_and_misses_nobody(software: Software) -> None:
    names = [f"N-{n}" for n in range(7)]
    for name in names:
        software.post("/patients", {"external_id": name, "family_name": "Nom"})
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = software.get("/patients", params={"limit": 3} | after).json()
        seen += [each["external_id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == ["P-1", *names]
    found = software.get("/patients", params={"external_id": "N-3"}).json()["items"]
    assert [each["external_id"] for each in found] == ["N-3"]


def test_sessions_are_found_by_course_patient_state_and_time(software: Software) -> None:
    software.post("/sessions", session_of())
    software.post("/sessions", session_of(external_id="S-2", state="planned", at="2026-03-17T10:00:00Z"))
    made = software.get("/sessions/external:S-1").json()

    def found(**query: str) -> list[str]:
        return [each["external_id"] for each in software.get("/sessions", params=query).json()["items"]]

    assert found(course_id=made["course_id"]) == found(patient_id=made["patient_id"]) == ["S-1", "S-2"]
    assert found(state="planned") == ["S-2"]
    assert found(**{"from": "2026-03-17T11:00:00+01:00"}) == ["S-2"]
    assert found(until="2026-03-17T10:00:00Z") == ["S-1"]


def test_what_identifies_a_person_is_shown_to_who_may_see_it_alone(software: Software, with_scopes: Holding) -> None:
    blind = with_scopes(Scope.WRITE_PATIENTS)
    shown = blind.get("/patients/external:P-1")
    assert not {"family_name", "given_name", "born_on", "email", "phone", "guardian_name"} & set(shown.json())
    assert shown.json()["risk_factors"] == []
    assert "Durand" not in blind.post("/patients", {"external_id": "P-7", "family_name": "Durand"}).text
    with software.cabinet.store.reading() as session:
        assert session.scalars(select(Patient).where(Patient.external_id == "P-7")).one().family_name == "Durand"


def test_who_knows_an_earlier_state_changes_nothing(software: Software) -> None:
    known = software.get("/patients/external:P-1").headers["etag"]
    first = software.patch("/patients/external:P-1", {"phone": "06 00 00 00 02"}, headers={"if-match": known})
    assert first.status_code == 200
    second = software.patch("/patients/external:P-1", {"phone": "06 00 00 00 03"}, headers={"if-match": known})
    assert problem(second) == (412, "changed_meanwhile")
    present = {"if-match": first.headers["etag"]}
    assert software.patch("/patients/external:P-1", {"phone": "06 00 00 00 03"}, headers=present).status_code == 200
