"""One ordeal: a cabinet, patients who answer and leave, workers that are killed, a relay and a database that fail."""

import json
import multiprocessing
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tests.harm.storm import Chance, Deadly, Doom, dooms, kill
from tests.harm.verdict import Kept, faults, read
from tests.harm.worker import TELL, Place, work
from tests.mail.faulty import Verb, harmful
from tests.mail.relays import certificate
from tests.people import KEYRING, MARIE, NOON, WEEK, open_cabinet
from vigil.actions.reach_patient import opt_out
from vigil.actions.receive_report import receive_report
from vigil.clock import SimulatedClock
from vigil.domain.answers import Answers
from vigil.domain.recording.notices import Unacknowledged
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, SessionState, Sign
from vigil.jobs import CARRYING, NAMES
from vigil.keys import FILE
from vigil.opening import open_store
from vigil.store.database import Store
from vigil.store.tables import Ask, Message

_END_ALL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)

_LONGEST = 30.0
"""Seconds that a round waits for the first death of an ordeal."""

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_WORKERS = multiprocessing.get_context("forkserver")
_WORKERS.set_forkserver_preload(["tests.harm.worker"])


@dataclass(frozen=True)
class Trial:
    """What an ordeal is made of. The same seed gives the same faults, the same deeds and the same kills.

    ``likelihood`` is that of a fault at each verb.
    """

    seed: int
    database_url: str = ""
    workers: int = 1
    rounds: int = 6
    patients: int = 12
    likelihood: float = 0.03
    is_pipelining: bool = True
    has_outages: bool = True
    is_secured: bool = False

    def __str__(self) -> str:
        kind = self.database_url.partition(":")[0] or "sqlite"
        way = ", by STARTTLS" if self.is_secured else ""
        return f"--seed {self.seed} ({kind}, {self.workers} workers, {self.rounds} rounds{way})"


@dataclass
class Outcome:
    """What came of it: ``faults`` must be empty, or the ledger lies."""

    trial: Trial
    faults: list[str] = field(default_factory=list)
    kills: int = 0
    copies: int = 0
    messages: int = 0
    states: Counter[str] = field(default_factory=Counter)


def undergo(trial: Trial, home: Path) -> Outcome:
    """Play it in ``home``, an empty folder, and judge it."""
    _write_keys(home)
    relay = Deadly(faults=Chance(trial.seed, trial.likelihood), is_pipelining=trial.is_pipelining, hangs_for=2.5)
    ca_file = _secure(relay, home) if trial.is_secured else ""
    with harmful(relay):
        place = Place(home, trial.database_url, relay.port, ca_file)
        with _opened(place) as store:
            ordeal = _Ordeal(trial, place, relay, store)
            ordeal.begin()
            for _ in range(trial.rounds):
                ordeal.round()
            ordeal.calm_down()
            return ordeal.judged()


def _secure(relay: Deadly, home: Path) -> str:
    """A certificate for the relay, and one that nobody trusts; gives the file of those that are trusted."""
    folders = home / "trusted", home / "untrusted"
    for folder in folders:
        folder.mkdir()
    relay.tls, ca_file = certificate(folders[0])
    relay.untrusted, _ = certificate(folders[1])
    return ca_file


@dataclass(frozen=True)
class _Worker:
    process: ForkServerProcess
    is_ready: Event

    @property
    def is_starting(self) -> bool:
        return self.process.is_alive() and not self.is_ready.is_set()


class _Ordeal:
    def __init__(self, trial: Trial, place: Place, relay: Deadly, store: Store) -> None:
        self._trial, self._place, self._relay, self._store = trial, place, relay, store
        self._draw = random.Random(trial.seed)
        self._ahead = NOON + timedelta(hours=2) - datetime.now(UTC)  # the first messages are due
        self._cabinet = open_cabinet(store)
        self._known: set[UUID] = set()
        self._killed: set[int] = set()
        self._outcome = Outcome(trial)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def begin(self) -> None:
        """Everybody is treated on this day or the next ones."""
        for number in range(2, self._trial.patients + 2):
            self._cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@d{number % 3}.example"))
            self._cabinet.course(f"C-{number}", patient=f"P-{number}")
            self._cabinet.treats(f"S-{number}", course=f"C-{number}", at=NOON - timedelta(minutes=number))
            later = NOON + WEEK + timedelta(hours=number % 9)
            self._cabinet.treats(f"T-{number}", course=f"C-{number}", at=later, state=SessionState.PLANNED)

    def round(self) -> None:
        """Workers, deeds, an outage perhaps, and the end of each worker; then some hours pass."""
        doomed = {doom.victim: doom for doom in dooms(self._draw, self._trial.workers)}
        if not self._known:  # the first round: somebody dies with mail in hand, whatever else chance brings
            doomed[0] = Doom(0, Verb.DOT, self._draw.randint(1, 3), 0.0, False)
        workers = [self._hire(number) for number in range(self._trial.workers)]
        self._mark(doomed, workers)
        try:
            self._live(doomed, workers)
        finally:
            self._relay.on_verb = lambda verb: None
            self._end(workers)
        self._leases_run_out()
        self._known |= set(read(self._store).rows)
        self._ahead += timedelta(minutes=self._draw.choice((5, 45, 180, 480, 900)))

    def _hire(self, number: int) -> _Worker:
        """The first does everything, the others carry mail alone."""
        is_ready = _WORKERS.Event()
        jobs = CARRYING if number else frozenset(NAMES)
        process = _WORKERS.Process(target=work, args=(self._place, self._ahead, is_ready, jobs), daemon=True)
        process.start()
        return _Worker(process, is_ready)

    def _mark(self, doomed: dict[int, Doom], workers: list[_Worker]) -> None:
        """Have the relay kill those who die at a verb."""
        left = {victim: doom.count for victim, doom in doomed.items() if doom.verb is not None}

        def heard(verb: Verb) -> None:
            for victim in [victim for victim in left if doomed[victim].verb is verb]:
                left[victim] -= 1
                if left[victim] == 0:
                    del left[victim]
                    self._kill(workers[victim])

        self._relay.on_verb = heard

    def _kill(self, worker: _Worker) -> None:
        pid = worker.process.pid
        if pid is not None and pid not in self._killed and worker.process.is_alive():
            self._killed.add(pid)
            kill(pid)
            self._outcome.kills += 1

    def _live(self, doomed: dict[int, Doom], workers: list[_Worker]) -> None:
        """For some seconds from when all work, or until nobody is left."""
        times = sorted(self._draw.uniform(0.0, 1.5) for _ in range(3))
        deeds = [(at, self._something_happens) for at in times]
        if self._trial.has_outages and self._draw.random() < 0.3:
            deeds.append((self._draw.uniform(0.0, 1.5), self._outage))
        ends_after = self._draw.uniform(1.0, 2.5)
        began: float | None = None
        while any(worker.process.is_alive() for worker in workers):
            if began is None and not any(worker.is_starting for worker in workers):
                began = time.monotonic()
            passed = 0.0 if began is None else time.monotonic() - began
            for victim, doom in doomed.items():
                if doom.verb is None and (doom.is_early or (began is not None and passed > doom.after)):
                    self._kill(workers[victim])
            for deed in [deed for deed in deeds if began is not None and deed[0] <= passed]:
                deeds.remove(deed)
                deed[1]()
            if passed > ends_after and (self._killed or passed > _LONGEST):
                return
            time.sleep(0.005)

    def _end(self, workers: list[_Worker]) -> None:
        """Who was not killed is told to end, and has to; what it held is settled then."""
        for worker in workers:
            if worker.process.is_alive():
                worker.process.terminate()
        for worker in workers:
            worker.process.join(60)
            if worker.process.is_alive():
                self._outcome.faults.append("a worker that was told to end did not; its log says where it stood")
                os.kill(worker.process.pid or 0, TELL)
                time.sleep(1)
                worker.process.kill()
                worker.process.join()
            worker.process.close()

    def _something_happens(self) -> None:
        """A patient answers, leaves, or comes again, while mail is on its way."""
        number = self._draw.randint(2, self._trial.patients + 1)
        deed = self._draw.random()
        self._cabinet.clock.move_to(self.now)
        with suppress(DBAPIError, Unacknowledged):  # the database is away, or an alert holds the session
            if deed < 0.5:
                self._answers(number, is_in_danger=deed < 0.1)
            elif deed < 0.6:
                with self._cabinet.writing() as session:
                    opt_out(session, self._cabinet.patient_row(session, f"P-{number}"), self.now)
            else:
                self._cabinet.treats(f"T-{number}", course=f"C-{number}", state=SessionState.PERFORMED)

    def _answers(self, number: int, *, is_in_danger: bool) -> None:
        with self._cabinet.writing() as session:
            patient = self._cabinet.patient_row(session, f"P-{number}")
            ask = session.scalars(select(Ask).where(Ask.patient_id == patient.id, Ask.state == AskState.OPEN)).first()
            if ask is not None:
                said = Answers(danger_signs=frozenset({Sign.BREATHING}) if is_in_danger else frozenset(), words="Oui.")
                receive_report(session, ask, said, self.now, typed={"words": ["Oui."]})

    def _outage(self) -> None:
        """SQLite: somebody else writes for a while. PostgreSQL: all connections end, as when a server restarts."""
        file = self._place.settings().database_file
        if file is not None:
            with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as other:
                other.execute("BEGIN EXCLUSIVE")
                time.sleep(self._draw.uniform(0.2, 1.5))
                other.execute("ROLLBACK")
            return
        with suppress(DBAPIError), self._store.engine.connect() as connection:
            connection.execute(_END_ALL)

    def _leases_run_out(self) -> None:
        """A quarter of an hour of the database's clock."""
        with self._store.writing(self.now, "ordeal") as session:
            session.execute(
                update(Message).where(Message.state == MessageState.CLAIMED).values(lease_until=LONG_AGO),
                execution_options={"synchronize_session": False},
            )

    def calm_down(self) -> None:
        """No more faults, and days enough for all that was put off."""
        assert isinstance(self._relay.faults, Chance)
        self._relay.faults.likelihood = 0.0
        app = self._place.app(self._ahead)
        try:
            for _ in range(40):
                self._leases_run_out()
                for job in ("remind", "review", "escalate", "digest", "deliver"):
                    app.run_job(job, self.now)
                if not self._is_open():
                    break
                self._ahead += timedelta(hours=7)
        finally:
            app.close()

    def _is_open(self) -> bool:
        tried = (MessageState.CLAIMED, MessageState.UNCERTAIN)
        with self._store.reading() as session:
            open_ = select(Message.id).where(
                Message.channel == "email",
                Message.state.in_(tried) | ((Message.state == MessageState.PLANNED) & (Message.attempts > 0)),
            )
            due = select(Message.id).where(
                Message.channel == "email", Message.state == MessageState.PLANNED, Message.due_at <= self.now
            )
            return session.scalar(open_.limit(1)) is not None or session.scalar(due.limit(1)) is not None

    def judged(self) -> Outcome:
        kept: list[Kept] = list(self._relay.kept)
        self._outcome.faults += faults(self._store, kept, self._known, self.now)
        ledger = read(self._store)
        self._outcome.states = Counter(str(row.state) for row in ledger.rows.values() if row.channel == "email")
        self._outcome.messages, self._outcome.copies = len(ledger.rows), len(kept)
        return self._outcome


def _write_keys(home: Path) -> None:
    numbered = {
        kind: {str(number): key.hex() for number, key in keys.items()}
        for kind, keys in (("sealing", KEYRING.sealing), ("indexing", KEYRING.indexing))
    }
    (home / FILE).write_text(json.dumps(numbered | {"linking": KEYRING.linking.hex()}))


@contextmanager
def _opened(place: Place) -> Iterator[Store]:
    store = open_store(place.settings(), SimulatedClock(NOON))
    try:
        yield store
    finally:
        store.close()
