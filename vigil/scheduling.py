"""Ticking the jobs: the only place that imports APScheduler.

Its store is in memory on purpose: what is due lies in our tables, so a restart makes things late, never lost, and two
schedulers are harmless. A tick that was missed is made up once (``coalesce``), however late.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()

EVERY = {
    "urgent": timedelta(seconds=10),
    "deliver": timedelta(seconds=10),
    "call_webhooks": timedelta(seconds=10),
    "escalate": timedelta(seconds=30),
    "collect": timedelta(minutes=1),
    "remind": timedelta(minutes=1),
    "digest": timedelta(minutes=1),
    "replan": timedelta(seconds=5),
    "review": timedelta(minutes=5),
    "reconcile": timedelta(minutes=10),
}
"""How often each job looks for what is due; urgent alerts do not wait for it (``Ticker.wake``)."""


CARRY_MAIL = ("urgent", "deliver")


class Ticker:
    """Runs each job in turns that never overlap; a turn that raises is logged, and the next one comes."""

    def __init__(self, jobs: Mapping[str, Callable[[], object]], every: Mapping[str, timedelta] = EVERY) -> None:
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._turns = {name: _Turns(name, job) for name, job in jobs.items()}
        for name, turns in self._turns.items():
            self._scheduler.add_job(
                turns.run,
                IntervalTrigger(seconds=every[name].total_seconds(), timezone=UTC),
                id=name,
                coalesce=True,
                max_instances=3,  # a call during a turn only leaves word, and needs room to do so
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        self._scheduler.start()

    def wake(self, *names: str) -> None:
        """Have the next turn of these jobs now, or after the one in progress, instead of at its tick; it never raises.

        Without a name: of those that carry mail. Once stopped it does nothing: what is due stays in the tables.
        """
        for name in names or CARRY_MAIL:
            turns = self._turns.get(name)
            if turns is not None and not turns.ask():
                with suppress(JobLookupError):  # stopped meanwhile
                    self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Let the turns in progress finish, and tick no more."""
        for turns in self._turns.values():
            turns.end()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


class _Turns:
    """The turns of one job: one at a time, and one more after the present one for whoever asked during it.

    Leaving word and ending a turn happen under one lock, so that no request falls between them.
    """

    def __init__(self, name: str, job: Callable[[], object]) -> None:
        self._name, self._job = name, job
        self._lock = threading.Lock()
        self._is_running = self._is_wanted = self._is_over = False

    def ask(self) -> bool:
        """Leave word that a turn is wanted; ``True`` if the one in progress will see to it."""
        with self._lock:
            self._is_wanted = True
            return self._is_running

    def end(self) -> None:
        """No further turn begins."""
        with self._lock:
            self._is_over = True

    def run(self) -> None:
        """Take turns until none is wanted; while another thread is at it, leave word and return."""
        with self._lock:
            self._is_wanted = True
            if self._is_running or self._is_over:
                return
            self._is_running = True
        while self._goes_on():
            self._turn()

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_running = self._is_wanted and not self._is_over
            self._is_wanted = False
            return self._is_running

    def _turn(self) -> None:
        try:
            self._job()
        except Exception as error:  # its text may quote a person
            log.error("a job's turn failed", action=self._name, error=type(error).__name__)
