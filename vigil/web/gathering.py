"""Work that comes one by one and is done in groups: whatever came while one group was worked off is the next.

Nobody waits for a group to fill: whoever comes alone is worked off alone, at once.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")

MOST = 32
"""How many items make a group: the first of them waits for the last."""

_THREADS = 8
"""How many groups are worked off at a time, each of another kind."""


class Gathering(Generic[Item, Done]):
    """``work`` takes a group, on a thread, and gives what came of each of its items, in their order."""

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Done]]) -> None:
        self._work = work
        self._threads = ThreadPoolExecutor(_THREADS, "gathering")
        self._door = threading.Lock()
        self._waiting: dict[Hashable, deque[tuple[Item, Future[Done]]]] = defaultdict(deque)
        self._busy: set[Hashable] = set()

    async def done(self, item: Item, kind: Hashable = None) -> Done:
        """What came of an item, worked off with others of its ``kind``, also when nobody waits for it any more."""
        future: Future[Done] = Future()
        with self._door:
            self._waiting[kind].append((item, future))
            begins = kind not in self._busy
            self._busy.add(kind)
        if begins:
            self._threads.submit(self._run, kind)
        return await asyncio.wrap_future(future)

    def _run(self, kind: Hashable) -> None:
        while group := self._next(kind):
            futures = [future for _, future in group if future.set_running_or_notify_cancel()]
            try:
                done = self._work([item for item, _ in group])
            except BaseException as error:
                for future in futures:
                    future.set_exception(error)
                continue
            for (_, future), result in zip(group, done, strict=True):
                if not future.cancelled():
                    future.set_result(result)

    def _next(self, kind: Hashable) -> list[tuple[Item, Future[Done]]]:
        """The next group; an empty one ends the work until somebody comes."""
        with self._door:
            waiting = self._waiting[kind]
            group = [waiting.popleft() for _ in range(min(MOST, len(waiting)))]
            if not group:
                del self._waiting[kind]
                self._busy.remove(kind)
            return group
