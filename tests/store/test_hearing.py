"""What one process owes urgently, another hears of at once, and nothing else."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.people import HOUR, NOON, Cabinet, store_at
from tests.store.messages import owe
from vigil.domain.words import Priority
from vigil.store.database import Store
from vigil.store.engines import is_postgresql
from vigil.store.hearing import Hearing

pytestmark = pytest.mark.on_both
SOON = 5.0
"""Seconds to wait at most for what should come at once."""


class Ear:
    """A waker that counts, in a program of its own."""

    def __init__(self, store: Store) -> None:
        self.calls = threading.Semaphore(0)
        self.hearing = Hearing(store, self.calls.release, lambda: NOON)

    def hears(self) -> bool:
        return self.calls.acquire(timeout=SOON)

    def hears_nothing(self) -> bool:
        return not self.calls.acquire(timeout=0.6)


@pytest.fixture
def ear(cabinet: Cabinet) -> Iterator[Ear]:
    other = store_at(cabinet.store.url, seed=9)
    ear = Ear(other)
    ear.hearing.start()
    if is_postgresql(other.engine):
        assert ear.hears()  # once at the beginning: what was said while nobody listened
    else:
        time.sleep(0.3)
    yield ear
    ear.hearing.stop()
    other.close()


def owe_one(cabinet: Cabinet, key: str, priority: Priority, *, is_due: bool = True) -> None:
    with cabinet.writing() as session:
        due_at = NOON if is_due else NOON + HOUR
        owe(session, cabinet.clinic_id, key, due_at, NOON, priority=priority)
        session.info["wake"] = is_due and priority <= Priority.SAME_DAY


def test_what_is_urgent_is_heard_in_another_program(cabinet: Cabinet, ear: Ear) -> None:
    owe_one(cabinet, "alert:1", Priority.EMERGENCY)
    assert ear.hears()
    owe_one(cabinet, "alert:2", Priority.SAME_DAY)
    assert ear.hears()


def test_what_can_wait_wakes_nobody(cabinet: Cabinet, ear: Ear) -> None:
    owe_one(cabinet, "digest:1", Priority.DIGEST)
    owe_one(cabinet, "alert:later", Priority.EMERGENCY, is_due=False)
    assert ear.hears_nothing()


def test_what_was_rolled_back_wakes_nobody(cabinet: Cabinet, ear: Ear) -> None:
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "alert:1", NOON, NOON, priority=Priority.EMERGENCY)
        session.flush()
        session.rollback()
    assert ear.hears_nothing()


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_made_anew_and_nothing_is_missed(cabinet: Cabinet, ear: Ear) -> None:
    with cabinet.store.engine.connect() as connection:
        cut = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        ).all()
    assert cut == [(True,)]
    owe_one(cabinet, "alert:1", Priority.EMERGENCY)
    assert ear.hears()
