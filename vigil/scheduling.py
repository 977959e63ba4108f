"""Ticking the jobs: the only place that imports APScheduler.

Its store is in memory on purpose: what is due lives in our tables, so a restart makes things late, never lost, and two
schedulers are harmless. A tick that was missed is made up once (``coalesce``), however late.
"""

import signal
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()

EVERY = {
    "deliver": timedelta(seconds=10),
    "escalate": timedelta(seconds=30),
    "remind": timedelta(minutes=1),
    "digest": timedelta(minutes=1),
    "review": timedelta(minutes=5),
}
"""How often each job looks for what is due; urgent alerts do not wait for it (``Ticker.wake``)."""

DAILY = {"reconcile": 3}
"""The hour, UTC, of what is done once a day."""


class Ticker:
    """Runs each job in turns that never overlap; a turn that raises is logged, and the next one comes."""

    def __init__(self, jobs: Mapping[str, Callable[[], object]]) -> None:
        self._scheduler = BackgroundScheduler(timezone=UTC)
        for name, job in jobs.items():
            options: dict[str, object] = {"next_run_time": datetime.now(UTC)} if name in EVERY else {}
            self._scheduler.add_job(
                _logged(name, job),
                _trigger(name),
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                **options,
            )

    def start(self) -> None:
        self._scheduler.start()

    def wake(self, name: str = "deliver") -> None:
        """Have a job's next turn now instead of at its tick."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def wait(self) -> None:
        """Tick until the process is interrupted or told to end."""
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        ended.wait()

    def stop(self) -> None:
        """Let the turns in progress finish, and tick no more."""
        self._scheduler.shutdown(wait=True)


def _trigger(name: str) -> IntervalTrigger | CronTrigger:
    if name in EVERY:
        return IntervalTrigger(seconds=int(EVERY[name].total_seconds()), timezone=UTC)
    return CronTrigger(hour=DAILY[name], minute=15, timezone=UTC)


def _logged(name: str, job: Callable[[], object]) -> Callable[[], None]:
    def turn() -> None:
        try:
            job()
        except Exception as error:  # its text may quote a person
            log.error("a job's turn failed", action=name, error=type(error).__name__)

    return turn
