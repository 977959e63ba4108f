"""vigil import: a dry run that shows what would change, then the same with --apply."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from vigil import clock
from vigil.actions.importing import Kind, read_files
from vigil.actions.importing import import_files as record
from vigil.app import App, build, visit
from vigil.installed import shipped
from vigil.jobs import replan
from vigil.opening import has_database
from vigil.settings import Settings

DRY_RUN = "This was a dry run: nothing was changed. Run it again with --apply to write it."


def import_files(
    settings: Settings, files: Sequence[Path], *, apply: bool, kind: Kind | None, console: Console
) -> None:
    """Read the files whole, record them in one transaction, and keep it only if ``apply`` says so."""
    sheets = read_files(files, kind)
    with _opened(settings, apply=apply) as app:
        now = app.now()
        with app.store.writing(now, "import") as session:
            summary = record(session, sheets, shipped(settings), now)
            if not apply:
                session.rollback()
        if apply:
            replan.run(app.store, now)  # what many follow is planned a few at a time
    print(summary)
    if not apply:
        console.print(DRY_RUN)


@contextmanager
def _opened(settings: Settings, *, apply: bool) -> Iterator[App]:
    """A dry run changes nothing: it takes the database as it is, and where there is none one that is thrown away."""
    if apply or has_database(settings):
        app = build(settings, clock.now) if apply else visit(settings, clock.now)
        try:
            yield app
        finally:
            app.close()
        return
    with TemporaryDirectory(prefix="vigil-import-") as folder:
        empty = settings.model_copy(update={"home": Path(folder), "database_url": ""})
        with _opened(empty, apply=True) as app:
            yield app
