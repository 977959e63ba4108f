"""Answers that come by the practice's software, and the alerts that they open: read, taken on, closed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import DAY
from tests.web.api.conftest import Holding, Software, faults, problem
from vigil.domain.scopes import Scope
from vigil.store.tables import Reaction

FINE = {"danger": ["none"], "past": ["none"], "reaction": ["none"]}


@pytest.fixture
def asked(software: Software) -> Software:
    """Marie was treated, and asked two days later how she is."""
    software.cabinet.treats()
    software.cabinet.live(timedelta(hours=60), step=DAY / 2)
    return software


def ask_of(software: Software) -> dict[str, Any]:
    asks = software.get("/asks", params={"state": "open"}).json()["items"]
    found = next(each for each in asks if each["kind"] == "followup")
    shown: dict[str, Any] = software.get(f"/asks/{found['id']}").json()
    return shown


def answered(software: Software, fields: dict[str, list[str]], **more: Any) -> dict[str, Any]:
    response = software.post("/reports", {"ask_id": ask_of(software)["id"], "fields": fields} | more)
    assert response.status_code == 201, response.text
    said: dict[str, Any] = response.json()
    return said


def test_an_ask_says_its_questions_and_an_answer_is_kept_under_their_names(asked: Software) -> None:
    ask = ask_of(asked)
    names = [question["name"] for question in ask["questions"]]
    (score,) = (name for name in names if name.startswith("eva."))
    done = asked.post("/reports", {"ask_id": ask["id"], "fields": FINE | {score: ["3.5"], "words": ["tout va bien"]}})
    report = done.json()["report"]
    assert done.headers["location"] == f"/api/v1/reports/{report['id']}"
    assert (report["channel"], report["version"], report["is_current"]) == ("phone", 1, True)
    assert [each["eva"] for each in report["answers"]["evas"]] == [3.5]
    assert report["answers"]["words"] == "tout va bien"
    assert asked.get(f"/reports/{report['id']}").json() == report
    assert asked.get("/asks", params={"state": "answered"}).json()["items"][0]["id"] == ask["id"]


def test_words_are_shown_to_who_may_see_them_alone(asked: Software, with_scopes: Holding) -> None:
    report = answered(asked, FINE | {"words": ["mon voisin Zébulon"]})["report"]
    blind = with_scopes(Scope.READ_REPORTS, Scope.READ_ALERTS)
    assert "Zébulon" not in blind.get(f"/reports/{report['id']}").text
    assert "Zébulon" not in blind.get("/alerts").text
    assert blind.get(f"/reports/{report['id']}").json()["answers"]["has_no_reaction"] is True


def test_what_no_question_knows_is_refused_and_nothing_is_kept(asked: Software) -> None:
    ask = ask_of(asked)
    fields = FINE | {"danger": ["breathing", "dragons"], "colour": ["red"], "now.haematoma": ["later"]}
    refused = asked.post("/reports", {"ask_id": ask["id"], "fields": fields})
    assert problem(refused) == (422, "not_valid")
    assert set(faults(refused)) == {"#/fields/danger", "#/fields", "#/fields/now.haematoma"}
    empty = asked.post("/reports", {"ask_id": ask["id"], "fields": {"words": ["  "]}})
    assert faults(empty) == {"#/fields": "Nothing is answered."}
    assert asked.get("/reports").json()["items"] == []


def test_a_later_answer_amends_and_the_earlier_version_stays(asked: Software) -> None:
    ask = ask_of(asked)
    answered(asked, {"danger": ["none"], "reaction": ["itching"], "now.itching": ["fading"]})
    again = asked.post("/reports", {"ask_id": ask["id"], "fields": FINE}).json()
    assert again["report"]["version"] == 2
    listed = asked.get("/reports", params={"ask_id": ask["id"]}).json()["items"]
    assert [each["is_current"] for each in listed] == [False, True]
    current = asked.get("/reports", params={"is_current": "true"}).json()["items"]
    assert [each["id"] for each in current] == [again["report"]["id"]]


def test_the_same_answer_under_the_same_key_is_kept_once(asked: Software) -> None:
    body = {"ask_id": ask_of(asked)["id"], "fields": {"danger": ["none"], "reaction": ["haematoma"]}}
    answers = [asked.post("/reports", body, headers={"idempotency-key": "k"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    with asked.cabinet.store.reading() as session:
        assert [row.code for row in session.scalars(select(Reaction))] == ["haematoma"]


def test_a_danger_sign_opens_an_alert_that_a_clinician_takes_on_and_closes(asked: Software) -> None:
    said = answered(asked, {"danger": ["breathing"]})
    assert (said["advice"], said["urgency"]) == ("now", "emergency")
    (alert,) = asked.get("/alerts", params={"at_least": "emergency"}).json()["items"]
    assert (alert["state"], alert["rule"], alert["report_id"]) == (
        "open", "breathing_or_chest_pain", said["report"]["id"],
    )  # fmt: skip
    assert alert["reason"]["fr"]
    taken = asked.post(f"/alerts/{alert['id']}/acknowledge", {"by": "noel"}).json()
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "noel")
    again = asked.post(f"/alerts/{alert['id']}/acknowledge", {"by": "roux"}).json()
    assert again["acknowledged_by"] == "noel"
    closed = asked.post(f"/alerts/{alert['id']}/resolve", {"by": "roux", "outcome": "vue aux urgences"}).json()
    assert (closed["state"], closed["outcome"]) == ("resolved", "vue aux urgences")
    assert asked.get("/alerts", params={"state": "open"}).json()["items"] == []
    assert all(row.state != "planned" for row in asked.cabinet.messages("alert:"))


def test_an_alert_is_taken_on_by_a_clinician_of_the_clinic_alone(asked: Software) -> None:
    answered(asked, {"danger": ["breathing"]})
    (alert,) = asked.get("/alerts", params={"at_least": "emergency"}).json()["items"]
    place = f"/alerts/{alert['id']}/acknowledge"
    assert "no member of staff" in faults(asked.post(place, {"by": "fabre"}))["#/by"]
    assert set(faults(asked.post(place, {}))) == {"#/by"}
    assert asked.get(f"/alerts/{alert['id']}").json()["state"] == "open"


def test_who_saw_an_alert_before_it_was_reopened_does_not_take_it_on(asked: Software) -> None:
    answered(asked, {"danger": ["breathing"]})
    (alert,) = asked.get("/alerts", params={"at_least": "emergency"}).json()["items"]
    place = f"/alerts/{alert['id']}"
    seen = asked.get(place).headers["etag"]
    asked.post(f"{place}/acknowledge", {"by": "noel"})
    late = asked.post(f"{place}/resolve", {"by": "roux", "outcome": "vue"}, headers={"if-match": seen})
    assert problem(late) == (412, "changed_meanwhile")
    assert asked.get(place).json()["state"] == "acknowledged"
