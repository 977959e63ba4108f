"""Recording a session at the desk: the last mixture, what is refused and what is asked, and what is kept."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.people import DAY, HOUR, MARIE, WEEK
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.domain.answers import Answers
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import PatientFacts, ProductFacts
from vigil.domain.words import ProductClass, RiskFactor, Role, SessionState, Sign
from vigil.store.tables import Course, Event, Patient, Product, Staff, TreatmentSession
from vigil.store.tables import Eva as EvaRow

LIDOCAINE = ProductFacts(
    "Lidocaïne 1 %", ProductClass.LOCAL_ANAESTHETIC, dose="2 ml", lot="L-2207", expires_on=date(2027, 5, 31), depth_mm=4
)
TYPED = {
    "at": "2026-03-10T11:45",
    "operator": "roux",
    "technique": "nappage",
    "injector": "main",
    "nozzle": "30G 4 mm",
    "depths_mm": "2 + 4",
    "zone": "lombaire gauche",
    "volume_ml": "2,5",
    "diluent": "NaCl 0,9 %",
    "antiseptic": "Biseptine",
    "room": "salle 2",
    "eva_before": "6",
    "reaction_during": "malaise bref",
    "product.0.name": "Lidocaïne 1 %",
    "product.0.class": "local_anaesthetic",
    "product.0.dose": "2 ml",
    "product.0.lot": "L-2207",
    "product.0.expires_on": "2027-05-31",
    "product.0.syringe": "1",
    "product.0.depth_mm": "",
    "product.1.syringe": "1",
    "request_id": "press-1",
}


def course(desk: Desk, external_id: str = "C-1") -> str:
    (row,) = desk.cabinet.rows(Course, Course.external_id == external_id, Course.clinic_id == desk.cabinet.clinic_id)
    return f"/sessions/courses/{row.id.hex}"


def recorded(desk: Desk) -> Any:
    (row,) = desk.cabinet.rows(TreatmentSession)
    return row


def shown(page: Element) -> dict[str, str]:
    """What the fields of the page hold."""
    inputs = {str(each.attributes["name"]): str(each.attributes.get("value", "")) for each in page.all("input")}
    inputs |= {str(each.attributes["name"]): each.text for each in page.all("textarea")}
    for select in page.all("select"):
        chosen = [option for option in select.all("option") if "selected" in option.attributes]
        inputs[str(select.attributes["name"])] = str(chosen[0].attributes["value"]) if chosen else ""
    return inputs


def boxes(page: Element) -> list[str]:
    return [str(each.attributes["value"]) for each in page.all("input", type="checkbox", name="acknowledged")]


def changed_patient(desk: Desk, **facts: Any) -> None:
    desk.cabinet.patient(PatientFacts(**{**vars(MARIE), **facts}))


def test_a_session_of_the_same_day_is_shown_before_another_is_recorded(desk: Desk) -> None:
    seat, url = desk.signed_in(Role.PHYSICIAN), course(desk)
    said = "déjà enregistrée"
    assert said not in seat.get(url).text
    desk.cabinet.treats("S-1")
    (row,) = desk.cabinet.rows(TreatmentSession)
    page = seat.page(url)
    assert said in page.text
    assert [link for link in page.all("a") if link.attributes["href"] == seat.url(f"/sessions/{row.id.hex}")]
    assert said not in seat.get(f"/sessions/{row.id.hex}").text
    desk.cabinet.wait(timedelta(days=1))
    assert said not in desk.signed_in(Role.PHYSICIAN).page(url).text


def test_everything_that_is_typed_is_recorded_by_whoever_is_signed_in(desk: Desk) -> None:
    seat = desk.signed_in(Role.NURSE)
    answered = seat.post(course(desk), TYPED)
    assert answered.status_code == 303, answered.text
    assert "/patients/" in answered.headers["location"]
    row = recorded(desk)
    assert (row.state, row.external_id, row.technique, row.injector, row.nozzle, row.room) == (
        SessionState.PERFORMED, "C-1/1", "nappage", "main", "30G 4 mm", "salle 2",
    )  # fmt: skip
    assert (row.depths_mm, row.volume_ml, row.zone) == ([2.0, 4.0], 2.5, "lombaire gauche")
    assert f"{row.at:%H:%M}" == "10:45"
    (product,) = desk.cabinet.rows(Product)
    assert (product.name, product.lot, product.expires_on) == ("Lidocaïne 1 %", "L-2207", date(2027, 5, 31))
    assert [(score.low, score.occasion) for score in desk.cabinet.rows(EvaRow, EvaRow.session_id == row.id)] == [
        (60, "before")
    ]
    with desk.cabinet.store.reading() as session:
        kept = session.get_one(TreatmentSession, row.id)
        assert kept.reaction_during == "malaise bref"
    actors = {each.actor for each in desk.cabinet.rows(Event) if each.subject_id == row.id}
    assert actors == {f"staff:{staff_id(desk, 'noel')}"}
    assert "followup" in {each.mail for each in desk.cabinet.messages()}


def staff_id(desk: Desk, external_id: str) -> Any:
    (row,) = desk.cabinet.rows(Staff, Staff.external_id == external_id, Staff.clinic_id == desk.cabinet.clinic_id)
    return row.id


def test_a_double_click_records_one_session(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    for _ in range(2):
        assert seat.post(course(desk), TYPED).status_code == 303
    assert recorded(desk).external_id == "C-1/1"


def test_the_same_visit_in_two_tabs_is_asked_about_before_it_counts_twice(desk: Desk) -> None:
    doctor, nurse = desk.signed_in(Role.PHYSICIAN), desk.signed_in(Role.NURSE)
    assert doctor.post(course(desk), TYPED).status_code == 303
    again = TYPED | {"at": "2026-03-10T11:50", "request_id": "press-2"}
    refused = nurse.post(course(desk), again)
    assert refused.status_code == 422
    assert "est déjà enregistrée le même jour, à 11:45 (C-1/1)" in refused.text
    assert recorded(desk).external_id == "C-1/1"
    ticks = boxes(parsed(refused.text))
    assert nurse.post(course(desk), again | {"acknowledged": ticks}).status_code == 303
    both = sorted(desk.cabinet.rows(TreatmentSession), key=lambda row: row.external_id)
    assert [row.acknowledged for row in both] == [[], ["same_day"]]
    (first, _) = both
    corrected = doctor.post(f"/sessions/{first.id.hex}", TYPED | {"product.0.lot": "L-9", "request_id": "press-3"})
    assert corrected.status_code == 303  # a correction adds no visit


def test_a_visit_beside_the_appointment_of_the_day_is_asked_about(desk: Desk) -> None:
    desk.cabinet.treats("S-9", at=desk.cabinet.now + HOUR, state=SessionState.PLANNED)
    refused = desk.signed_in(Role.PHYSICIAN).post(course(desk), TYPED)
    assert "est prévue le même jour, à 13:00 (S-9)" in refused.text


def test_the_form_begins_now_with_whoever_is_signed_in_and_no_score_chosen(desk: Desk) -> None:
    page = desk.signed_in(Role.NURSE).page(course(desk))
    fields = shown(page)
    assert (fields["at"], fields["operator"]) == ("2026-03-10T12:00", "noel")
    scores = page.all("input", type="radio", name="eva_before")
    assert [each.attributes["value"] for each in scores] == [str(n) for n in range(11)]
    assert not any("checked" in each.attributes for each in scores)


def test_one_press_fills_in_the_last_mixture_of_a_technique_and_keeps_what_was_typed(desk: Desk) -> None:
    old = ProductFacts("Procaïne", ProductClass.LOCAL_ANAESTHETIC, lot="OLD")
    steroid = ProductFacts("Bétaméthasone", ProductClass.CORTICOSTEROID, lot="NEVER")
    desk.cabinet.treats("S-1", technique="nappage", products=(old,))
    desk.cabinet.wait(WEEK)
    desk.cabinet.treats("S-2", technique="Nappage", products=(LIDOCAINE,), depths_mm=(2, 4), volume_ml=2.5)
    desk.cabinet.wait(DAY)
    desk.cabinet.treats("S-3", technique="nappage", products=(steroid,), deviation_reason="erreur")
    desk.cabinet.wait(WEEK)
    seat = desk.signed_in(Role.PHYSICIAN)
    page = seat.page(course(desk))
    (offer,) = page.all("button", name="fill")
    assert "L-2207" in offer.text
    answered = seat.post(course(desk), {"room": "salle 9", "eva_before": "3", "fill": offer.attributes["value"]})
    fields = shown(parsed(answered.text))
    assert answered.status_code == 200
    assert (fields["technique"], fields["depths_mm"], fields["volume_ml"], fields["room"]) == (
        "Nappage", "2 + 4", "2.5", "salle 9",
    )  # fmt: skip
    assert (fields["product.0.name"], fields["product.0.lot"], fields["product.0.expires_on"]) == (
        "Lidocaïne 1 %", "L-2207", "2027-05-31",
    )  # fmt: skip
    assert fields["product.0.id"] == ""
    assert len(desk.cabinet.rows(TreatmentSession)) == 3


def test_another_clinics_mixture_is_not_to_be_had(desk: Desk) -> None:
    theirs = desk.other.treats("S-1", technique="nappage", products=(LIDOCAINE,))
    seat = desk.signed_in(Role.PHYSICIAN)
    assert "L-2207" not in seat.get(course(desk)).text
    assert "L-2207" not in seat.post(course(desk), {"fill": theirs.hex}).text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "hier"),
        ("at", ""),
        ("depths_mm", "profond"),
        ("depths_mm", "80"),
        ("volume_ml", "inf"),
        ("volume_ml", "-1"),
        ("eva_before", "11"),
        ("technique", "x" * 61),
        ("product.0.name", ""),
        ("product.0.class", ""),
        ("product.0.class", "poison"),
        ("product.0.expires_on", "31/31/2027"),
        ("product.0.syringe", "0"),
        ("product.0.depth_mm", "nan"),
        ("product.0.lot", "x" * 61),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(desk: Desk, name: str, value: str) -> None:
    answered = desk.signed_in(Role.PHYSICIAN).post(course(desk), TYPED | {name: value})
    assert answered.status_code == 422
    page = parsed(answered.text)
    (said,) = page.all("span", class_="trouble")
    assert str(said.attributes["id"]).startswith(name.replace(".", "-"))
    fields = shown(page)
    kept = TYPED | {name: value}
    for field in ("room", "zone", "product.0.dose", "technique", "product.0.name"):
        assert fields[field] == kept[field]
    assert desk.cabinet.rows(TreatmentSession) == []


def test_a_session_of_tomorrow_was_not_performed(desk: Desk) -> None:
    answered = desk.signed_in(Role.PHYSICIAN).post(course(desk), TYPED | {"at": "2026-03-11T09:00"})
    assert answered.status_code == 422
    assert "à venir" in answered.text
    assert desk.cabinet.rows(TreatmentSession) == []


def test_a_warning_is_recorded_once_its_box_is_ticked_and_asked_again_when_it_changes(desk: Desk) -> None:
    changed_patient(desk, risk_factors=frozenset({RiskFactor.ALLERGY_LOCAL_ANAESTHETIC, RiskFactor.COAGULOPATHY}))
    seat = desk.signed_in(Role.PHYSICIAN)
    asked = seat.post(course(desk), TYPED)
    assert asked.status_code == 422
    page = parsed(asked.text)
    ticks = boxes(page)
    assert len(ticks) == 2
    products = page.all("section", **{"aria-labelledby": "products"})[0]
    assert "allergie connue" in products.text
    one = seat.post(course(desk), TYPED | {"acknowledged": ticks[:1]})
    assert one.status_code == 422
    still = parsed(one.text).all("input", type="checkbox", name="acknowledged")
    assert sorted("checked" in each.attributes for each in still) == [False, True]
    other = seat.post(course(desk), TYPED | {"acknowledged": ticks, "product.0.name": "Procaïne"})
    assert other.status_code == 422
    assert desk.cabinet.rows(TreatmentSession) == []
    assert seat.post(course(desk), TYPED | {"acknowledged": ticks}).status_code == 303
    assert recorded(desk).acknowledged == ["allergy_local_anaesthetic", "coagulopathy"]


def test_a_fourth_product_takes_its_reason(desk: Desk) -> None:
    four = {
        f"product.{n}.{column}": value
        for n in range(4)
        for column, value in (("name", f"Produit {n}"), ("class", "vitamin"), ("syringe", "1"))
    }
    seat = desk.signed_in(Role.PHYSICIAN)
    asked = seat.post(course(desk), TYPED | four)
    assert asked.status_code == 422
    (said,) = parsed(asked.text).all("span", id="deviation_reason-trouble-1")
    assert "au plus" in said.text
    done = seat.post(course(desk), TYPED | four | {"deviation_reason": "douleur rebelle"})
    assert done.status_code == 303
    assert recorded(desk).deviations == ["fourth_product"]


def test_a_held_session_waits_for_a_physicians_yes_given_on_the_patients_page(desk: Desk) -> None:
    desk.cabinet.treats("S-1", at=desk.cabinet.now - WEEK)
    desk.cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.SEPSIS})))
    desk.cabinet.wait(DAY)
    seat, typed = desk.signed_in(Role.PHYSICIAN), TYPED | {"at": "2026-03-11T12:00"}
    forced = [f"session_held.{'0' * 12}"]
    asked = seat.post(course(desk), typed | {"acknowledged": forced})
    assert asked.status_code == 422
    page = parsed(asked.text)
    assert boxes(page) == []
    place = f"/patients/{desk.cabinet.rows(Patient, Patient.clinic_id == desk.cabinet.clinic_id)[0].id.hex}"
    assert any(link.attributes.get("href") == f"{seat.url(place)}#clear" for link in page.all("a"))
    assert "Un médecin le donne" in desk.signed_in(Role.NURSE).get(course(desk)).text
    assert seat.post(f"{place}/clear", {"reason": "vue ce matin, cicatrisé"}).status_code == 303
    assert seat.post(course(desk), typed).status_code == 303


def test_correcting_a_detail_keeps_instant_products_and_instrument(desk: Desk) -> None:
    at = desk.cabinet.now - timedelta(hours=2, seconds=-17)
    imported = (ProductFacts("Lidocaïne", ProductClass.LOCAL_ANAESTHETIC, lot="L-1", external_id="PR-9"),)
    id = desk.cabinet.treats("S-1", at=at, eva_before=Eva.of(6.5), products=imported)
    seat = desk.signed_in(Role.PHYSICIAN)
    page = seat.page(f"/sessions/{id.hex}")
    fields = {name: value for name, value in shown(page).items() if name not in ("fill", "eva_before")}
    (score,) = [each for each in page.all("input", type="radio") if "checked" in each.attributes]
    answered = seat.post(f"/sessions/{id.hex}", fields | {"eva_before": score.attributes["value"], "room": "salle 3"})
    assert answered.status_code == 303, answered.text
    row = recorded(desk)
    assert (row.at, row.room) == (at, "salle 3")
    assert [(each.external_id, each.lot) for each in desk.cabinet.rows(Product)] == [("PR-9", "L-1")]
    assert [each.low for each in desk.cabinet.rows(EvaRow, EvaRow.session_id == id)] == [65]


def test_the_days_list_leads_to_the_form_and_shows_no_zone_to_a_secretary(desk: Desk) -> None:
    id = desk.cabinet.treats("S-1", at=desk.cabinet.now + HOUR, state=SessionState.PLANNED)
    nurse, secretary = desk.signed_in(Role.NURSE), desk.signed_in(Role.SECRETARY)
    listed = nurse.page("/sessions").all("ol", class_="rows")[0]
    assert "Durand" in listed.text
    assert "lombaire" in listed.text
    assert any(link.attributes["href"] == nurse.url(f"/sessions/{id.hex}") for link in listed.all("a"))
    assert "lombaire" not in secretary.get("/sessions").text
    assert "Durand" not in nurse.page("/sessions?on=2026-03-11").all("ol", class_="rows")[0].text
    assert nurse.get("/sessions?on=x&page=-3").status_code == 200
    assert secretary.get(f"/sessions/{id.hex}").status_code == 403


def test_the_list_takes_as_many_queries_for_many_sessions_as_for_one(desk: Desk) -> None:
    seat = desk.signed_in(Role.NURSE)
    desk.cabinet.treats("S-1", at=desk.cabinet.now + HOUR, state=SessionState.PLANNED)
    few = queries(desk, seat, "/sessions")
    form = queries(desk, seat, course(desk))
    for n in range(2, 9):
        desk.cabinet.treats(f"S-{n}", at=desk.cabinet.now + n * HOUR / 4, state=SessionState.PLANNED)
    assert queries(desk, seat, "/sessions") == few
    assert queries(desk, seat, course(desk)) == form


def queries(desk: Desk, seat: Seat, path: str) -> int:
    seen: list[str] = []
    engine = desk.cabinet.store.engine

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    seat.page(path)
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_an_appointment_is_planned_moved_missed_and_cancelled_with_a_reason(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    assert seat.post(f"{course(desk)}/plan", {"at": "2026-03-17T09:30"}).status_code == 303
    row = recorded(desk)
    assert (row.state, row.external_id, f"{row.at:%d %H:%M}") == (SessionState.PLANNED, "C-1/1", "17 08:30")
    place = f"/sessions/{row.id.hex}"
    assert "17" in seat.page(f"{place}/appointment").text
    assert seat.post(f"{place}/move", {"at": "pas su"}).status_code == 422
    assert seat.post(f"{place}/move", {"at": "2026-03-18T10:00"}).status_code == 303
    early = seat.post(f"{place}/missed", {"reason": "malade"})
    assert early.status_code == 422
    assert "est à venir" in early.text
    assert "malade" in early.text
    nothing = seat.post(f"{place}/void", {"reason": " "})
    assert nothing.status_code == 422
    assert parsed(nothing.text).all(id="reason-trouble-1")
    desk.cabinet.wait(9 * DAY)
    seat = desk.signed_in(Role.SECRETARY)
    assert seat.post(f"{place}/missed", {"reason": "grippe"}).status_code == 303
    assert recorded(desk).state is SessionState.MISSED
    assert "grippe" in seat.get(f"{place}/appointment").text
    assert seat.post(f"{place}/move", {"at": "2026-03-25T10:00"}).status_code == 303
    assert seat.post(f"{place}/void", {"reason": "ne veut plus"}).status_code == 303
    assert recorded(desk).state is SessionState.VOID
    assert re.search("ne veut plus", seat.get(f"{place}/appointment").text)


def test_what_was_performed_is_not_a_secretarys_to_undo(desk: Desk) -> None:
    id = desk.cabinet.treats("S-1")
    for act, fields in (("void", {"reason": "erreur"}), ("move", {"at": "2026-03-18T10:00"})):
        refused = desk.signed_in(Role.SECRETARY).post(f"/sessions/{id.hex}/{act}", fields)
        assert refused.status_code == 422
    assert desk.signed_in(Role.PHYSICIAN).post(f"/sessions/{id.hex}/move", fields).status_code == 422
    assert recorded(desk).state is SessionState.PERFORMED
    assert desk.signed_in(Role.NURSE).post(f"/sessions/{id.hex}/void", {"reason": "erreur"}).status_code == 303
    assert recorded(desk).state is SessionState.VOID


def test_a_secretary_plans_around_a_hold_and_leaves_the_health_of_the_patient_to_a_clinician(desk: Desk) -> None:
    changed_patient(desk, risk_factors=frozenset({RiskFactor.COAGULOPATHY}))
    secretary, nurse = desk.signed_in(Role.SECRETARY), desk.signed_in(Role.NURSE)
    asked = secretary.post(f"{course(desk)}/plan", {"at": "2026-03-17T09:30"})
    assert asked.status_code == 422
    assert boxes(parsed(asked.text)) == []
    assert "coagulation" not in asked.text
    ticks = boxes(parsed(nurse.post(f"{course(desk)}/plan", {"at": "2026-03-17T09:30"}).text))
    forced = {"at": "2026-03-17T09:30", "acknowledged": ticks}
    assert secretary.post(f"{course(desk)}/plan", forced).status_code == 422
    assert nurse.post(f"{course(desk)}/plan", forced).status_code == 303
