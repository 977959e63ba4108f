"""The pages of a cabinet, as a browser meets them: Marie was treated on Tuesday and has been asked how she is."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.testclient import TestClient

from tests.people import DAY, LYON, MARIE, SENDER, Cabinet, another_store, open_cabinet, open_store
from tests.web.reading_html import Element, parsed
from tests.web.visiting import Visiting, one_loop
from vigil.app import App
from vigil.clock import SimulatedClock
from vigil.domain.words import Language
from vigil.mail.connection import Envelope
from vigil.settings import Settings
from vigil.store import tokens
from vigil.store.base import Base
from vigil.store.tables import Ask, Patient, Report, Staff

LISE = replace(MARIE, external_id="P-2", given_name="Lise", email="lise@courrier.example")

_LINK = re.compile(r"http://vigil\.example(/[^\s<>\"]+)")


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    with one_loop():
        yield


@dataclass
class Site:
    """A cabinet with its pages; ``client`` is a browser that shows faults as pages, as a server would."""

    cabinet: Cabinet
    client: TestClient

    def get(self, url: str, **options: Any) -> Response:
        return self.client.get(url, **options)

    def post(self, url: str, data: Mapping[str, Any] | None = None, **options: Any) -> Response:
        return self.client.post(url, data=data or {}, **options)

    def page(self, url: str) -> Element:
        return parsed(self.get(url).text)

    def mailed(self) -> list[str]:
        """Every link of every mail that has left, the unsubscribe headers included."""
        found = []
        for envelope in self.cabinet.courier.kept:
            message = message_from_bytes(envelope.content, policy=policy.default)
            plain = message.get_body(("plain",))
            assert plain is not None
            found += _LINK.findall(f"{plain.get_content()} {message['List-Unsubscribe'] or ''}")
        return list(dict.fromkeys(found))

    def answer_url(self, key: str = "followup:", patient: str = "P-1") -> str:
        with self.cabinet.store.reading() as session:
            owner = self.cabinet.patient_row(session, patient)
            asks = [ask for ask in session.query(Ask).filter_by(patient_id=owner.id) if ask.key.startswith(key)]
            ask = min(asks, key=lambda ask: ask.opens_at)
            return f"/answer/{self._token(tokens.Purpose.ANSWER, ask.id, generation=ask.generation)}"

    def patient_url(self, purpose: tokens.Purpose, patient: str = "P-1") -> str:
        with self.cabinet.store.reading() as session:
            owner = self.cabinet.patient_row(session, patient)
            return self._token(purpose, owner.id)

    @property
    def stop_url(self) -> str:
        return f"/stop/{self.patient_url(tokens.Purpose.OPT_OUT)}"

    def worklist_url(self, staff: str = "noel", lasts: timedelta = DAY) -> str:
        with self.cabinet.writing() as session:
            row = session.query(Staff).filter_by(clinic_id=self.cabinet.clinic_id, external_id=staff).one()
            token = tokens.issue(
                session,
                tokens.Purpose.WORKLIST,
                row.clinic_id,
                row.id,
                extra="test",
                expires_at=self.cabinet.now + lasts,
                staff_id=row.id,
            )
        return f"/worklist/{token}"

    def alert_urls(self) -> list[str]:
        """The alert links that were mailed, in the order of sending."""
        return [link for link in self.mailed() if link.startswith("/alert/")]

    def reports(self) -> list[Any]:
        return sorted(self.cabinet.rows(Report), key=lambda row: row.version)

    def said(self, version: int) -> str:
        """What a version says, unsealed."""
        with self.cabinet.store.reading() as session:
            return session.query(Report).filter_by(version=version).one().answers or ""

    def speaks(self, language: Language) -> None:
        """Everybody reads this language."""
        with self.cabinet.writing() as session:
            for person in [*session.query(Patient), *session.query(Staff)]:
                person.language = language

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        with self.cabinet.store.reading() as session:
            return {
                table.name: sorted(map(tuple, session.execute(table.select())), key=str)
                for table in Base.metadata.sorted_tables
            }

    def run_sql(self, statement: str) -> None:
        with self.cabinet.store.engine.begin() as connection:
            connection.execute(text(statement))

    def _token(self, purpose: tokens.Purpose, subject: Any, generation: int = 0) -> str:
        store = self.cabinet.store
        return tokens.derive(store.keyring, purpose, self.cabinet.clinic_id, subject, generation=generation)


def site_of(cabinet: Cabinet, folder: Path) -> Site:
    app = App(
        settings=Settings(home=folder),
        store=cabinet.store,
        courier=cabinet.courier,
        sender=SENDER,
        now=cabinet.clock,
    )
    return Site(cabinet, Visiting(app.web(), base_url="http://vigil.example"))


@dataclass(frozen=True)
class Prepared:
    """A database as it stood when its program ended, and what had left by then."""

    file: Path
    clinic_id: UUID
    at: datetime
    kept: tuple[Envelope, ...]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two days and a half after Marie's first session: the questions of the 48 h have left."""
    folder = tmp_path_factory.mktemp("prepared")
    for store in open_store(folder):
        cabinet = open_cabinet(store)
        cabinet.treats()
        cabinet.live(timedelta(hours=60), step=DAY / 2)
    return Prepared(folder / "vigil.db", cabinet.clinic_id, cabinet.now, tuple(cabinet.courier.kept))


@pytest.fixture
def site(prepared: Prepared, tmp_path: Path) -> Iterator[Site]:
    """Marie's cabinet when the questions of the 48 h have left."""
    shutil.copy(prepared.file, tmp_path)
    store = another_store(tmp_path, at=prepared.at)
    cabinet = Cabinet(store, SimulatedClock(prepared.at), prepared.clinic_id)
    cabinet.courier.kept += prepared.kept
    yield site_of(cabinet, tmp_path)
    store.close()


@pytest.fixture
def other_site(site: Site, tmp_path: Path) -> Site:
    """Another clinic on the same machine, with a patient of its own; the same pages serve both."""
    cabinet = open_cabinet(site.cabinet.store, at=site.cabinet.now, clinic=LYON)
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY / 2)
    site.cabinet.clock.move_to(cabinet.now)
    return Site(cabinet, site.client)


def heading(response: Response) -> str:
    return parsed(response.text).all("h1")[0].text


def eva_name(site: Site, url: str) -> str:
    return next(
        name
        for box in site.page(url).all("input", type="radio")
        if (name := box.attributes["name"] or "").startswith("eva.")
    )
