"""The people of the tests: a clinic with its physicians and nurse, a patient, and a physician of another clinic."""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.open_clinic import open_clinic
from vigil.actions.open_course import open_course
from vigil.actions.receive_report import Received, receive_report
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session
from vigil.actions.record_staff import record_staff
from vigil.actions.replan import Replanned, replan
from vigil.actions.shipped import Shipped
from vigil.actions.write_mail import Sender
from vigil.clock import SimulatedClock
from vigil.domain.answers import Answers
from vigil.domain.eva import Eva
from vigil.domain.ids import id_source
from vigil.domain.recording.facts import ClinicFacts, CourseFacts, PatientFacts, SessionFacts, StaffFacts
from vigil.domain.words import Role, SessionState
from vigil.installed import samples, shipped
from vigil.jobs import deliver, digest, escalate, reconcile, remind, review
from vigil.jobs.summary import Summary
from vigil.mail.connection import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.mail.press import Press
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.migrations import upgrade
from vigil.store.sealing import Keyring
from vigil.store.tables import Ask, Clinic, Message, Patient

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
"""Tuesday 10 March 2026, noon in Paris."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

KEYRING = Keyring(sealing={1: b"s" * 32}, indexing={1: b"i" * 32}, linking=b"l" * 32)
SENDER = Sender(
    base_url="http://vigil.example",
    domain="vigil.example",
    mailbox="suivi",
    press=Press(),
    samples=samples(Settings(home=Path("unused"))),
)

DIJON = ClinicFacts(external_id="dijon", name="Cabinet du Parc", mail_name="Cabinet du Parc", phone="+33 3 80 00 00 00")
LYON = ClinicFacts(external_id="lyon", name="Cabinet des Quais", mail_name="Cabinet des Quais", phone="04 72 00 00 00")
ROUX = StaffFacts(external_id="roux", role=Role.PHYSICIAN, name="Dr Anne Roux", email="roux@cabinet.example")
PETIT = StaffFacts(external_id="petit", role=Role.PHYSICIAN, name="Dr Hugo Petit", email="petit@cabinet.example")
NOEL = StaffFacts(external_id="noel", role=Role.NURSE, name="Julie Noël", email="noel@cabinet.example")
FABRE = StaffFacts(external_id="fabre", role=Role.PHYSICIAN, name="Dr Luc Fabre", email="fabre@quais.example")
MARIE = PatientFacts(
    external_id="P-1",
    family_name="Durand",
    given_name="Marie",
    born_on=date(1970, 5, 17),
    email="marie@courrier.example",
    phone="06 00 00 00 01",
    consents_to_email=True,
)


def open_store(folder: Path, *, seed: int = 1, at: datetime = NOON) -> Iterator[Store]:
    """A real SQLite database in ``folder``, migrated; closed when the test ends."""
    (folder / "vigil.db").write_bytes(migrated_file())
    store = another_store(folder, seed=seed, at=at)
    yield store
    store.close()


@cache
def migrated_file() -> bytes:
    """An empty, migrated SQLite database, made once for the tests of a process: to copy is cheaper than to migrate."""
    with TemporaryDirectory() as folder:
        store = another_store(Path(folder))
        upgrade(store.engine)
        store.close()  # the write-ahead log goes into the file
        return (Path(folder) / "vigil.db").read_bytes()


def another_store(folder: Path, *, seed: int = 2, at: datetime = NOON) -> Store:
    """A further program on the same SQLite database; close it."""
    return store_at(f"sqlite:///{folder / 'vigil.db'}", seed=seed, at=at)


def store_at(url: str, *, seed: int = 2, at: datetime = NOON) -> Store:
    """A program on the database of a URL; close it."""
    return Store(url, KEYRING, id_source(lambda: at, random.Random(seed)), synchronous="OFF")


@cache
def shipped_files() -> Shipped:
    """The files that a clinic starts with, as the program ships them."""
    return shipped(Settings(home=Path("unused")))


class Recorder:
    """A courier that remembers: ``tried`` is what it was handed, ``kept`` what arrived.

    ``fate`` says what becomes of an envelope (sent, by default); ``before`` is called right before each MAIL.
    """

    def __init__(self) -> None:
        self.tried: list[Envelope] = []
        self.kept: list[Envelope] = []
        self.fate: Callable[[Envelope], Outcome | Kind] = lambda envelope: Kind.SENT
        self.before: Callable[[Envelope], None] = lambda envelope: None
        self._lock = threading.Lock()

    def deliver(
        self,
        envelopes: Sequence[Envelope],
        is_still_mine: Callable[[UUID], bool] | None = None,
        *,
        is_urgent: bool = False,
    ) -> list[Outcome]:
        return [self._one(envelope, is_still_mine) for envelope in envelopes]

    def _one(self, envelope: Envelope, is_still_mine: Callable[[UUID], bool] | None) -> Outcome:
        self.before(envelope)
        if is_still_mine is not None and not is_still_mine(envelope.id):
            return Outcome(envelope.id, Kind.WITHDRAWN, None, None, "no longer held")
        fate = self.fate(envelope)
        outcome = fate if isinstance(fate, Outcome) else Outcome(envelope.id, fate, None, None, "")
        with self._lock:
            self.tried.append(envelope)
            if outcome.kind in (Kind.SENT, Kind.UNCERTAIN):
                self.kept.append(envelope)
        return outcome

    def to(self, address: str) -> list[Envelope]:
        return [envelope for envelope in self.kept if envelope.recipient == address]


def refused(envelope: Envelope) -> Outcome:
    """The relay knows no such mailbox."""
    return Outcome(envelope.id, Kind.PERMANENT, 550, "5.1.1", "unknown", is_about_recipient=True)


@dataclass
class Cabinet:
    """A clinic opened with the shipped files, and a clock that its tests turn."""

    store: Store
    clock: SimulatedClock
    clinic_id: UUID
    courier: Recorder = field(default_factory=Recorder)

    @property
    def now(self) -> datetime:
        return self.clock()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.store.writing(self.now, "roux") as session:
            yield session

    def wait(self, duration: timedelta) -> None:
        self.clock.move_to(self.now + duration)

    def staff(self, facts: StaffFacts) -> UUID:
        with self.writing() as session:
            return record_staff(session, self.clinic_id, facts, self.now).id

    def patient(self, facts: PatientFacts = MARIE) -> UUID:
        with self.writing() as session:
            return record_patient(session, self.clinic_id, facts, self.now).id

    def course(self, external_id: str = "C-1", *, patient: str = "P-1", **facts: Any) -> UUID:
        given: dict[str, Any] = {"zone": "lombaire", "physician": "roux", "baseline": Eva.of(7)} | facts
        with self.writing() as session:
            course = CourseFacts(external_id=external_id, patient=patient, **given)
            return open_course(session, self.clinic_id, course, self.now).id

    def treats(
        self,
        external_id: str = "S-1",
        *,
        at: datetime | None = None,
        state: SessionState = SessionState.PERFORMED,
        course: str = "C-1",
        **facts: Any,
    ) -> UUID:
        """Record a session as it now stands (performed now, unless said otherwise)."""
        with self.writing() as session:
            given = SessionFacts(external_id=external_id, course=course, at=at or self.now, state=state, **facts)
            return record_session(session, self.clinic_id, given, self.now).id

    def replan(self, patient_id: UUID) -> Replanned:
        with self.writing() as session:
            return replan(session, patient_id, self.now)

    def answer(self, ask_key: str, answers: Answers, request_id: str | None = None, **options: Any) -> Received:
        """The patient answers the ask of that key (or the only one whose key begins like that)."""
        with self.writing() as session:
            ask = session.scalars(select(Ask).where(Ask.key.startswith(ask_key))).one()
            return receive_report(
                session, ask, answers, self.now, typed={"words": [answers.words]}, request_id=request_id, **options
            )

    def run(self, job: str, at: datetime | None = None) -> Summary:
        """One turn of one job, now or at another instant."""
        now = at or self.now
        if job == "deliver":
            return deliver.run(self.store, self.courier, SENDER, now)
        if job == "review":
            return review.run(self.store, now)
        if job == "reconcile":
            return reconcile.run(self.store, now)
        in_session = {"remind": remind.run, "escalate": escalate.run, "digest": digest.run}
        with self.store.writing(now, f"job:{job}") as session:
            return in_session[job](session, now)

    def live(self, duration: timedelta, *, step: timedelta = HOUR) -> None:
        """Let time pass, with every job ticking at each step."""
        until = self.now + duration
        while self.now < until:
            self.clock.move_to(min(self.now + step, until))
            for job in ("remind", "review", "escalate", "digest", "deliver"):
                self.run(job)

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """The rows of a table as plain values, in the order of their ids."""
        columns = table.__table__.columns
        with self.store.reading() as session:
            return list(session.execute(select(*columns).where(*where).order_by(*table.__table__.primary_key)).all())

    def messages(self, *prefixes: str, channel: str | None = None) -> list[Any]:
        """The ledger's rows whose key begins with one of the prefixes, as they fall due."""
        rows = [row for row in self.rows(Message) if not prefixes or row.key.startswith(prefixes)]
        return sorted((row for row in rows if channel in (None, row.channel)), key=lambda row: (row.due_at, row.key))

    def message(self, prefix: str) -> Any:
        (row,) = self.messages(prefix)
        return row

    def patient_row(self, session: Session, external_id: str = "P-1") -> Patient:
        return session.scalars(
            select(Patient).where(Patient.clinic_id == self.clinic_id, Patient.external_id == external_id)
        ).one()


def open_cabinet(store: Store, *, at: datetime = NOON, clinic: ClinicFacts = DIJON) -> Cabinet:
    """Dr Roux, her colleague Dr Petit, the nurse Julie Noël, and Marie Durand with a course."""
    clock = SimulatedClock(at)
    with store.writing(at, "setup") as session:
        clinic_id = open_clinic(session, clinic, shipped_files(), at).id
    cabinet = Cabinet(store, clock, clinic_id)
    for person in (ROUX, PETIT, NOEL):
        cabinet.staff(person)
    cabinet.patient()
    cabinet.course()
    return cabinet


@cache
def opened_file() -> tuple[bytes, UUID]:
    """The same with the cabinet in it, and the clinic's id; its ids were minted just before those of any test."""
    with TemporaryDirectory() as folder:
        for store in open_store(Path(folder), seed=0, at=NOON - timedelta(seconds=1)):
            cabinet = open_cabinet(store)
            store.close()  # a journal changes its mode while one connection is open alone
            with store.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")  # a journal changes its mode between transactions only
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        return (Path(folder) / "vigil.db").read_bytes(), cabinet.clinic_id


def cabinet_in(store: Store) -> Cabinet:
    """The cabinet in a store that is empty or was copied with it: copied where that is cheaper than to open it."""
    if store.engine.dialect.name != "sqlite":
        return open_cabinet(store)
    content, clinic_id = opened_file()
    with store.reading() as session:
        if session.get(Clinic, clinic_id) is not None:
            return Cabinet(store, SimulatedClock(NOON), clinic_id)
    with closing(sqlite3.connect(":memory:")) as opened, store.engine.connect() as connection:
        opened.deserialize(content)
        within = connection.connection.driver_connection
        assert isinstance(within, sqlite3.Connection)
        opened.backup(within)
    return Cabinet(store, SimulatedClock(NOON), clinic_id)
