"""The composition root: opening a database for work and for a look, and what a start brings up to date."""

import multiprocessing
import random
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text

from tests.actions.practice import BACK, DIJON, DR_ROUX, FIRST, MARIE
from tests.people import NOON
from vigil.actions.open_clinic import open_clinic
from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session
from vigil.actions.record_staff import record_staff
from vigil.app import (
    App,
    SimulatedDatabase,
    build,
    is_reconciliation_due,
    last_reconciliation,
    refresh_versions,
    simulated_until,
    visit,
)
from vigil.domain.errors import VigilError
from vigil.domain.states import MessageState
from vigil.installed import shipped
from vigil.jobs import NAMES
from vigil.keys import KeysMissing
from vigil.mail.envelope import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.opening import NoDatabase, OutOfDate, has_database, open_existing, open_store
from vigil.scheduling import EVERY
from vigil.settings import Settings
from vigil.store import versions
from vigil.store.database import Store
from vigil.store.migrations import LaterDatabase
from vigil.store.tables import Clinic, Fact, Message, Version

pytestmark = pytest.mark.end_to_end  # each opens an installation


def noon() -> datetime:
    return NOON


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "a home", smtp_port=9)


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    built = build(settings, noon)
    yield built
    built.close()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _tamper(settings: Settings, statement: str) -> None:
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_new_home_is_for_its_owner_alone(settings: Settings) -> None:
    store = open_store(settings, noon)
    with store.writing(NOON, "test") as session:
        session.merge(Fact(name="anything", value=1))
    modes = {path.name: _mode(path) for path in settings.home.iterdir()}
    store.close()
    assert _mode(settings.home) == 0o700
    assert modes
    assert set(modes.values()) == {0o600}, modes


def test_looking_makes_nothing(settings: Settings) -> None:
    assert not has_database(settings)
    for look in (open_existing, visit):
        with pytest.raises(NoDatabase, match=r"There is no database in .* yet"):
            look(settings, noon)
    assert not settings.home.exists()


def test_an_empty_file_is_no_database_yet(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "vigil.db").touch()
    assert not has_database(settings)
    open_store(settings, noon).close()
    assert has_database(settings)


def test_a_database_without_its_keys_is_refused_and_gets_no_others(app: App, settings: Settings) -> None:
    (settings.home / "keys.json").unlink()
    for opening in (open_store, open_existing):
        with pytest.raises(KeysMissing, match="put the keys back"):
            opening(settings, noon)
    assert not (settings.home / "keys.json").exists()


def test_the_keys_of_another_installation_are_refused(app: App, settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"home": tmp_path / "other"})
    open_store(other, noon).close()
    (settings.home / "keys.json").write_bytes((other.home / "keys.json").read_bytes())
    for opening in (open_store, open_existing):
        with pytest.raises(
            KeysMissing, match=r"does not hold the keys of this database \(indexing:1, linking, sealing"
        ):
            opening(settings, noon)


def test_keys_that_were_put_back_first_are_used_for_a_new_database(settings: Settings) -> None:
    open_store(settings, noon).close()
    kept = (settings.home / "keys.json").read_bytes()
    (settings.home / "vigil.db").unlink()
    open_store(settings, noon).close()
    assert (settings.home / "keys.json").read_bytes() == kept


def test_a_database_elsewhere_is_judged_by_its_own_file(settings: Settings, tmp_path: Path) -> None:
    """A stale vigil.db in the home says nothing of the database that is really used."""
    settings.home.mkdir()
    (settings.home / "vigil.db").write_text("stale")
    elsewhere = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'elsewhere.db'}"})
    assert not has_database(elsewhere)
    open_store(elsewhere, noon).close()
    assert has_database(elsewhere)
    assert _mode(tmp_path / "elsewhere.db") == 0o600


def test_a_database_from_a_later_version_is_refused(app: App, settings: Settings) -> None:
    _tamper(settings, "UPDATE alembic_version SET version_num = '9999'")
    for opening in (open_store, open_existing):
        with pytest.raises(LaterDatabase, match=r"made by a later version of vigil \(9999\)"):
            opening(settings, noon)


def test_a_look_does_not_migrate(app: App, settings: Settings) -> None:
    _tamper(settings, "DELETE FROM alembic_version")
    with pytest.raises(OutOfDate, match="is of an earlier version: vigil serve brings it up"):
        open_existing(settings, noon)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"home": Path("/dev/null/home")}, "VIGIL_HOME /dev/null/home cannot be used: Not a directory."),
        ({"database_url": "sqlite:////nowhere/at/all.db"}, "VIGIL_HOME .* cannot be used: No such file or directory."),
        (
            {"database_url": "postgresql+psycopg://v:s3cret@localhost:9/v"},
            "VIGIL_DATABASE_URL (needs|.*cannot be opened)",
        ),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(settings: Settings, change: dict[str, Any], said: str) -> None:
    with pytest.raises(VigilError, match=said) as refused:
        open_store(settings.model_copy(update=change), noon)
    assert "s3cret" not in str(refused.value)


def test_a_file_that_is_no_database_is_one_sentence(settings: Settings) -> None:
    open_store(settings, noon).close()
    (settings.home / "vigil.db").write_text("Marie Durand " * 1000)
    for opening in (open_store, open_existing):
        with pytest.raises(VigilError, match=r"vigil\.db cannot be opened: file is not a database") as refused:
            opening(settings, noon)
        assert "Marie" not in str(refused.value)


def _open_at_once(home: Path, start: Any) -> None:
    start.wait()
    open_store(Settings(home=home), noon).close()


def test_processes_that_open_a_new_home_at_once_share_it(settings: Settings) -> None:
    """The second to come waits for the first to have made the tables, and finds nothing left to do."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    workers = [context.Process(target=_open_at_once, args=(settings.home, start)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4


def test_no_worker_touches_a_simulated_database_but_one_may_look(app: App, settings: Settings) -> None:
    with app.store.writing(NOON, "play") as session:
        session.merge(Fact(name="simulated", value={"until": NOON.isoformat()}))
    assert simulated_until(app.store) == NOON.isoformat()
    with pytest.raises(SimulatedDatabase, match="was simulated, and no real worker touches it"):
        build(settings, noon)
    visit(settings, noon).close()


def test_every_job_runs_and_ticks(app: App) -> None:
    assert set(app.ticks()) == set(EVERY) == set(NAMES)
    for name in NAMES:
        app.run_job(name)


def test_the_ledger_is_reconciled_once_a_day_also_by_a_machine_that_was_off_at_night(app: App) -> None:
    tick = app.ticks()["reconcile"]
    tick()
    assert last_reconciliation(app.store)["at"] == NOON.isoformat()
    app.now = lambda: NOON + timedelta(hours=15)
    tick()
    assert last_reconciliation(app.store)["at"] == NOON.isoformat()
    app.now = lambda: NOON + timedelta(hours=22)
    tick()
    assert last_reconciliation(app.store)["at"] == (NOON + timedelta(hours=22)).isoformat()


@pytest.mark.parametrize(
    ("last", "is_due"),
    [
        (None, True),
        ("2026-03-10T03:14:59+00:00", True),
        ("2026-03-10T03:15:00+00:00", False),
        ("2026-03-10T04:15:00+01:00", False),
        ("2026-03-10T11:00:00+00:00", False),
        ("2026-03-11T11:00:00+00:00", True),  # a turn at a later instant, by hand, does not stand in for today's
    ],
)
def test_when_a_reconciliation_is_due(last: str | None, is_due: bool) -> None:
    assert is_reconciliation_due(last, NOON) is is_due


def test_before_its_hour_yesterdays_reconciliation_holds() -> None:
    early = NOON.replace(hour=3, minute=14)
    assert not is_reconciliation_due((NOON - timedelta(days=1)).isoformat(), early)
    assert is_reconciliation_due((NOON - timedelta(days=2)).isoformat(), early)


def test_a_worker_that_is_told_to_end_begins_no_further_batch(app: App) -> None:
    _marie(app.store, app.settings)
    app.stopping.set()
    app.run_job("deliver", NOON + timedelta(days=3))
    with app.store.reading() as session:
        assert session.scalar(select(func.count()).where(Message.state == MessageState.CLAIMED)) == 0
        assert session.scalar(select(func.sum(Message.attempts))) == 0


class SlowRelay:
    """Takes a day for each batch."""

    def __init__(self) -> None:
        self.now = NOON + timedelta(days=3)
        self.taken_at: list[datetime] = []

    def deliver(self, envelopes: Sequence[Envelope], *_: Any, is_urgent: bool = False) -> list[Outcome]:
        self.taken_at.append(self.now)
        self.now += timedelta(days=1)
        return [Outcome(envelope.id, Kind.SENT, 250, "2.0.0", "ok") for envelope in envelopes]


def test_a_long_queue_leaves_by_the_clock_as_it_goes_and_not_as_it_was(app: App) -> None:
    _marie(app.store, app.settings)
    relay = SlowRelay()
    replace(app, courier=relay, now=lambda: relay.now).run_job("deliver")
    assert len(relay.taken_at) > 1
    with app.store.reading() as session:
        sent = session.scalars(select(Message.sent_at).where(Message.state == MessageState.SENT)).all()
    assert {at for at in sent if at is not None} == set(relay.taken_at)


def _marie(store: Store, settings: Settings) -> None:
    with store.writing(NOON, "roux") as session:
        clinic = open_clinic(session, DIJON, shipped(settings), NOON).id
        record_staff(session, clinic, DR_ROUX, NOON)
        record_patient(session, clinic, MARIE, NOON)
        open_course(session, clinic, BACK, NOON)
        record_session(session, clinic, FIRST, NOON)


def _followup_due_at(store: Store) -> datetime:
    with store.reading() as session:
        due_at = session.scalar(select(Message.due_at).where(Message.key.like("followup:%")))
    assert due_at is not None
    return due_at


def test_a_shipped_schedule_that_changed_re_plans_what_is_not_sent(app: App) -> None:
    _marie(app.store, app.settings)
    before = _followup_due_at(app.store)
    contents = shipped(app.settings)
    changed = contents.schedules["standard"].replace('after = "48h"', 'after = "72h"')
    later = replace(contents, schedules={**contents.schedules, "standard": changed})
    refresh_versions(app.store, later, NOON)
    assert _followup_due_at(app.store) == before + timedelta(hours=24)
    with app.store.reading() as session:
        events = session.scalar(select(func.max(Message.changes)))
    refresh_versions(app.store, later, NOON)
    with app.store.reading() as session:
        assert session.scalar(select(func.max(Message.changes))) == events


def test_a_shipped_schedule_leaves_alone_a_clinic_that_wrote_its_own(app: App) -> None:
    _marie(app.store, app.settings)
    contents = shipped(app.settings)
    with app.store.writing(NOON, "admin") as session:
        clinic = session.scalars(select(Clinic.id)).one()
        own = contents.schedules["standard"] + "\n# ours\n"
        versions.add(session, clinic, "schedule", "standard", own, NOON, is_seeded=False)
    before = _followup_due_at(app.store)
    changed = contents.schedules["standard"].replace('after = "48h"', 'after = "72h"')
    refresh_versions(app.store, replace(contents, schedules={"standard": changed}), NOON)
    assert _followup_due_at(app.store) == before


def test_a_start_with_the_same_files_adds_no_version(app: App, settings: Settings) -> None:
    _marie(app.store, settings)

    def count() -> int | None:
        with app.store.reading() as session:
            return session.scalar(select(func.count()).select_from(Version))

    before = count()
    build(settings, noon).close()
    assert count() == before


def test_ids_come_from_the_randomness_that_is_given(settings: Settings) -> None:
    stores = [
        open_store(settings.model_copy(update={"home": settings.home / name}), noon, random.Random(1)) for name in "ab"
    ]
    assert stores[0].ids() == stores[1].ids()
    for store in stores:
        store.close()
