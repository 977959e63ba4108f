"""The commands, each a thin door to a room that is entered only when somebody asks for it.

What the rooms need (the database, the pages, the time machine) takes longer to import than most commands take.
"""

import gc
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from vigil.cli.logs import log_to_standard_error
from vigil.cli.only import Only
from vigil.cli.rooms import ROOMS, Room, plain
from vigil.domain.errors import Refused, VigilError
from vigil.domain.recording.kinds import Kind
from vigil.jobs import NAMES

if TYPE_CHECKING:
    from vigil.settings import Settings

cli = plain()
console = Console(stderr=True)
KINDS = ", ".join(Kind)
_LOOKED_THROUGH = 50_000
"""New objects between two looks for cycles; at every 700 (the default) they take a twentieth of a start."""


def main() -> None:
    """Run a command; what vigil refuses is one sentence on standard error and exit code 2."""
    gc.set_threshold(_LOOKED_THROUGH)
    log_to_standard_error()
    try:
        cli(prog_name="vigil")
    except VigilError as refusal:
        refuse(str(refusal))
    except Exception as error:
        from sqlalchemy.exc import OperationalError

        if not isinstance(error, OperationalError):
            raise
        refuse(f"The database could not be used ({error.orig}); nothing was changed. Try again.")


def refuse(sentence: str) -> None:
    """One sentence, unbroken and uncoloured where a program reads it, and the end."""
    console.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        print(f"vigil {version('vigil')}")
        raise typer.Exit


@cli.callback(epilog="Settings are variables VIGIL_… or lines of a file .env: docs/reference/settings.md names them.")
def vigil(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Follow-up and adverse-event monitor for clinics that treat pain by mesotherapy."""


@cli.command()
def serve(
    only: Annotated[Only | None, typer.Option(help="the pages, the mail, or the other jobs alone")] = None,
) -> None:
    """Serve pages, jobs and mail in one process, until Ctrl-C.

    What is in flight is finished first; a second Ctrl-C ends at once. Any number of processes share a database, each
    whole or one part of it alone. With --only web the pages of a simulated database can be looked at.
    """
    from vigil.cli import serving

    serving.serve(_settings(), only)


@cli.command("run-job")
def run_job(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"one of {', '.join(NAMES)}")],
    at: Annotated[
        str, typer.Option(metavar="INSTANT", help="such as 2026-03-10T12:00+01:00; now, if it is left out")
    ] = "",
) -> None:
    """Run one turn of one job.

    With --at it does what would be due at that instant: deliver with a later one sends mail before its time. reconcile
    prints each difference, and then ends with code 1.
    """
    if name not in NAMES:
        raise Refused(f"There is no job {name!r}: choose one of {', '.join(NAMES)}.")
    turn_at = instant(at) if at else None
    from vigil.cli import turning

    raise typer.Exit(turning.turn(_settings(), name, turn_at, console))


@cli.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="configuration files to check alone")
    ] = None,
) -> None:
    """Say what is wrong with this installation, and where.

    Looks at configuration, texts, database, clinics and mail relay, and makes or changes nothing. Ends with code 1 if
    anything is wrong.
    """
    from vigil.cli import checking

    checked = checking.Checked(checking.check_files(files)) if files else checking.check_installation(_settings())
    for problem in checked.problems:
        print(problem)
    count = len(checked.problems)
    for note in (*checked.notes, f"Problems: {count}" if count else "Nothing is wrong."):
        console.print(note, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if count else 0)


@cli.command("rotate-keys")
def rotate_keys() -> None:
    """Make new keys and seal everything personal anew with them.

    Stop vigil first, on every machine of this database. Cut short, it goes on when it is run again.
    """
    from vigil.cli import rotating

    print(rotating.rotate(_settings(), console))


@cli.command("copy")
def copy_(
    to: Annotated[str, typer.Option(metavar="URL", help="an empty database, as VIGIL_DATABASE_URL names one")],
) -> None:
    """Copy the whole database to another one: from SQLite to PostgreSQL, or back.

    Stop vigil first, on every machine of this database. What was copied is read back and compared; cut short, nothing
    of it is kept. The database that is copied stays as it is.
    """
    from vigil.cli import copying

    print(copying.copy_to(_settings(), to, console))


@cli.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="CSV files; the kind of each is told by its header")
    ],
    apply: Annotated[bool, typer.Option("--apply", help="write it; without this nothing is changed")] = False,
    kind: Annotated[
        Kind | None, typer.Option(metavar="KIND", help=f"what the file holds, if its header does not tell: {KINDS}")
    ] = None,
) -> None:
    """Record what CSV files hold: first a dry run.

    The files hold clinics, staff, patients, courses, sessions or products. Without --apply this shows what would
    change. One bad line refuses all the files.
    """
    from vigil.cli import importing

    importing.import_files(_settings(), files, apply=apply, kind=kind, console=console)


@cli.command()
def schedule(
    clinic: Annotated[str, typer.Argument(metavar="CLINIC", help="the clinic's external id")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="the schedule; the name in it says which one")],
    apply: Annotated[bool, typer.Option("--apply", help="write it; without this nothing is changed")] = False,
) -> None:
    """Change a clinic's schedule and plan anew: first a dry run.

    Without --apply it is a dry run that shows how many messages would be entered, moved and cancelled.
    """
    from vigil.cli import schedules

    schedules.change(_settings(), clinic, file, apply=apply, console=console)


@cli.command()
def worklist(
    clinic: Annotated[str, typer.Argument(metavar="CLINIC", help="the clinic's external id")],
    staff: Annotated[str, typer.Argument(metavar="STAFF", help="the external id of a member of its staff")],
) -> None:
    """Print a link to a clinic's alerts and telephone calls.

    It is good for a day and a half, as long as the pages are served.
    """
    from vigil.cli import serving

    print(serving.worklist_link(_settings(), clinic, staff))


@cli.command()
def understand(
    eml: Annotated[list[Path] | None, typer.Option("--eml", help="a raw message; may be given several times")] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="further messages after --eml")] = None,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help='lines of {"id", "subject", "text"}')] = None,
    score: Annotated[Path | None, typer.Option("--score", help="gold of the same shape to compare with")] = None,
    examples: Annotated[bool, typer.Option("--examples", help="print the readings that staff have corrected")] = False,
) -> None:
    """Say what a patient's reply says, as one JSON object a line.

    Without a file, the reply is the text on standard input.
    """
    from vigil.cli import understanding

    if examples:
        understanding.print_examples(_settings())
        return
    understanding.understand(_settings(), [*(eml or []), *(more or [])], jsonl, score)


@cli.command()
def simulate(
    weeks: Annotated[int, typer.Option(min=1, max=520)] = 52,
    patients: Annotated[int, typer.Option(min=1, max=5000)] = 200,
    seed: Annotated[int, typer.Option(help="the same seed plays the same game")] = 1,
    schedule: Annotated[Path | None, typer.Option(help="a schedule file to try")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the summary as one JSON object on standard output")] = False,
) -> None:
    """Play a schedule on simulated patients, before turning it on."""
    from vigil.cli import playing

    playing.simulate(_settings(), weeks, patients, seed, schedule, as_json=as_json, console=console)


@cli.command()
def demo(
    seed: Annotated[int, typer.Option(help="the same seed plays the same game")] = 1,
    headless: Annotated[bool, typer.Option("--headless", help="stop after the summary instead of serving")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the summary as one JSON object on standard output")] = False,
) -> None:
    """Play months of a clinic in minutes, then serve it here, live.

    Its mailbox, five forms to answer by hand and the practice's lists are served until Ctrl-C.
    """
    from vigil.cli import playing

    playing.demo(_settings(), seed, headless=headless, as_json=as_json, console=console)


def _settings() -> "Settings":
    from vigil.settings import read_settings

    return read_settings()


def _door(name: str, room: Room) -> Callable[[typer.Context], None]:
    """A group of commands: what follows its name is the group's own."""

    def enter(context: typer.Context) -> None:
        room.enter()(context.args, prog_name=f"vigil {name}")

    return enter


_AS_IT_IS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
for _name, _room in ROOMS.items():
    cli.command(_name, help=_room.said, context_settings=_AS_IT_IS)(_door(_name, _room))


def instant(written: str) -> datetime:
    """An instant on the command line: ISO 8601 with its offset."""
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused(f"--at {written!r} is not an instant: write it with its offset, such as 2026-03-10T12:00+01:00.")


def print_json(value: object) -> None:
    """One object on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
