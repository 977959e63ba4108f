"""Marie's cabinet as her practice's software sees it, and another clinic's on the same machine."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.testclient import TestClient

from tests.people import LYON, SENDER, Cabinet, open_cabinet
from tests.web.visiting import Visiting
from vigil.actions.issue_api_token import issue_api_token
from vigil.app import App
from vigil.domain.scopes import Scope
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.web.api.operations import PREFIX
from vigil.web.api.serving import create_api, no_such_place

EVERYTHING = tuple(Scope)
V1 = PREFIX


@dataclass
class Software:
    """A practice's software: a token, and the calls that it makes."""

    cabinet: Cabinet
    client: TestClient
    token: str

    def call(self, method: str, path: str, json: Any = None, **options: Any) -> Response:
        headers = {"authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        if json is not None:
            options["json"] = json
        return self.client.request(method, f"{V1}{path}", headers=headers, **options)

    def get(self, path: str, **options: Any) -> Response:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Response:
        return self.call("POST", path, json, **options)

    def put(self, path: str, json: Any, **options: Any) -> Response:
        return self.call("PUT", path, json, **options)

    def patch(self, path: str, json: Any, **options: Any) -> Response:
        return self.call("PATCH", path, json, **options)


Holding = Callable[..., Software]


def holding(cabinet: Cabinet, client: TestClient, *scopes: Scope, **options: Any) -> Software:
    with cabinet.writing() as session:
        name = secrets.token_hex(4)
        issued = issue_api_token(
            session, cabinet.clinic_id, name, scopes or EVERYTHING, cabinet.now, by="tests", **options
        )
    return Software(cabinet, client, issued.secret)


@pytest.fixture
def client(cabinet: Cabinet) -> TestClient:
    """The API where the pages have it, without them."""
    api = create_api(cabinet.store, cabinet.clock, per_minute=1_000_000)
    app = Starlette(routes=[Mount(PREFIX, api)], exception_handlers={HTTPException: no_such_place})
    return Visiting(app, base_url="http://vigil.example")


@pytest.fixture
def whole(software: "Software", tmp_path: Path) -> "Software":
    """The same software at the whole application."""
    cabinet = software.cabinet
    app = App(
        settings=Settings(home=tmp_path),
        store=cabinet.store,
        courier=cabinet.courier,
        sender=SENDER,
        now=cabinet.clock,
    )
    return replace(software, client=Visiting(app.web(), base_url="http://vigil.example"))


@pytest.fixture
def software(cabinet: Cabinet, client: TestClient) -> Software:
    """What may do everything, at Marie's cabinet."""
    return holding(cabinet, client)


@pytest.fixture
def stranger(store: Store, software: Software) -> Software:
    """What may do everything at another clinic, which has a Marie, a Dr Roux and a course of the same external ids."""
    return holding(open_cabinet(store, clinic=LYON), software.client)


@pytest.fixture
def with_scopes(cabinet: Cabinet, client: TestClient) -> Holding:
    return lambda *scopes, **options: holding(cabinet, client, *scopes, **options)


def faults(response: Response) -> dict[str, str]:
    """The faults of a problem by their place."""
    return {each["pointer"]: each["detail"] for each in response.json().get("errors", ())}


def problem(response: Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["type"].removeprefix("urn:vigil:problem:")
