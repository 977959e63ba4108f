"""vigil run-job: one turn of one job, by hand."""

from datetime import datetime

from rich.console import Console

from vigil import clock
from vigil.app import build, last_reconciliation, visit
from vigil.opening import NoDatabase, has_database
from vigil.settings import Settings


def turn(settings: Settings, name: str, at: datetime | None, console: Console) -> int:
    """Run it, and give the exit code: 1 where reconciling found a difference, each of which is printed."""
    if not has_database(settings):
        raise NoDatabase(f"There is no database in {settings.home} yet: vigil import … --apply makes it.")
    app = (visit if name == "reconcile" else build)(settings, clock.now)
    try:
        summary = app.run_job(name, at)
        console.print(f"{name}: {summary}", highlight=False)
        if not summary["differences"]:
            return 0
        for difference in last_reconciliation(app.store)["differences"]:
            print(difference)
        return 1
    finally:
        app.close()
