"""``vigil demo``: 25 patients of a published study and a cast of invented ones, played until now and kept."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from vigil.domain.errors import Refused
from vigil.domain.schedule import Schedule, parse_schedule
from vigil.installed import folder_of
from vigil.mail.letters import Letter
from vigil.settings import Settings
from vigil.simulate import fig8, open_links
from vigil.simulate.cast import cast
from vigil.simulate.invented import crowd
from vigil.simulate.open_links import OpenLink
from vigil.simulate.play import Progress
from vigil.simulate.sign_ins import SignIn, open_accounts
from vigil.simulate.simulating import throwaway
from vigil.simulate.stage import stage
from vigil.simulate.summary import Summary

MARK = "DEMO"
"""The file that says that a folder is a demo's, and may be made anew."""

MAIL = "mail"
"""The folder, in the demo's home, that holds what the mailbox received."""

_WEEK = timedelta(weeks=1)
_EXTRAS = 2


@dataclass(frozen=True)
class Demo:
    """What a demo leaves: its home on disk, five forms to answer by hand, and what the practice can open."""

    summary: Summary
    home: Path
    mail_folder: Path
    open_links: tuple[OpenLink, ...]
    staff_links: tuple[OpenLink, ...]
    sign_ins: tuple[SignIn, ...]


def demo(
    settings: Settings,
    *,
    now: datetime,
    seed: int = 1,
    progress: Progress | None = None,
    on_letter: Callable[[Letter], None] | None = None,
) -> Demo:
    """Make ``settings.home`` anew and play there until ``now``; database, keys and mail stay.

    ``Refused`` when the folder holds anything that no demo made.
    """
    home = settings.home
    make_anew(home)
    until = now.replace(second=0, microsecond=0)
    people = [
        *fig8.patients(_schedule(settings, fig8.SCHEDULE), until, seed),
        *cast(until, seed),
        *crowd(
            _EXTRAS, seed, [until - (3 + 2 * place) * _WEEK for place in range(_EXTRAS)], schedule="standard", first=101
        ),
    ]
    begins_at = min(person.arrives_at for person in people) - timedelta(days=1)
    folder = home / MAIL
    with stage(throwaway(settings, home), begins_at, seed, mail_folder=folder, on_letter=on_letter) as set_up:
        set_up.expects(people)
        summary = set_up.perform(until, progress)
        with set_up.app.store.writing(until, "play") as session:
            links = open_links.to_answer(session, settings.public_url, until)
            staff = open_links.for_staff(session, settings.public_url, until)
            signs_in = open_accounts(session, until)
    return Demo(summary, home, folder, tuple(links), tuple(staff), tuple(signs_in))


def make_anew(home: Path) -> None:
    """Empty the folder of an earlier demo, or make it; nothing else is ever wiped (``Refused``)."""
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise Refused(f"{home} is not a folder of its own: choose another VIGIL_HOME for the demo.", field="home")
    if home.is_dir() and any(home.iterdir()):
        if not (home / MARK).is_file():
            raise Refused(
                f"{home} holds something that no demo made, and a demo wipes its folder: choose another VIGIL_HOME.",
                field="home",
            )
        for entry in chain((home / MAIL,), home.glob("vigil.db*"), home.glob("keys.json*")):
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("A demonstration: the next vigil demo makes this folder anew.\n", encoding="utf-8")


def _schedule(settings: Settings, name: str) -> Schedule:
    path = folder_of(settings, "config") / "schedules" / f"{name}.toml"
    return parse_schedule(str(path), path.read_text(encoding="utf-8"))
