"""The desk of a clinic with somebody in every role, and another clinic on the same machine with a physician.

``desk.signed_in(role)`` is a browser in which that person has signed in; ``desk.outsider()`` one of the other clinic.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import pytest
from httpx2 import Response
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.people import FABRE, LYON, NOEL, NOON, ROUX, SENDER, Cabinet, another_store, open_cabinet, open_store
from tests.web import browsing
from tests.web.reading_html import Element, parsed
from tests.web.visiting import Visiting
from vigil.app import App
from vigil.clock import SimulatedClock
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import Role
from vigil.settings import Settings
from vigil.store import web_sessions
from vigil.store.database import new_id
from vigil.store.tables import Account, Clinic, Staff, WebSession

ROY = StaffFacts(external_id="roy", role=Role.SECRETARY, name="Sacha Roy", email="roy@cabinet.example")
ADAM = StaffFacts(external_id="adam", role=Role.ADMIN, name="Maud Adam", email="adam@cabinet.example")
IN_ROLE = {Role.PHYSICIAN: ROUX, Role.NURSE: NOEL, Role.SECRETARY: ROY, Role.ADMIN: ADAM}


@dataclass
class Seat:
    """A browser at the desk of one clinic; addresses are those below ``/desk/<clinic>``."""

    client: TestClient
    clinic_id: UUID
    csrf: str = ""

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(self.url(path), **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> Response:
        """Post a form as the page would, with its token."""
        return self.client.post(self.url(path), data={"csrf": self.csrf} | dict(data or {}), **options)

    def page(self, path: str) -> Element:
        answered = self.get(path)
        assert answered.status_code == 200, (answered.status_code, path)
        return parsed(answered.text)

    def url(self, path: str = "") -> str:
        return f"/desk/{self.clinic_id.hex}{path}"


@dataclass
class Desk:
    """``cabinet`` is the clinic, ``other`` the one that it must know nothing of; redirects are not followed."""

    cabinet: Cabinet
    other: Cabinet
    app: App

    def client(self) -> TestClient:
        """A browser that has not signed in."""
        return Visiting(self.app.web(), base_url=SENDER.base_url, follow_redirects=False)

    def signed_in(self, role: Role) -> Seat:
        return self.as_staff(IN_ROLE[role].external_id)

    def outsider(self, role: Role = Role.PHYSICIAN) -> Seat:
        """Somebody of the other clinic, in this role, who tries the addresses of this one."""
        facts = FABRE if role is Role.PHYSICIAN else IN_ROLE[role]
        seat = self.as_staff(facts.external_id, self.other)
        return Seat(seat.client, self.cabinet.clinic_id, seat.csrf)

    def as_staff(self, external_id: str, cabinet: Cabinet | None = None) -> Seat:
        cabinet = cabinet or self.cabinet
        now = self.cabinet.now
        with cabinet.store.writing(now, "test") as session:
            staff = session.scalars(
                select(Staff).where(Staff.clinic_id == cabinet.clinic_id, Staff.external_id == external_id)
            ).one()
            account = session.get_one(Account, staff.account_id)
            cookie, id = web_sessions.begin(session, account, now, is_proved=True, agent="Firefox, Windows")
            csrf = web_sessions.form_token(session, session.get_one(WebSession, id))
        client = self.client()
        client.cookies.set("vigil", cookie)
        return Seat(client, cabinet.clinic_id, csrf)

    def account_of(self, external_id: str) -> UUID:
        with self.cabinet.store.reading() as session:
            staff = session.query(Staff).filter_by(clinic_id=self.cabinet.clinic_id, external_id=external_id).one()
            assert staff.account_id is not None
            return staff.account_id


def give_accounts(cabinet: Cabinet) -> None:
    """Everybody who works at the clinic has an account of the same address."""
    with cabinet.writing() as session:
        for staff in session.scalars(select(Staff).where(Staff.clinic_id == cabinet.clinic_id)):
            account = Account(id=new_id(session), language=staff.language, created_at=cabinet.now)
            account.email = f"{staff.external_id}@{session.get_one(Clinic, cabinet.clinic_id).external_id}.example"
            session.add(account)
            session.flush()
            staff.account_id = account.id


@dataclass(frozen=True)
class PreparedDesk:
    """A database with two clinics, everybody in it with an account."""

    file: Path
    clinic_id: UUID
    other_id: UUID
    at: datetime


@pytest.fixture(scope="session")
def prepared_desk(tmp_path_factory: pytest.TempPathFactory) -> PreparedDesk:
    folder = tmp_path_factory.mktemp("desk")
    for store in open_store(folder, at=NOON):
        cabinet, other = open_cabinet(store), open_cabinet(store, clinic=LYON)
        for each in (ROY, ADAM):
            cabinet.staff(each)
            other.staff(each)
        other.staff(FABRE)
        give_accounts(cabinet)
        give_accounts(other)
    return PreparedDesk(folder / "vigil.db", cabinet.clinic_id, other.clinic_id, NOON)


@pytest.fixture
def desk(prepared_desk: PreparedDesk, tmp_path: Path) -> Iterator[Desk]:
    """Dr Roux, Julie Noël, Sacha Roy and Maud Adam at their desk; Dr Fabre and others at another clinic's."""
    shutil.copy(prepared_desk.file, tmp_path / "vigil.db")
    store = another_store(tmp_path, at=prepared_desk.at)
    clock = SimulatedClock(prepared_desk.at)
    cabinet = Cabinet(store, clock, prepared_desk.clinic_id)
    other = Cabinet(store, clock, prepared_desk.other_id)
    yield Desk(cabinet, other, App(Settings(home=tmp_path), store, cabinet.courier, SENDER, clock))
    store.close()


@dataclass
class Visitor:
    """A browser before the desk; it follows no redirect by itself."""

    desk: Desk
    client: TestClient

    def fill(self, url: str, **typed: str) -> Response:
        """Send the form at an address, its hidden fields as they stand, and follow where it leads."""
        page = parsed(self.client.get(url).text)
        hidden = {
            str(each.attributes["name"]): str(each.attributes["value"]) for each in page.all("input", type="hidden")
        }
        return self.client.post(page.all("form")[0].attributes["action"] or url, data=hidden | typed)


def mailed_link(desk: Desk, address: str) -> str:
    """The path of the link in the last mail to an address."""
    desk.cabinet.run("deliver")
    message = message_from_bytes(desk.cabinet.courier.to(address)[-1].content, policy=policy.default)
    plain = message.get_body(("plain",))
    assert plain is not None
    found = re.search(r"http://vigil\.example(/set-up/\w+)", plain.get_content())
    assert found is not None
    return found[1]


def code_of(secret: str | None, now: datetime) -> str:
    """What a device that holds the secret shows."""
    assert secret is not None
    return pyotp.TOTP(secret).at(now)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, for the tests of one module."""
    with browsing.chromium() as opened:
        yield opened


@pytest.fixture(params=["phone light", "desktop dark"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A page of it, on a phone by day and on a desk by night."""
    size, scheme = request.param.split()
    width, height = browsing.SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()
