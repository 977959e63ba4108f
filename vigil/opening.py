"""Opening the database of an installation, with its keys: made and migrated by who works on it, or taken as it is."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vigil.domain.errors import VigilError
from vigil.domain.ids import Randomness, id_source
from vigil.keys import FILE, KeysMissing, fingerprints, open_keys
from vigil.settings import Settings
from vigil.store import copying
from vigil.store.database import Store
from vigil.store.engines import open_engine
from vigil.store.migrations import current_heads, is_current, upgrade
from vigil.store.name_index import index_names
from vigil.store.sealing import Keyring
from vigil.store.tables import Fact


class NoDatabase(VigilError):
    """There is nothing to look at: no database has been made there yet."""


class OutOfDate(VigilError):
    """The database was made by an earlier version of vigil, and a command that only looks does not change it."""


def open_store(settings: Settings, now: Callable[[], datetime], randomness: Randomness | None = None) -> Store:
    """The database of these settings, made and migrated if need be."""
    with _opening(settings):
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyring = open_keys(settings.home, create=not has_database(settings))
        if settings.database_file is not None:
            settings.database_file.touch(mode=0o600)  # SQLite gives its journals the rights of the database
        store = _store(settings, keyring, now, randomness)
        try:
            upgrade(store.engine)
            _recognise_keys(store, settings, now)
            index_names(store)
        except BaseException:
            store.close()
            raise
    return store


def open_existing(settings: Settings, now: Callable[[], datetime]) -> Store:
    """The database as it is, for commands that only look: nothing is made, migrated or refreshed.

    ``NoDatabase`` if there is none, ``OutOfDate`` if it waits for a migration.
    """
    with _opening(settings):
        if not has_database(settings):
            raise NoDatabase(
                f"There is no database in {place_of(settings)} yet: vigil import … --apply or vigil serve makes it."
            )
        store = _store(settings, open_keys(settings.home, create=False), now)
        try:
            if not is_current(store.engine):
                raise OutOfDate(
                    f"The database of {place_of(settings)} is of an earlier version: vigil serve brings it up."
                )
            _recognise_keys(store, settings)
        except BaseException:
            store.close()
            raise
    return store


def copy_store(source: Store, target: Settings, on_page: Callable[[int], None]) -> Mapping[str, int]:
    """Copy everything to the empty database of the target's settings; how many rows each table has."""
    with _opening(target):
        if target.database_file is not None:
            target.database_file.touch(mode=0o600)
        engine = open_engine(target.database)
        try:
            copying.check_empty(engine)
            upgrade(engine)
            return copying.copy(source.engine, engine, on_page)
        finally:
            engine.dispose()


def has_database(settings: Settings) -> bool:
    """Whether vigil has written to the database of these settings; asking makes nothing."""
    file = settings.database_file
    with _opening(settings):
        if file is not None:
            return file.exists() and file.stat().st_size > 0
        engine = open_engine(settings.database)
        try:
            return bool(current_heads(engine))
        finally:
            engine.dispose()


def place_of(settings: Settings) -> str:
    """Where the database is, as a sentence may say it: a URL holds a password."""
    return "VIGIL_DATABASE_URL" if settings.database_url else str(settings.home)


def _store(
    settings: Settings, keyring: Keyring, now: Callable[[], datetime], randomness: Randomness | None = None
) -> Store:
    ids = id_source(now, randomness or random.SystemRandom())
    return Store(settings.database, keyring, ids, synchronous=settings.synchronous)


@contextmanager
def _opening(settings: Settings) -> Iterator[None]:
    """Say in one sentence why a home or a database cannot be opened."""
    try:
        yield
    except OSError as error:
        raise VigilError(f"VIGIL_HOME {settings.home} cannot be used: {error.strerror or error}.") from None
    except ModuleNotFoundError as error:
        raise VigilError(
            f"VIGIL_DATABASE_URL needs {error.name}, which is not installed: install vigil[postgres]."
        ) from None
    except SQLAlchemyError as error:
        where = settings.database_file or "of VIGIL_DATABASE_URL"
        said = str(getattr(error, "orig", None) or type(error).__name__).strip().partition("\n")[0].rstrip(".")
        raise VigilError(f"The database {where} cannot be opened: {said}.") from None


def _recognise_keys(store: Store, settings: Settings, now: Callable[[], datetime] | None = None) -> None:
    """A database remembers which keys it was made with (``KeysMissing`` for others); new ones are noted at ``now``."""
    mine = fingerprints(store.keyring)
    with store.reading() as session:
        known = _known_keys(session, settings, mine)
    if now is not None and mine != known:
        with store.writing(now(), "keys") as session:
            _known_keys(session, settings, mine)  # another machine may have brought its own meanwhile
            session.merge(Fact(name="keys", value=mine))


def _known_keys(session: Session, settings: Settings, mine: dict[str, str]) -> dict[str, str]:
    fact = session.get(Fact, "keys")
    known: dict[str, str] = fact.value if fact is not None else {}
    if strange := sorted(name for name in known if mine.get(name) != known[name]):
        raise KeysMissing(
            f"{settings.home / FILE} does not hold the keys of this database ({', '.join(strange)}): "
            "put them back from their backup, or copy them from the machine that made it."
        )
    return known
