"""Work that comes one by one and is done in groups: whatever came while one group was worked off is the next.

Nobody waits for a group to fill: whoever comes alone is worked off alone, at once.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")

MOST = 32
"""How many items make a group: the first of them waits for the last."""

_THREADS = 8
"""How many groups are worked off at a time, each of another kind."""


class Gathering(Generic[Item, Done]):
    """``work`` takes a group, on a thread, and gives what came of each of its items, in their order.

    Kinds take turns, a group each: one that is never done with its own keeps no other from the threads.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Done]], threads: int = _THREADS) -> None:
        self._work = work
        self._threads = ThreadPoolExecutor(threads, "gathering")
        self._door = threading.Lock()
        self._waiting: dict[Hashable, deque[tuple[Item, asyncio.Future[Done]]]] = defaultdict(deque)
        self._busy: set[Hashable] = set()

    async def done(self, item: Item, kind: Hashable = None) -> Done:
        """What came of an item, worked off with others of its ``kind``, also when nobody waits for it any more."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        with self._door:
            self._waiting[kind].append((item, future))
            begins = kind not in self._busy
            self._busy.add(kind)
        if begins:
            self._threads.submit(self._run, kind)
        return await future

    def _run(self, kind: Hashable) -> None:
        """Work off one group, and stand in line again: perhaps for nothing."""
        group = self._next(kind)
        if not group:
            return
        futures = [future for _, future in group]
        try:
            _tell_all(futures, self._work([item for item, _ in group]), None)
        except BaseException as error:
            _tell_all(futures, [], error)
        self._threads.submit(self._run, kind)

    def _next(self, kind: Hashable) -> list[tuple[Item, asyncio.Future[Done]]]:
        """The next group; an empty one ends the work until somebody comes."""
        with self._door:
            waiting = self._waiting[kind]
            group = [waiting.popleft() for _ in range(min(MOST, len(waiting)))]
            if not group:
                del self._waiting[kind]
                self._busy.remove(kind)
            return group


def _tell_all(futures: Sequence[asyncio.Future[Done]], done: Sequence[Done], error: BaseException | None) -> None:
    """Wake each loop once for all that wait on it: loops take the interpreter from whoever wakes them."""
    loops: dict[asyncio.AbstractEventLoop, list[int]] = defaultdict(list)
    for number, future in enumerate(futures):
        loops[future.get_loop()].append(number)
    for loop, numbers in loops.items():
        with suppress(RuntimeError):  # it was closed: nobody waits on it any more
            loop.call_soon_threadsafe(_tell, [(futures[n], None if error else done[n]) for n in numbers], error)


def _tell(told: Sequence[tuple[asyncio.Future[Any], Any]], error: BaseException | None) -> None:
    for future, result in told:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
