"""Work is done in groups of what waits, nobody waits for a group to fill, and nothing is lost."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from vigil.web.gathering import MOST, Gathering


class Work:
    """Doubles numbers; holds the first group of each kind up until it may go on."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.may_go_on = threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        assert self.may_go_on.wait(10)
        if -13 in numbers:
            raise ZeroDivisionError
        return [2 * number for number in numbers]


async def sent(gathering: Gathering[int, int], *numbers: int, kind: str = "") -> list[asyncio.Task[int]]:
    """The numbers, each waited for by a task of its own."""
    tasks = [asyncio.create_task(gathering.done(number, kind)) for number in numbers]
    await asyncio.sleep(0.05)
    return tasks


def test_whoever_comes_alone_is_worked_off_alone_and_the_next_together() -> None:
    async def play() -> None:
        work = Work()
        gathering = Gathering(work)
        first = await sent(gathering, 1)
        rest = await sent(gathering, *range(2, MOST + 5))
        work.may_go_on.set()
        assert await asyncio.gather(*first, *rest) == [2 * number for number in range(1, MOST + 5)]
        assert [len(group) for group in work.groups] == [1, MOST, 3]
        assert await gathering.done(50) == 100

    asyncio.run(play())


def test_a_fault_is_told_to_those_of_its_group_and_to_nobody_else() -> None:
    async def play() -> None:
        work = Work()
        gathering = Gathering(work)
        first = await sent(gathering, 1)
        second = await sent(gathering, 12, -13)
        work.may_go_on.set()
        assert await asyncio.gather(*first) == [2]
        told = await asyncio.gather(*second, return_exceptions=True)
        assert [type(each) for each in told] == [ZeroDivisionError, ZeroDivisionError]
        assert await gathering.done(4) == 8

    asyncio.run(play())


def test_what_nobody_waits_for_any_more_is_done_all_the_same() -> None:
    async def play() -> None:
        work = Work()
        gathering = Gathering(work)
        (first,) = await sent(gathering, 1)
        gone, stays = await sent(gathering, 2, 3)
        gone.cancel()
        first.cancel()
        await asyncio.sleep(0.05)
        work.may_go_on.set()
        assert await stays == 6
        assert work.groups == [[1], [2, 3]]

    asyncio.run(play())


def test_one_kind_does_not_wait_for_another() -> None:
    async def play() -> None:
        work = Work()
        gathering = Gathering(work)
        slow = await sent(gathering, 1, kind="Dijon")
        other = await sent(gathering, 2, kind="Lyon")
        assert work.groups == [[1], [2]]
        work.may_go_on.set()
        assert await asyncio.gather(*slow, *other) == [2, 4]

    asyncio.run(play())


@pytest.mark.parametrize("count", [1, 100])
def test_every_item_of_a_crowd_has_its_own_outcome(count: int) -> None:
    async def play() -> list[int]:
        work = Work()
        work.may_go_on.set()
        gathering = Gathering(work)
        return list(await asyncio.gather(*(gathering.done(number) for number in range(100, 100 + count))))

    assert asyncio.run(play()) == [2 * number for number in range(100, 100 + count)]


def test_a_kind_that_is_never_done_keeps_no_other_waiting() -> None:
    async def play() -> None:
        work = Work()
        gathering = Gathering(work, threads=1)
        busy = await sent(gathering, *range(1 + 3 * MOST), kind="busy")
        other = await sent(gathering, 1000, kind="other")
        work.may_go_on.set()
        assert await asyncio.gather(*busy, *other) == [2 * number for number in (*range(1 + 3 * MOST), 1000)]
        assert work.groups.index([1000]) == 1

    asyncio.run(play())
