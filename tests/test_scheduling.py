"""The ticking of jobs: turns that never overlap, wake-ups that are never lost, a clean end."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from vigil.scheduling import EVERY, Ticker

SELDOM = timedelta(hours=1)
SOON = 5.0  # seconds to wait at most for what should come at once


class Job:
    """A job that remembers its turns; each lasts until it is let go, where it is held."""

    def __init__(self, *, is_held: bool = False) -> None:
        self.begun = threading.Semaphore(0)
        self.turns = 0
        self.at_once = self.most_at_once = 0
        self.held = threading.Event()
        if not is_held:
            self.held.set()

    def __call__(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.turns += 1
        self.begun.release()
        self.held.wait(SOON)
        self.at_once -= 1

    def begins(self) -> bool:
        return self.begun.acquire(timeout=SOON)

    def begins_no_more(self) -> bool:
        return not self.begun.acquire(timeout=0.3)


@contextmanager
def ticking(jobs: Mapping[str, Callable[[], object]], every: timedelta = SELDOM) -> Iterator[Ticker]:
    ticker = Ticker(jobs, dict.fromkeys(jobs, every))
    ticker.start()
    try:
        yield ticker
    finally:
        ticker.stop()


def test_every_job_has_its_first_turn_at_once() -> None:
    jobs = {name: Job() for name in EVERY}
    with ticking(jobs):
        assert all(job.begins() for job in jobs.values())


def test_a_job_has_its_turns_at_its_ticks() -> None:
    job = Job()
    with ticking({"deliver": job}, timedelta(seconds=1)):
        assert all(job.begins() for _ in range(3))


def test_a_wake_up_brings_the_next_turn_at_once() -> None:
    job = Job()
    with ticking({"deliver": job}) as ticker:
        assert job.begins()
        ticker.wake()
        assert job.begins()
        assert job.begins_no_more()


def test_a_wake_up_during_a_turn_is_followed_by_another_turn() -> None:
    """The turn in progress may have looked at the tables before the message came."""
    job = Job(is_held=True)
    with ticking({"deliver": job}) as ticker:
        assert job.begins()
        ticker.wake()
        ticker.wake()
        job.held.set()
        assert job.begins()
        assert job.begins_no_more()
    assert job.most_at_once == 1


def test_no_wake_up_of_very_many_is_lost() -> None:
    """Whatever the instant at which a message comes, a turn begins after it."""
    lock = threading.Lock()
    waiting, carried = 0, 0

    def carry() -> None:
        nonlocal waiting, carried
        with lock:
            found, waiting = waiting, 0
        time.sleep(0.0005)
        carried += found

    with ticking({"deliver": carry}) as ticker:
        for _ in range(400):
            with lock:
                waiting += 1
            ticker.wake()
            time.sleep(0.0007)
        ends_at = time.monotonic() + SOON
        while carried < 400 and time.monotonic() < ends_at:
            time.sleep(0.01)
    assert carried == 400


def test_ticks_during_a_long_turn_do_not_run_beside_it() -> None:
    job = Job(is_held=True)
    with ticking({"deliver": job}, timedelta(seconds=1)):
        assert job.begins()
        time.sleep(2.2)
        assert job.turns == 1
        job.held.set()
        assert job.begins()
    assert job.most_at_once == 1


def test_a_turn_that_fails_is_followed_by_the_next() -> None:
    turns = threading.Semaphore(0)

    def fail() -> None:
        turns.release()
        raise RuntimeError("Marie Durand")

    with ticking({"deliver": fail}) as ticker:
        assert turns.acquire(timeout=SOON)
        ticker.wake()
        assert turns.acquire(timeout=SOON)


def test_stopping_waits_for_the_turn_in_progress_and_begins_no_other() -> None:
    job = Job(is_held=True)
    with ticking({"deliver": job}) as ticker:
        assert job.begins()
        ticker.wake()
        threading.Timer(0.2, job.held.set).start()
        begun = time.monotonic()
        ticker.stop()
        assert time.monotonic() - begun > 0.1
    assert job.at_once == 0
    assert job.turns == 1


def test_a_wake_up_after_the_end_does_nothing() -> None:
    """A last request may still commit; its answer must not fail for that."""
    job = Job()
    with ticking({"deliver": job}) as ticker:
        assert job.begins()
        ticker.stop()
        ticker.wake()
        assert job.begins_no_more()
