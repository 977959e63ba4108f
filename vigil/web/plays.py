"""Plays of a schedule for a desk: ``vigil simulate`` in a process of its own, one at a time for each clinic.

The process is given an environment in which nothing of this installation is named but where its shipped files lie, and
an empty folder: it cannot know the database, the keys or the relay. What came of a play (counts of invented people) is
kept as a fact of the database, so that whichever process serves the next page can show it.
"""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import structlog

from vigil.store.database import Store
from vigil.store.tables import Fact

log = structlog.get_logger()

PATIENCE = timedelta(minutes=3)
"""How long a play may take before it is ended, waiting for another one included."""

_WAKES = 0.5  # seconds between two looks at whether the program is to end
_ACTOR = "play"


@dataclass(frozen=True)
class Asked:
    """What is to be played: the text of a schedule, for so many weeks and patients."""

    schedule: str
    content: str
    is_draft: bool
    weeks: int
    patients: int


@dataclass(frozen=True)
class Played:
    """A play as it stands: ``running``, ``done`` with its summary, or ``failed``."""

    token: str
    state: str
    begun_at: datetime
    schedule: str
    is_draft: bool
    weeks: int
    patients: int
    summary: dict[str, Any] | None = None


class Plays:
    """Starts plays: ``command`` is ``vigil simulate``, ``environment`` all that it is told of the machine."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], stopping: threading.Event | None = None
    ) -> None:
        self._command = tuple(command)
        self._environment = dict(environment)
        self._stopping = stopping or threading.Event()
        self._alone = threading.Lock()  # two cores are not to be taken by two clinics' plays

    def start(self, store: Store, clinic_id: UUID, asked: Asked, now: datetime) -> bool:
        """Play in the background; ``False`` when a play of the clinic is still running, which nothing disturbs."""
        played = Played(uuid4().hex, "running", now, asked.schedule, asked.is_draft, asked.weeks, asked.patients)
        with store.writing(now, _ACTOR) as session:
            fact = session.get(Fact, _name(clinic_id))
            if fact is not None and _read(fact.value, now).state == "running":
                return False
            session.merge(Fact(name=_name(clinic_id), value=_written(played)))
        threading.Thread(target=self._play, args=(store, clinic_id, asked, played), name="play", daemon=True).start()
        return True

    def _play(self, store: Store, clinic_id: UUID, asked: Asked, played: Played) -> None:
        with self._alone, TemporaryDirectory(prefix="vigil-play-", ignore_cleanup_errors=True) as folder:
            summary = self._summary(asked, Path(folder))
        done = replace(played, state="failed" if summary is None else "done", summary=summary)
        with store.writing(played.begun_at, _ACTOR) as session:
            fact = session.get(Fact, _name(clinic_id))
            if fact is not None and fact.value["token"] == played.token:
                fact.value = _written(done)

    def _summary(self, asked: Asked, folder: Path) -> dict[str, Any] | None:
        """What the command printed; ``None`` when it failed, took too long, or the program ends."""
        file = folder / "schedule.toml"
        file.write_text(asked.content, encoding="utf-8")
        sizes = ("--weeks", str(asked.weeks), "--patients", str(asked.patients))
        process = subprocess.Popen(  # noqa: S603  # our own command, its arguments numbers and a path of ours
            (*self._command, *sizes, "--schedule", str(file), "--json"),
            cwd=folder,
            env=self._environment | {"VIGIL_HOME": str(folder / "home"), "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        printed = self._printed(process)
        if printed is None or process.returncode != 0:
            log.error("a play failed", action="play_failed", code=process.returncode)
            return None
        summary: dict[str, Any] = json.loads(printed)
        return summary

    def _printed(self, process: "subprocess.Popen[str]") -> str | None:
        for _ in range(int(PATIENCE.total_seconds() / _WAKES)):
            try:
                return process.communicate(timeout=_WAKES)[0]
            except subprocess.TimeoutExpired:
                if self._stopping.is_set():
                    break
        process.kill()
        process.communicate()
        return None


def latest(store: Store, clinic_id: UUID, now: datetime) -> Played | None:
    """The clinic's last play; one whose process must have died has failed."""
    with store.reading() as session:
        fact = session.get(Fact, _name(clinic_id))
        return _read(fact.value, now) if fact is not None else None


def _name(clinic_id: UUID) -> str:
    return f"play:{clinic_id.hex}"


def _written(played: Played) -> dict[str, Any]:
    return asdict(played) | {"begun_at": played.begun_at.isoformat()}


def _read(value: Mapping[str, Any], now: datetime) -> Played:
    played = Played(**{**value, "begun_at": datetime.fromisoformat(value["begun_at"])})
    is_dead = played.state == "running" and now > played.begun_at + 2 * PATIENCE
    return replace(played, state="failed") if is_dead else played
