"""The commands, each a thin door to something that can be called without it."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from vigil import app as composition
from vigil import clock
from vigil.actions.importing import Kind
from vigil.cli import checking, importing, playing, serving
from vigil.domain.errors import Refused, VigilError
from vigil.settings import read_settings

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Follow-up and adverse-event monitor for clinics that treat pain by mesotherapy.",
)
console = Console(stderr=True)


def main() -> None:
    """Run a command; what vigil refuses is one sentence on standard error and exit code 2."""
    _log_to_standard_error()
    try:
        cli()
    except VigilError as refusal:
        console.print(str(refusal), style="red", markup=False, highlight=False)
        sys.exit(2)


@cli.command()
def serve(
    only: Annotated[str, typer.Option(help="web, or worker (jobs and mail)")] = "",
) -> None:
    """Web, jobs and mail in one process."""
    serving.serve(read_settings(), only)


@cli.command("run-job")
def run_job(
    name: Annotated[str, typer.Argument(help=f"one of {', '.join(composition.JOBS)}")],
    at: Annotated[str, typer.Option(help="an instant such as 2026-03-10T12:00+01:00; now by default")] = "",
) -> None:
    """One turn of one job."""
    if name not in composition.JOBS:
        raise Refused(f"There is no job {name!r}: choose one of {', '.join(composition.JOBS)}.")
    app = composition.build(read_settings(), clock.now)
    try:
        summary = app.run_job(name, instant(at) if at else None)
        console.print(f"{name}: {summary}", highlight=False)
        if summary["differences"]:
            for difference in composition.last_reconciliation(app.store)["differences"]:
                print(difference)
            raise typer.Exit(1)
    finally:
        app.close()


@cli.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="configuration files to check alone")] = None,
) -> None:
    """Configuration, texts, database and mail relay: what is wrong, and where."""
    problems = checking.check_files(files) if files else checking.check_installation(read_settings())
    for problem in problems:
        print(problem)
    console.print(f"{len(problems)} problems" if problems else "nothing is wrong", highlight=False)
    raise typer.Exit(1 if problems else 0)


@cli.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV files; the kind of each is told by its header")],
    apply: Annotated[bool, typer.Option("--apply", help="write it; without this nothing is changed")] = False,
    kind: Annotated[Kind | None, typer.Option(help="the kind of file, when its header does not tell")] = None,
) -> None:
    """Clinics, staff, patients, courses, sessions, products from CSV: first a dry run, then with --apply."""
    importing.import_files(read_settings(), files, apply=apply, kind=kind, console=console)


@cli.command()
def worklist(
    clinic: Annotated[str, typer.Argument(help="the clinic's external id")],
    staff: Annotated[str, typer.Argument(help="the external id of a member of its staff")],
) -> None:
    """Print the link to a clinic's open alerts and telephone calls, good for a day and a half."""
    print(serving.worklist_link(read_settings(), clinic, staff))


@cli.command()
def simulate(
    weeks: Annotated[int, typer.Option(min=1, max=520)] = 52,
    patients: Annotated[int, typer.Option(min=1, max=5000)] = 200,
    seed: Annotated[int, typer.Option(help="the same seed plays the same game")] = 1,
    schedule: Annotated[Path | None, typer.Option(help="a schedule file to try")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the summary as one JSON object on standard output")] = False,
) -> None:
    """Play a schedule on simulated patients, before turning it on."""
    playing.simulate(read_settings(), weeks, patients, seed, schedule, as_json=as_json, console=console)


@cli.command()
def demo(
    seed: Annotated[int, typer.Option(help="the same seed plays the same game")] = 1,
    headless: Annotated[bool, typer.Option("--headless", help="stop after the summary instead of serving")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the summary as one JSON object on standard output")] = False,
) -> None:
    """A clinic to play with: months of it in a minute, then its mailbox and pages on this machine, live."""
    playing.demo(seed, headless=headless, as_json=as_json, console=console)


def instant(written: str) -> datetime:
    """An instant on the command line: ISO 8601 with its offset."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Refused(f"--at {written!r} is not an instant: write it with its offset, such as 2026-03-10T12:00+01:00.")
    return at


def print_json(value: object) -> None:
    """One object on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _log_to_standard_error() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "action"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
