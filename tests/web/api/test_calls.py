"""What holds for every call: who is let in, how often, what is read, what is answered twice, what is never seen."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import select, text
from starlette.testclient import TestClient

from tests.people import DAY, HOUR, Cabinet
from tests.web.api.conftest import V1, Holding, Software, faults, problem
from vigil.actions.issue_api_token import revoke_api_token
from vigil.domain.scopes import Scope
from vigil.store.tables import Alert, ApiToken, Ask, Course, Event, Patient, Report, TreatmentSession
from vigil.web.api.catalogue import OPERATIONS
from vigil.web.api.serving import create_api

LISE = {"external_id": "P-2", "family_name": "Petit", "email": "lise@courrier.example"}


def patients(cabinet: Cabinet) -> list[str]:
    return [row.external_id for row in cabinet.rows(Patient) if row.clinic_id == cabinet.clinic_id]


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer vigil_wrong"}, {"authorization": "Basic eDp5"},
                                    {"authorization": "Bearer"}])  # fmt: skip
def test_nobody_is_let_in_without_a_good_token(client: TestClient, header: dict[str, str]) -> None:
    response = client.get(f"{V1}/patients", headers=header)
    assert problem(response) == (401, "no_token")
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_token_ends_when_it_expires_and_when_it_is_revoked(software: Software, with_scopes: Holding) -> None:
    cabinet = software.cabinet
    short = with_scopes(Scope.READ_PATIENTS, expires_at=cabinet.now + HOUR)
    assert short.get("/patients").status_code == 200
    cabinet.wait(HOUR)
    assert problem(short.get("/patients")) == (401, "no_token")
    with cabinet.writing() as session:
        for row in session.scalars(select(ApiToken)):
            revoke_api_token(session, row, cabinet.now)
    assert problem(software.get("/patients")) == (401, "no_token")


def test_its_last_use_is_known_coarsely_and_is_no_event(software: Software) -> None:
    cabinet = software.cabinet

    def last_used() -> object:
        (row,) = cabinet.rows(ApiToken)
        return row.last_used_at

    software.get("/patients")
    first = last_used()
    assert first == cabinet.now
    cabinet.wait(timedelta(minutes=59))
    software.get("/patients")
    assert last_used() == first
    cabinet.wait(timedelta(minutes=1))
    software.get("/patients")
    assert last_used() == cabinet.now
    assert [row.change for row in cabinet.rows(Event) if row.subject == "api_token"] == ["insert"]


def test_every_call_needs_its_scope(software: Software, with_scopes: Holding) -> None:
    for scope in {operation.scope for operation in OPERATIONS if operation.scope}:
        kind = scope.partition(":")[2]
        others = [other for other in Scope if not other.endswith(kind)]
        limited = with_scopes(*others, *([Scope(f"read:{kind}")] if scope.startswith("write") else []))
        for operation in OPERATIONS:
            if operation.scope == scope:
                response = limited.call(operation.method, operation.path.replace("{ref}", "external:P-1"))
                assert problem(response) == (403, "scope_missing"), operation.name
                assert scope in response.json()["detail"]


def test_too_many_requests_are_told_how_long_to_wait(cabinet: Cabinet, with_scopes: Holding) -> None:
    with TestClient(create_api(cabinet.store, cabinet.clock, per_minute=3)) as client:
        one, other = (with_scopes(Scope.READ_PATIENTS) for _ in range(2))

        def ask(software: Software) -> Response:
            return client.get("/patients", headers={"authorization": f"Bearer {software.token}"})

        assert [ask(one).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert 1 <= int(ask(one).headers["retry-after"]) <= 60
        assert ask(other).status_code == 200


def test_a_network_that_guesses_tokens_is_told_to_wait_and_a_good_token_is_heard_all_the_same(
    cabinet: Cabinet, with_scopes: Holding
) -> None:
    with TestClient(create_api(cabinet.store, cabinet.clock)) as client:
        wrong = [client.get("/patients", headers={"authorization": f"Bearer guess{n}"}) for n in range(61)]
        assert [answer.status_code for answer in wrong] == [401] * 60 + [429]
        assert 1 <= int(wrong[-1].headers["retry-after"]) <= 60
        good = with_scopes(Scope.READ_PATIENTS).token
        assert client.get("/patients", headers={"authorization": f"Bearer {good}"}).status_code == 200


def test_sent_again_under_the_same_key_it_does_nothing_and_is_answered_the_same(software: Software) -> None:
    key = {"idempotency-key": "agenda-4711"}
    first = software.post("/patients", LISE, headers=key)
    software.patch("/patients/external:P-2", {"phone": "06 00 00 00 05"})
    again = software.post("/patients", LISE, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["etag"], again.headers["location"]) == (first.headers["etag"], first.headers["location"])
    assert patients(software.cabinet) == ["P-1", "P-2"]
    other = software.post("/patients", LISE | {"external_id": "P-3"}, headers=key)
    assert problem(other) == (422, "key_reused")
    elsewhere = software.post("/patients/external:P-2/deceased", headers=key)
    assert problem(elsewhere)[0] == 422
    assert patients(software.cabinet) == ["P-1", "P-2"]


def test_a_key_belongs_to_its_token_and_keeps_nothing_readable(
    software: Software, with_scopes: Holding, tmp_path: Path
) -> None:
    key = {"idempotency-key": "1"}
    software.post("/patients", LISE, headers=key)
    other = with_scopes().post("/patients", LISE | {"external_id": "P-3"}, headers=key)
    assert other.status_code == 201
    with software.cabinet.store.reading() as session:
        kept = json.dumps([row[0] for row in session.execute(text("SELECT result FROM request"))])
    assert "lise" not in kept.lower()


def test_what_was_refused_under_a_key_may_be_put_right_under_it(software: Software) -> None:
    key = {"idempotency-key": "1"}
    assert problem(software.post("/patients", LISE | {"email": "no"}, headers=key)) == (422, "refused")
    assert software.post("/patients", LISE, headers=key).status_code == 201


@pytest.mark.end_to_end
def test_two_at_once_enter_one_patient(software: Software) -> None:
    def enter(n: int) -> Response:
        return software.post("/patients", LISE, headers={"idempotency-key": "same"} if n % 2 else {})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(enter, range(8)))
    assert patients(software.cabinet) == ["P-1", "P-2"]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert 201 in {answer.status_code for answer in answers}


def test_nothing_of_another_clinic_is_seen_or_changed(software: Software, stranger: Software) -> None:
    cabinet = software.cabinet
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    tables = {"patients": Patient, "courses": Course, "sessions": TreatmentSession, "asks": Ask, "reports": Report,
              "alerts": Alert}  # fmt: skip
    before = {name: cabinet.rows(table) for name, table in tables.items()}
    for name, rows in before.items():
        ours = [row.id for row in rows if row.clinic_id == cabinet.clinic_id]
        listed = [each["id"] for each in stranger.get(f"/{name}").json()["items"]]
        assert not set(map(str, ours)) & set(listed)
        for id in ours:
            unknown = stranger.get(f"/{name}/019cd6f8-0000-7000-8000-000000000000")
            theirs = stranger.get(f"/{name}/{id}")
            assert problem(theirs) == (404, "not_found")
            assert theirs.content == unknown.content
    patient, course, visit = (str(before[name][0].id) for name in ("patients", "courses", "sessions"))
    calls = [
        ("PATCH", f"/patients/{patient}", {"phone": "06"}),
        ("PATCH", f"/patients/{patient}/contact", {"email": "x@y.example"}),
        ("POST", f"/patients/{patient}/deceased", None),
        ("POST", f"/courses/{course}/close", {}),
        ("POST", f"/courses/{course}/reopen", None),
        ("PATCH", f"/sessions/{visit}", {"state": "void"}),
        ("POST", f"/alerts/{patient}/acknowledge", {"by": "roux"}),
    ]
    for method, path, body in calls:
        assert problem(stranger.call(method, path, body)) == (404, "not_found")
    ask = str(before["asks"][0].id)
    lost = stranger.post("/reports", {"ask_id": ask, "fields": {"danger": ["none"]}})
    assert "no ask of that id" in faults(lost)["#/ask_id"]
    cursor = software.get("/asks", params={"limit": 1}).json()["next"]
    assert stranger.get("/asks", params={"after": cursor} if cursor else {}).json()["items"] == []
    assert {name: cabinet.rows(table) for name, table in tables.items()} == before


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (400, "not_json")),
        (b"{", (400, "not_json")),
        (b'{"external_id": "\xff"}', (400, "not_json")),
        (b'{"external_id": "\\ud800", "family_name": "N"}', (400, "not_json")),
        (b"[" * 100_000, (400, "not_json")),
        (b"[]", (422, "not_valid")),
        (b"null", (422, "not_valid")),
        (b'{"external_id": "P-9", "family_name": NaN}', (422, "not_valid")),
        (b'{"external_id": "P-9", "family_name": "a\\u0000b"}', (422, "refused")),
        (b'{"external_id": "P-9", "family_name": "' + b"x" * 1_000_001 + b'"}', (413, "too_large")),
    ],
    ids=lambda value: str(value[:20]),
)
def test_what_is_no_patient_is_refused(software: Software, content: bytes, expected: tuple[int, str]) -> None:
    headers = {"content-type": "application/json"}
    assert problem(software.call("POST", "/patients", content=content, headers=headers)) == expected
    assert patients(software.cabinet) == ["P-1"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"]
)
def test_only_json_is_read(software: Software, kind: str) -> None:
    response = software.call("POST", "/patients", content=json.dumps(LISE), headers={"content-type": kind})
    assert problem(response) == (415, "not_json")


def test_any_writing_is_kept_as_it_was_written(software: Software) -> None:
    name = "Ñandú-Œuvre 李 \U0001f9d1 e\u0301"
    made = software.post("/patients", {"external_id": "Dossier n° 5/é", "family_name": name})
    assert made.json()["family_name"] == name
    assert software.get("/patients/external:Dossier n° 5%2Fé").json() == made.json()
    assert problem(software.get("/patients/external:a%00b")) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "where"),
    [("limit=0", "?limit"), ("limit=201", "?limit"), ("colour=red", "?colour"), ("after=x", "?after"),
     ("state=lost", "?state"), ("limit=1&limit=2", "?limit"), ("after=" + "_" * 21 + "!", "?after")],
)  # fmt: skip
def test_a_wrong_question_is_refused_by_name(software: Software, query: str, where: str) -> None:
    response = software.get(f"/patients?{query}")
    assert problem(response) == (422, "not_valid")
    assert set(faults(response)) == {where}


def test_what_is_nowhere_and_what_cannot_be_done_are_problems_too(software: Software) -> None:
    assert problem(software.get("/nowhere")) == (404, "not_found")
    response = software.call("DELETE", "/patients/external:P-1")
    assert problem(response) == (405, "no_such_method")
    assert {"GET", "PUT", "PATCH"} <= set(response.headers["allow"].split(", "))


def test_the_whole_application_serves_it_and_no_answer_is_kept_on_the_way(whole: Software) -> None:
    answer = whole.get("/patients/external:P-1")
    assert answer.json()["family_name"] == "Durand"
    assert answer.headers["cache-control"] == "no-store"
    assert problem(whole.get("/nowhere")) == (404, "not_found")
