"""Ids are UUIDs of version 7, in the order of their making, whatever the clock does."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from vigil.domain.ids import id_source

NOON = datetime(2026, 3, 10, 11, 0, 0, 123000, tzinfo=UTC)


def standing(at: datetime = NOON) -> Callable[[], datetime]:
    return lambda: at


def test_an_id_is_a_version_7_uuid_of_its_millisecond() -> None:
    minted = id_source(standing(), random.Random(1))()
    assert (minted.version, minted.variant) == (7, RFC_4122)
    assert minted.int >> 80 == int(NOON.timestamp() * 1000)


def test_ids_keep_their_order_while_the_clock_stands_still() -> None:
    mint = id_source(standing(), random.Random(1))
    minted = [mint() for _ in range(10_000)]
    assert minted == sorted(minted)
    assert len(set(minted)) == 10_000
    assert {one.version for one in minted} == {7}


def test_ids_keep_their_order_when_the_clock_goes_back() -> None:
    instants = iter([NOON, NOON - timedelta(hours=1), NOON + timedelta(milliseconds=1)])
    mint = id_source(lambda: next(instants), random.Random(1))
    minted = [mint() for _ in range(3)]
    assert minted == sorted(minted)


def test_the_same_seed_mints_the_same_ids() -> None:
    first, second = (id_source(standing(), random.Random(7)) for _ in range(2))
    assert [first() for _ in range(5)] == [second() for _ in range(5)]


def test_threads_never_share_an_id() -> None:
    mint = id_source(standing(), random.SystemRandom())

    def many(_turn: int) -> list[UUID]:
        return [mint() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as pool:
        minted = [one for turn in pool.map(many, range(4)) for one in turn]
    assert len({one.int >> 64 for one in minted}) == 8_000
