"""vigil copy: everything in the database of this installation, copied to another one."""

from rich.console import Console

from vigil import clock
from vigil.keys import using
from vigil.opening import copy_store, open_existing
from vigil.settings import Settings


def copy_to(settings: Settings, url: str, console: Console) -> str:
    """Copy to the database of a URL, which has to be empty; returns what was done.

    ``Refused`` while a program serves this home.
    """
    target, copied = settings.with_database(url), 0

    def tell(rows: int) -> None:
        nonlocal copied
        copied += rows
        status.update(f"{copied} rows copied")

    source = open_existing(settings, clock.now)
    try:
        with using(settings.home, alone=True), console.status("") as status:
            counts = copy_store(source, target, tell)
    finally:
        source.close()
    filled = {name: count for name, count in sorted(counts.items()) if count}
    told = ", ".join(f"{name} {count}" for name, count in filled.items())
    return (
        f"Copied and read back, the same in both: {sum(filled.values())} rows ({told or 'none'}). Set "
        "VIGIL_DATABASE_URL to the copy, run vigil check, and never serve both: each would send the mail that is due."
    )
