"""vigil import: a dry run that shows what would change, then the same with --apply."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from vigil import clock
from vigil.actions.importing import Kind, read_files
from vigil.actions.importing import import_files as record
from vigil.app import build, shipped
from vigil.settings import Settings


def import_files(
    settings: Settings, files: Sequence[Path], *, apply: bool, kind: Kind | None, console: Console
) -> None:
    """Read the files whole, record them in one transaction, and keep it only if ``apply`` says so."""
    sheets = read_files(files, kind)
    app = build(settings, clock.now)
    try:
        now = app.now()
        with app.store.writing(now, "import") as session:
            summary = record(session, sheets, shipped(settings), now)
            if not apply:
                session.rollback()
        print(summary)
        if not apply:
            console.print("This was a dry run: nothing was changed. Run it again with --apply to write it.")
    finally:
        app.close()
