"""The play: a clock that jumps from one thing that happens to the next, and runs the jobs that have something due."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from vigil.app import App
from vigil.clock import SimulatedClock
from vigil.domain.errors import VigilError
from vigil.mail.letters import Letter
from vigil.simulate.browser import Browser
from vigil.simulate.due import Lookout
from vigil.simulate.letters import Opened, in_order, opened
from vigil.simulate.mailing import Postbox

_MOST_TURNS = 500
"""Turns of jobs at one instant; more means that something due never gets done."""


class NeverDone(VigilError):
    """Something stays due however often its job turns."""


class Reader(Protocol):
    """Somebody whom mail reaches."""

    def receives(self, mail: Opened) -> None: ...


class Progress(Protocol):
    """Told now and then how much of the play is over (0 to 1) and which instant it has come to."""

    def __call__(self, share: float, at: datetime, /) -> None: ...


class Play:
    """Events of people in a heap, rows that fall due in the database; ``run`` may be called again after a crash."""

    def __init__(
        self,
        app: App,
        clock: SimulatedClock,
        browser: Browser,
        lookout: Lookout,
        arrived: list[Letter],
        postbox: Postbox,
    ) -> None:
        self.app = app
        self.clock = clock
        self.browser = browser
        self._lookout = lookout
        self.postbox = postbox
        self.readers: dict[str, Reader] = {}
        self._arrived = arrived
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._turns = 0

    @property
    def now(self) -> datetime:
        return self.clock()

    def later(self, at: datetime, do: Callable[[], None]) -> None:
        """Have something done at ``at``; things of one instant are done in the order in which they were asked for."""
        heapq.heappush(self._events, (max(at, self.now), next(self._count), do))

    def post(self, raw: bytes) -> None:
        """A patient replies by e-mail: it lies in the clinic's mailbox, and is collected."""
        self.postbox.put(raw)
        self.app.run_job("collect")

    def run(self, until: datetime, progress: Progress | None = None) -> None:
        """Play on until nothing happens before ``until``; the clock then shows ``until``."""
        begun_at, told_on = self.now, self.now.date()
        while self._step(until):
            if progress is not None and self.now.date() != told_on:
                told_on = self.now.date()
                progress((self.now - begun_at) / (until - begun_at), self.now)
        self.clock.move_to(until)
        if progress is not None:
            progress(1.0, until)

    def _step(self, until: datetime) -> bool:
        """The next thing that happens, if it happens before ``until``."""
        due = self._lookout.next_due()
        at = min((*due.values(), *(event[0] for event in self._events[:1])), default=until)
        if at >= until:
            return False
        if at > self.now:
            self._turns = 0
            self.clock.move_to(at)
        if self._events and self._events[0][0] <= self.now:
            heapq.heappop(self._events)[2]()
            return True
        for job, due_at in due.items():
            if due_at <= self.now:
                self._turn(job)
        return True

    def _turn(self, job: str) -> None:
        self._turns += 1
        if self._turns > _MOST_TURNS:
            raise NeverDone(f"{job} still has something due at {self.now} after {_MOST_TURNS} turns.")
        self.app.run_job(job)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give what has arrived to whom it is for, whichever connection brought it first."""
        letters, self._arrived[:] = in_order(self._arrived), []
        for letter in letters:
            mail = opened(letter)
            self.readers[mail.recipient].receives(mail)
