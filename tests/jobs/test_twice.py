"""Every job run twice, by two schedulers at once: the outcome is that of one."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import DAY, HOUR, MARIE, NOON, Cabinet, open_cabinet, open_store, store_at
from tests.postgres import BOTH, Postgres, name_of
from vigil.clock import SimulatedClock
from vigil.domain.answers import Answers
from vigil.domain.words import Sign
from vigil.store.database import Store
from vigil.store.tables import Alert, Ask, Clinic, Course, Message, MessageEvent

DANGER = Answers(danger_signs=frozenset({Sign.BREATHING}))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four patients after their first session: one has told a danger sign, the others have not answered."""
    folder = tmp_path_factory.mktemp("played")
    for store in open_store(folder):
        _play(store)
    return folder / "vigil.db"


@pytest.fixture(scope="module")
def played_there(postgres: Postgres, migrated: str) -> str:
    """The same on PostgreSQL: the name of a template."""
    url = postgres.create(migrated)
    store = store_at(url, seed=1)
    _play(store)
    store.close()
    return name_of(url)


def _play(store: Store) -> None:
    cabinet = open_cabinet(store)
    for number in range(2, 5):
        cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@courrier.example"))
        cabinet.course(f"C-{number}", patient=f"P-{number}")
        cabinet.treats(f"S-{number}", course=f"C-{number}")
    cabinet.treats("S-1")
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    asks = sorted(row.key for row in cabinet.rows(Ask, Ask.kind == "followup"))
    cabinet.answer(asks[0], DANGER)


Copies = Callable[[str], AbstractContextManager[Cabinet]]
"""Copies of what was played, by name, each a database of its own."""


@pytest.fixture(params=BOTH)
def copy_of(request: pytest.FixtureRequest, tmp_path: Path) -> Copies:
    @contextmanager
    def on_sqlite(name: str) -> Iterator[Cabinet]:
        (tmp_path / name).mkdir()
        shutil.copy(request.getfixturevalue("played"), tmp_path / name)
        with _opened(f"sqlite:///{tmp_path / name / 'vigil.db'}") as cabinet:
            yield cabinet

    @contextmanager
    def on_postgresql(_name: str) -> Iterator[Cabinet]:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create(request.getfixturevalue("played_there"))
        with _opened(url) as cabinet:
            yield cabinet
        server.drop(url)

    return on_sqlite if request.param == "sqlite" else on_postgresql


@contextmanager
def _opened(url: str) -> Iterator[Cabinet]:
    store = store_at(url, seed=5)
    with store.reading() as session:
        clinic_id = session.scalars(select(Clinic.id)).one()
    yield Cabinet(store, SimulatedClock(NOON + 2 * DAY), clinic_id)
    store.close()


def outcome(cabinet: Cabinet) -> list[Any]:
    """What became of everything, without ids that were minted on the way."""
    alerts = {row.id.hex: row.cause_key for row in cabinet.rows(Alert)}

    def named(text: str) -> str:
        return re.sub("[0-9a-f]{32}", lambda match: alerts.get(match[0], match[0]), text)

    keys = {row.id: named(row.key) for row in cabinet.rows(Message)}
    messages = sorted(
        (keys[row.id], row.state, row.reason, row.due_at, str(row.sent_at), row.attempts, row.changes)
        for row in cabinet.rows(Message)
    )
    events = sorted((keys[row.message_id], row.number, row.before, row.after) for row in cabinet.rows(MessageEvent))
    asks = sorted((row.key, row.state, str(row.remind_due_at), str(row.silent_due_at)) for row in cabinet.rows(Ask))
    states = sorted((row.cause_key, row.state, row.climbed, str(row.climb_due_at)) for row in cabinet.rows(Alert))
    courses = sorted((row.external_id, str(row.review_due_at)) for row in cabinet.rows(Course))
    return [messages, events, asks, states, courses]


LATER = NOON + 3 * DAY + HOUR
INSTANTS = {
    "deliver": NOON + 2 * DAY + HOUR,
    "remind": LATER,
    "escalate": NOON + 2 * DAY + HOUR,
    "digest": LATER,
    "review": NOON + 30 * DAY,
    "reconcile": LATER,
}


def by_two(cabinet: Cabinet, job: str, at: datetime) -> None:
    store = store_at(cabinet.store.url, seed=77)
    other = replace(cabinet, store=store)
    errors: list[BaseException] = []

    def turn(one: Cabinet) -> Callable[[], None]:
        def run() -> None:
            try:
                one.run(job, at)
            except BaseException as error:
                errors.append(error)

        return run

    threads = [threading.Thread(target=turn(one)) for one in (cabinet, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert errors == []


@pytest.mark.parametrize("job", INSTANTS)
def test_one_run_two_runs_and_two_at_once_come_to_the_same(job: str, copy_of: Copies) -> None:
    at = INSTANTS[job]
    with copy_of("once") as cabinet:
        before = outcome(cabinet)
        cabinet.run(job, at)
        after = outcome(cabinet)
    assert (after != before) == (job != "reconcile")
    with copy_of("twice") as cabinet:
        for _ in range(2):
            cabinet.run(job, at)
        assert outcome(cabinet) == after
    with copy_of("at once") as cabinet:
        by_two(cabinet, job, at)
        assert outcome(cabinet) == after


def test_a_week_of_two_schedulers_is_the_week_of_one(copy_of: Copies) -> None:
    outcomes = []
    for name, times in (("one", 1), ("two", 2)):
        with copy_of(name) as cabinet:
            for place in range(7 * 3):
                at = NOON + 2 * DAY + place * timedelta(hours=8)
                for job in ("remind", "review", "escalate", "digest", "deliver"):
                    for _ in range(times):
                        cabinet.run(job, at)
            assert cabinet.run("reconcile", at)["differences"] == 0
            outcomes.append((outcome(cabinet), len(cabinet.courier.kept)))
    assert outcomes[0] == outcomes[1]
