"""The list of patients: found by number and name, filtered, paged, and of this clinic alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from tests.people import MARIE, Cabinet
from tests.web.desk.conftest import Desk, Seat
from tests.web.desk.scenes import reviewed_desk
from vigil.domain.recording.facts import PatientFacts
from vigil.domain.words import AskState, Role
from vigil.store.patient_list import MOST_CHOSEN, PAGE
from vigil.store.tables import Ask, Patient


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Desk]:
    yield from reviewed_desk(tmp_path)


def names(seat: Seat, path: str) -> list[str]:
    return [row.all("a")[0].text for row in seat.page(path).all("li", class_="row row-patient")]


def enter(cabinet: Cabinet, number: str, family: str, given: str = "") -> None:
    cabinet.patient(PatientFacts(external_id=number, family_name=family, given_name=given))


@pytest.mark.parametrize("typed", ["P-2", "leveque", "LÉVÊQUE", "Lévêque Jean", "jean lévêque", "Leveque J"])
def test_the_only_one_found_is_opened_at_once(desk: Desk, typed: str) -> None:
    enter(desk.cabinet, "P-2", "Lévêque", "Jean-Paul")
    enter(desk.cabinet, "P-3", "Martin", "Jean")
    answered = desk.signed_in(Role.SECRETARY).post("/patients", {"typed": typed})
    assert answered.status_code == 303
    assert "Jean-Paul" in desk.signed_in(Role.SECRETARY).client.get(answered.headers["location"]).text


def test_namesakes_are_listed_and_the_name_is_in_no_address(desk: Desk) -> None:
    enter(desk.cabinet, "P-2", "Durand", "Paul")
    answered = desk.signed_in(Role.NURSE).post("/patients", {"typed": "durand"})
    assert answered.status_code == 200
    assert "Durand Paul" in answered.text
    assert "Durand Marie" in answered.text
    assert "=durand" not in answered.text.lower()


def test_half_a_name_finds_nobody_and_says_how_to_search(desk: Desk) -> None:
    answered = desk.signed_in(Role.NURSE).post("/patients", {"typed": "Dura"})
    assert "le nom de famille entier" in answered.text
    assert 'value="Dura"' in answered.text


def test_a_patient_of_another_clinic_is_never_found(desk: Desk) -> None:
    enter(desk.other, "L-7", "Zola", "Émile")
    seat = desk.signed_in(Role.PHYSICIAN)
    assert "Personne pour" in seat.post("/patients", {"typed": "zola"}).text
    assert "Personne pour" in seat.post("/patients", {"typed": "L-7"}).text
    assert names(seat, "/patients") == ["Durand Marie"]


def test_pages_follow_each_other_without_gap(desk: Desk) -> None:
    for number in range(PAGE + 5):
        enter(desk.cabinet, f"N-{number:03}", "Petit", str(number))
    seat = desk.signed_in(Role.PHYSICIAN)
    first = names(seat, "/patients")
    more = seat.page("/patients").all("p", class_="next-page")[0].all("a")[0].attributes["href"]
    second = names(seat, str(more).removeprefix(seat.url()))
    assert (len(first), len(second)) == (PAGE, 6)
    assert not set(first) & set(second)
    assert names(seat, "/patients?after=nonsense") == first


def test_filters_show_who_needs_something(reviewed: Desk) -> None:
    enter(reviewed.cabinet, "P-8", "Calme")
    seat = reviewed.signed_in(Role.PHYSICIAN)
    assert len(names(seat, "/patients")) == 2
    for which in ("open_alerts", "no_improvement", "silent"):
        assert names(seat, f"/patients?show={which}") == ["Durand Marie"], which
    assert len(names(seat, "/patients?show=whatever")) == 2


def test_a_filter_lists_the_most_urgent_and_says_that_there_are_more(reviewed: Desk) -> None:
    """Marie and 500 copies of her silence; that of Paul closes a year after hers."""
    cabinet, seat = reviewed.cabinet, reviewed.signed_in(Role.PHYSICIAN)
    cabinet.patient(replace(MARIE, external_id="P-2", given_name="Paul"))
    assert "plus de 500" not in seat.get("/patients?show=silent").text
    with cabinet.writing() as session:
        silent = session.query(Ask).filter_by(state=AskState.SILENT).order_by(Ask.closes_at.desc()).first()
        paul = session.query(Patient).filter_by(external_id="P-2").one()
        assert silent is not None
        row = {column.name: getattr(silent, column.name) for column in Ask.__table__.columns}
        ids = [session.info["ids"]() for _ in range(MOST_CHOSEN + 1)]
        copies = [row | {"id": id, "key": f"copy:{id}"} for id in ids]
        copies[-1] |= {"patient_id": paul.id, "closes_at": silent.closes_at + timedelta(days=365)}
        session.execute(insert(Ask), copies)
    page = seat.page("/patients?show=silent")
    assert names(seat, "/patients?show=silent") == ["Durand Marie"]
    assert "Il y en a plus de 500 : seuls les plus urgents" in page.text.replace("\u00a0", " ")


def test_a_secretary_gets_no_clinical_filter(reviewed: Desk) -> None:
    enter(reviewed.cabinet, "P-8", "Calme")
    seat = reviewed.signed_in(Role.SECRETARY)
    page = seat.page("/patients?show=no_improvement")
    assert len(page.all("li", class_="row row-patient")) == 2
    assert "alerte" not in page.text


def test_a_page_takes_the_same_statements_for_one_patient_and_for_fifty(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    counted: list[str] = []
    event.listen(desk.cabinet.store.engine, "before_cursor_execute", lambda *said: counted.append(said[2]))
    seat.get("/patients")
    counted.clear()
    seat.get("/patients")
    few = len(counted)
    for number in range(PAGE):
        enter(desk.cabinet, f"N-{number:03}", "Petit")
    counted.clear()
    seat.get("/patients")
    assert len(counted) == few
