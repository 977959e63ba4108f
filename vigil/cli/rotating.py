"""vigil rotate-keys: new keys, and everything personal sealed and indexed anew under them."""

from rich.console import Console

from vigil import clock
from vigil.domain.errors import VigilError
from vigil.keys import FILE, add_keys, using
from vigil.opening import open_existing, open_store
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.resealing import Resealed, count_left, reseal

_NAMED = 5


class NotOpened(VigilError):
    """Some sealed values open with no key of the ring."""


def rotate(settings: Settings, console: Console) -> str:
    """Make keys and seal everything anew, or go on where an earlier rotation was cut short; returns what was done.

    ``Refused`` while a program serves this home, ``NotOpened`` when some values were left because they do not open.
    """
    open_existing(settings, clock.now).close()
    with using(settings.home, alone=True):
        done, beginning = _seal_anew(settings, console), "The rotation that was cut short is finished"
        if not done.values:
            add_keys(settings.home)
            done, beginning = _seal_anew(settings, console), "The keys were rotated"
    if done.broken:
        named = ", ".join(f"{table} {id}" for table, id in done.broken[:_NAMED])
        raise NotOpened(
            f"{beginning}, but {len(done.broken)} rows hold values that open with no key and were left: {named}."
        )
    return (
        f"{beginning}: {done.values} values were sealed or indexed anew. Copy {settings.home / FILE} to where its "
        "backup lies now; it still holds the earlier keys, so that earlier backups of the database open."
    )


def _seal_anew(settings: Settings, console: Console) -> Resealed:
    store = open_store(settings, clock.now)  # the database notes which keys it is sealed with
    try:
        return _with_progress(store, console)
    finally:
        store.close()


def _with_progress(store: Store, console: Console) -> Resealed:
    total, done = count_left(store), 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        status.update(f"{done} of {total} rows sealed anew")

    with console.status("") as status:
        return reseal(store, clock.now, on_batch=tell)
