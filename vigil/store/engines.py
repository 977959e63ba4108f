"""Engines for the two databases: what a connection is told when it opens, and what a transaction begins with.

On both, those who write take turns. SQLite has one writer at a time by nature: every writing transaction begins
IMMEDIATE, since one that reads and then writes fails at once under WAL when another has written in between, whatever
its timeout. On PostgreSQL a writing transaction takes an advisory lock as its first act, for the whole database or for
one clinic of it, and sees all that was committed before its turn came.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError

TURN = "vigil_turn"
"""The execution option of an engine whose transactions write: ``WHOLE``, or the id of the clinic that they write in."""

WHOLE = "the whole database"

PATIENCE = 30
"""Seconds that a writer waits for its turn before it gives up."""

_LONGEST_PAUSE = 60
"""Seconds that PostgreSQL lets a transaction stand idle: a machine that froze must not keep everybody waiting."""

_LOCK = 0x7669_6769_6C  # "vigil"

TAKE_WHOLE = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_TAKE_CLINIC = text(f"SELECT pg_advisory_xact_lock_shared({_LOCK}), pg_advisory_xact_lock(:clinic)")


def is_postgresql(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def open_engine(url: str, synchronous: str = "FULL") -> Engine:
    """An engine for the database of a URL; nothing is connected yet. The text of an error quotes no parameters."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, synchronous)
    return _postgresql(url)


def _sqlite(url: str, synchronous: str) -> Engine:
    options = {"timeout": PATIENCE, "check_same_thread": False, "cached_statements": 1000}
    engine = create_engine(url, hide_parameters=True, connect_args=options)
    _plain_savepoints(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "cache_size=-8192"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(TURN) is not None
        _say(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    """Without a turn a transaction only looks, at one instant of the database (REPEATABLE READ), as on SQLite."""
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,  # a server that was restarted costs one new connection, not an answer
        pool_size=10,
        max_overflow=30,  # together as many as the pages have threads
        connect_args=connecting(url),
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{_LONGEST_PAUSE}s'")
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        turn = connection.get_execution_options().get(TURN)
        if turn == WHOLE:
            connection.execute(TAKE_WHOLE)
        elif turn is not None:
            connection.execute(_TAKE_CLINIC, {"clinic": _lock_of(turn)})

    return engine


def connecting(url: str) -> dict[str, Any]:
    """How a connection to PostgreSQL is made, but for what the URL says itself: a peer that vanished is noticed."""
    options = {
        "application_name": "vigil",
        "connect_timeout": 10,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    given = make_url(url).query
    return {name: value for name, value in options.items() if name not in given}


def writing_engine(engine: Engine, clinic_id: UUID | None = None) -> Engine:
    """The same database for transactions that write: everywhere, or in one clinic alone."""
    options: dict[str, Any] = {TURN: clinic_id or WHOLE}
    if is_postgresql(engine):
        options["isolation_level"] = "READ COMMITTED"  # what was committed before its turn came is seen
    return engine.execution_options(**options)


def _lock_of(clinic_id: UUID) -> int:
    """The number of a clinic's lock, from the random half of its id; two that fall together only wait more often."""
    return int.from_bytes(clinic_id.bytes[8:], signed=True)


def _plain_savepoints(engine: Engine) -> None:
    """SQLAlchemy compiles the two words of a savepoint anew each time, which takes longer than the savepoint."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        def say(connection: Connection, name: str) -> None:
            _say(connection, f"{words} {name}")

        return say

    engine.dialect.do_savepoint = saying("SAVEPOINT")  # type: ignore[assignment]
    engine.dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")  # type: ignore[assignment]
    engine.dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")  # type: ignore[assignment]


def _say(connection: Connection, words: str) -> None:
    """A statement without values, said to SQLite's driver itself."""
    driver: Any = connection.connection.driver_connection
    kind: type[Exception] = driver.Error
    try:
        driver.execute(words).close()
    except kind as error:
        raise DBAPIError.instance(words, None, error, kind, dialect=connection.dialect) from None
