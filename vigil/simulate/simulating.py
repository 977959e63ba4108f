"""``vigil simulate``: any number of weeks of a clinic of any size, on a database that is thrown away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from vigil import clock
from vigil.domain.errors import Refused
from vigil.mail.letters import Letter
from vigil.settings import Settings
from vigil.simulate.invented import crowd
from vigil.simulate.play import Progress
from vigil.simulate.stage import stage
from vigil.simulate.summary import Summary

_WEEK = timedelta(weeks=1)
MOST_WEEKS = 520
MOST_PATIENTS = 20_000


def simulate(
    settings: Settings,
    *,
    weeks: int,
    patients: int,
    seed: int = 1,
    schedule: Path | None = None,
    start: datetime | None = None,
    home: Path | None = None,
    progress: Progress | None = None,
    on_letter: Callable[[Letter], None] | None = None,
) -> Summary:
    """Play ``weeks`` weeks that begin at ``start`` (by default so that they end with the last
    midnight, in UTC); same arguments, same summary.

    ``schedule`` is the file of a schedule to try; the clinic then follows it. ``home`` is a folder without a database
    to play in and keep; by default the play leaves nothing. ``on_letter`` sees each mail that arrives.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(f"weeks is {weeks}: a play lasts from 1 to {MOST_WEEKS} weeks.", field="weeks")
    if not 1 <= patients <= MOST_PATIENTS:
        raise Refused(f"patients is {patients}: from 1 to {MOST_PATIENTS}.", field="patients")
    begins_at = start or _today() - weeks * _WEEK
    with TemporaryDirectory(prefix="vigil-simulate-", ignore_cleanup_errors=True) as folder:
        played = throwaway(settings, home or Path(folder))
        with stage(played, begins_at, seed, schedule=schedule, on_letter=on_letter) as set_up:
            until = begins_at + weeks * _WEEK
            set_up.expects(crowd(patients, seed, _arrivals(begins_at, until, patients, seed), schedule=""))
            return set_up.perform(until, progress)


def _today() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def throwaway(settings: Settings, home: Path) -> Settings:
    """The settings of a play: SQLite in ``home`` and nowhere else, with no waiting for the disk."""
    if (home / "vigil.db").exists():
        raise Refused(f"{home} holds a database already: a play begins in an empty folder.", field="home")
    return settings.model_copy(update={"home": home, "database_url": "", "synchronous": "OFF"})


def _arrivals(begins_at: datetime, until: datetime, patients: int, seed: int) -> list[datetime]:
    """When each patient is first heard of: evenly over the play, at any hour of the practice."""
    random = Random(f"{seed} arrivals")
    span = (until - begins_at) * 0.97
    days = [begins_at + span * random.random() for _ in range(patients)]
    return sorted(at.replace(hour=random.randint(8, 16), minute=random.randrange(60)) for at in days)
