"""The review on one page: the evidence, a decision that keeps what was typed, and what it says afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk.conftest import Desk
from tests.web.desk.scenes import reviewed_desk
from tests.web.reading_html import parsed
from vigil.domain.words import AlertState, Role
from vigil.store.tables import Alert, Course, ReviewDecision

RULE = "no_improvement_after_five"


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Desk]:
    yield from reviewed_desk(tmp_path)


def review(desk: Desk) -> str:
    (alert,) = desk.cabinet.rows(Alert, Alert.rule == RULE)
    return f"/reviews/{alert.id.hex}"


def test_the_review_that_waits_is_listed_with_its_reason(reviewed: Desk) -> None:
    page = reviewed.signed_in(Role.NURSE).page("/reviews")
    (row,) = page.all("li", class_="row")
    assert "EVA 7 → 6,5" in row.text
    assert "Durand" in row.text


def test_the_evidence_is_on_one_page(reviewed: Desk) -> None:
    text = reviewed.signed_in(Role.PHYSICIAN).page(review(reviewed)).text.replace("\u00a0", " ")
    for said in (
        "EVA de départ : 7",
        "Aucun score ne manque",
        "Rythme attendu (7 jours) respecté",
        "sans réponse : 5",
        "Antidouleurs : comme avant",
        "hématome",
        "Spondylarthropathie évoluée",
        "Impression du patient : pareil",
    ):
        assert said in text, said


def test_a_nurse_reads_and_does_not_decide(reviewed: Desk) -> None:
    seat = reviewed.signed_in(Role.NURSE)
    page = seat.page(review(reviewed))
    assert not page.all("input", name="outcome")
    assert "Seul un médecin" in page.text
    assert seat.post(review(reviewed), {"outcome": "go_on", "following": "continue", "reason": "x"}).status_code == 403
    assert reviewed.cabinet.rows(ReviewDecision) == []


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({}, "outcome", "Dites comment finit la revue"),
        ({"outcome": "go_on"}, "following", "Dites ce que devient la cure"),
        ({"outcome": "go_on", "following": "continue"}, "reason", "demande une raison"),
        ({"outcome": "both", "following": "stop", "treatment": "nappage"}, "diagnosis", "quel est le diagnostic"),
        ({"outcome": "diagnosis_revised", "following": "new_course", "diagnosis": "x", "intended_sessions": "0"},
         "intended_sessions", "de 1 à 30"),
    ],
)  # fmt: skip
def test_a_decision_that_lacks_something_keeps_what_was_typed(
    reviewed: Desk, form: dict[str, str], field: str, said: str
) -> None:
    typed = {"referral": "Dr Guillaumet", "cause": "tumour"} | form
    answered = reviewed.signed_in(Role.PHYSICIAN).post(review(reviewed), typed)
    assert answered.status_code == 422
    page = parsed(answered.text)
    assert said in page.all(id=f"{field}-trouble")[0].text
    assert page.all("textarea", id="referral")[0].text.strip() == "Dr Guillaumet"
    assert "checked" in page.all("input", id="cause-tumour")[0].attributes
    assert reviewed.cabinet.rows(ReviewDecision) == []


def test_going_on_is_decided_and_shown_with_its_author(reviewed: Desk) -> None:
    seat, place = reviewed.signed_in(Role.PHYSICIAN), review(reviewed)
    form = {"outcome": "go_on", "following": "continue", "reason": "amélioration tardive", "request_id": "page-1"}
    assert seat.post(place, form).status_code == 303
    text = seat.page(place).text
    assert "Décidé par Dr Anne Roux" in text
    assert "amélioration tardive" in text
    assert not seat.page(place).all("input", name="outcome")
    (alert,) = reviewed.cabinet.rows(Alert, Alert.rule == RULE)
    assert alert.state == AlertState.RESOLVED
    again = seat.post(place, form | {"request_id": "page-2"})
    assert again.status_code == 422
    assert "déjà été décidée" in again.text


def test_a_new_course_asks_for_its_warnings_first(reviewed: Desk) -> None:
    seat, place = reviewed.signed_in(Role.PHYSICIAN), review(reviewed)
    form = {
        "outcome": "both",
        "following": "new_course",
        "diagnosis": "cervicalgie",
        "treatment": "nappage",
        "new_zone": "cervicale",
        "intended_sessions": "4",
    }
    warned = seat.post(place, form)
    assert warned.status_code == 422
    codes = [box.attributes["value"] for box in parsed(warned.text).all("input", name="acknowledged")]
    assert "course_too_soon" in codes
    assert seat.post(place, form | {"acknowledged": codes}).status_code == 303
    ours = reviewed.cabinet.rows(Course, Course.clinic_id == reviewed.cabinet.clinic_id)
    assert [row.zone for row in ours] == ["lombaire", "cervicale"]
