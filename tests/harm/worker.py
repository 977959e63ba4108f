"""One worker process: what ``vigil serve`` runs without pages, at a shifted time, with a courier of little patience."""

import faulthandler
import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

from vigil.app import App, build
from vigil.cli.logs import log_to_standard_error
from vigil.cli.serving import run
from vigil.mail.courier import Courier
from vigil.mail.relay import Relay, Security
from vigil.settings import Settings

TELL = signal.SIGUSR1
"""Has a worker write to its log where each of its threads stands."""


@dataclass(frozen=True)
class Place:
    """Where a worker works. ``ca_file`` trusts the relay's certificate; empty, the way to it is plain."""

    home: Path
    database_url: str
    port: int
    ca_file: str = ""
    patience: float = 1.0

    def relay(self) -> Relay:
        return Relay(
            "127.0.0.1",
            self.port,
            Security.STARTTLS if self.ca_file else Security.PLAIN,
            connect_timeout=self.patience,
            command_timeout=self.patience,
            content_timeout=self.patience,
            connections=4,
            messages_per_connection=20,
            ca_file=self.ca_file or None,
        )

    def settings(self) -> Settings:
        return Settings(home=self.home, database_url=self.database_url, base_url="https://vigil.example")

    def app(self, ahead: timedelta) -> App:
        """The whole program, its clock ``ahead`` of the machine's."""
        return build(self.settings(), lambda: datetime.now(UTC) + ahead, courier=Courier(self.relay()))


def work(place: Place, ahead: timedelta, is_ready: Event, jobs: frozenset[str]) -> None:
    """Tick these jobs until SIGTERM, or SIGKILL. What it logs is kept beside the database."""
    log = os.open(place.home / "worker.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    log_to_standard_error()
    faulthandler.register(TELL, all_threads=True)
    app = place.app(ahead)
    is_ready.set()
    try:
        run(app, has_pages=False, jobs=jobs)
    finally:
        app.close()
