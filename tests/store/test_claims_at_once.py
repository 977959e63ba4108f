"""Several holders on one database share the ledger and never a message."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.people import NOON, Cabinet, store_at
from tests.store.messages import owe
from vigil.store import leases
from vigil.store.tables import Message

pytestmark = [pytest.mark.on_both, pytest.mark.end_to_end]

COUNT = 500


def claim_all(database: str, seed: int) -> list[str]:
    """What one holder gets, in batches of seven, until nothing is left."""
    store = store_at(database, seed=seed)
    keys: list[str] = []
    while True:
        with store.writing(NOON, "worker") as session:
            lease, _ = leases.claim(session, NOON, limit=7, lease_for=timedelta(minutes=15))
            batch = [row.key for row in leases.held(session, lease)]
        keys += batch
        if not batch:
            store.close()
            return keys


def owe_many(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        for place in range(COUNT):
            owe(session, cabinet.clinic_id, f"digest:{place}", NOON - timedelta(seconds=place), NOON)


def each_once(cabinet: Cabinet, shares: list[list[str]]) -> None:
    counts = Counter(key for share in shares for key in share)
    assert len(counts) == COUNT
    assert set(counts.values()) == {1}
    assert {row.state for row in cabinet.rows(Message)} == {"claimed"}


def test_threads_claim_every_message_once(cabinet: Cabinet) -> None:
    owe_many(cabinet)
    with ThreadPoolExecutor(3) as pool:
        shares = list(pool.map(claim_all, [cabinet.store.url] * 3, (11, 12, 13)))
    each_once(cabinet, shares)


def test_processes_claim_every_message_once(cabinet: Cabinet) -> None:
    owe_many(cabinet)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        shares = list(pool.map(claim_all, [cabinet.store.url] * 2, (11, 12)))
    each_once(cabinet, shares)
