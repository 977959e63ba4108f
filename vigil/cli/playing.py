"""vigil simulate and vigil demo: the play behind a progress bar, its summary, and for the demo the pages, live."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from vigil import clock
from vigil.app import visit
from vigil.cli import serving
from vigil.mail.courier import Courier
from vigil.mail.mailbox import Mailbox
from vigil.mail.relay import Relay, Security
from vigil.settings import Settings
from vigil.simulate.demo import Demo
from vigil.simulate.demo import demo as play_demo
from vigil.simulate.open_links import OpenLink
from vigil.simulate.play import Progress as Told
from vigil.simulate.simulating import simulate as play
from vigil.simulate.summary import Summary

_DEMO_HOME = Path("var/demo")


def simulate(
    settings: Settings,
    weeks: int,
    patients: int,
    seed: int,
    schedule: Path | None,
    *,
    as_json: bool,
    console: Console,
) -> None:
    """Play, show how far it is, and say what came of it."""
    with _bar(console, f"{weeks} weeks of {patients} patients") as progress:
        summary = play(settings, weeks=weeks, patients=patients, seed=seed, schedule=schedule, progress=progress)
    _tell(summary, as_json=as_json, console=console)


def demo(settings: Settings, seed: int, *, headless: bool, as_json: bool, console: Console) -> None:
    """Play the demo in its own home, say what came of it, and serve it until stopped unless ``headless``."""
    if "home" not in settings.model_fields_set:
        settings = settings.model_copy(update={"home": _DEMO_HOME})
    if not headless:
        serving.check_free(settings)
    with _bar(console, "a clinic, until now") as progress:
        played = play_demo(settings, now=clock.now(), seed=seed, progress=progress)
    _tell(played.summary, as_json=as_json, console=console)
    if not headless:
        _serve(settings, played, console)


def _serve(settings: Settings, played: Demo, console: Console) -> None:
    """The demo goes on at the real time: its jobs tick, and what they send arrives in its own mailbox."""
    with Mailbox(clock.now, folder=played.mail_folder) as mailbox:
        courier = Courier(Relay("127.0.0.1", mailbox.port, security=Security.PLAIN))
        app = visit(settings.model_copy(update={"database_url": ""}), clock.now, courier=courier)
        try:
            _show(settings, played, console)
            serving.run(app, mailbox=mailbox)
        finally:
            app.close()


def _show(settings: Settings, played: Demo, console: Console) -> None:
    _list(console, "Answer one by hand:", played.open_links)
    _list(console, "The practice:", played.staff_links)
    _list(console, "Every mail that left:", [OpenLink(f"{settings.public_url}/mailbox", "the mailbox")])
    console.print(f"\nThe desk: {settings.public_url}/sign-in", style="bold", highlight=False)
    console.print("  Password of everybody: " + played.sign_ins[0].password, highlight=False, markup=False)
    console.print("  No second factor is asked for in a demonstration, until one pairs a device (My account).")
    for each in played.sign_ins:
        console.print(f"  {each.email}  {each.role}, {each.name}", soft_wrap=True, highlight=False, markup=False)
    console.print("Ctrl-C stops it.")


def _list(console: Console, title: str, links: Sequence[OpenLink]) -> None:
    console.print(f"\n{title}", style="bold")
    for link in links:
        console.print(f"  {link.url}  {link.what}", soft_wrap=True, highlight=False, markup=False)


def _tell(summary: Summary, *, as_json: bool, console: Console) -> None:
    """The summary as one object on standard output, or as tables for a person."""
    if as_json:
        print(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
    else:
        console.print(summary)


@contextmanager
def _bar(console: Console, what: str) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    # Drawing the bar ten times a second, as it does by itself, takes a fortieth of the play.
    with Progress(*columns, console=console, refresh_per_second=2, auto_refresh=console.is_terminal) as bar:
        task = bar.add_task(what, total=1.0)

        def told(share: float, at: datetime) -> None:
            bar.update(task, completed=share, description=f"{what} · {at:%Y-%m-%d}")

        yield told
        bar.update(task, completed=1.0)
