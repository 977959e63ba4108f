"""The database: transactions that read, transactions that write, and what a session carries.

On SQLite a transaction that reads and then writes fails at once under WAL when another has written in between, whatever
its timeout; so every writing transaction begins IMMEDIATE and every reading one cannot write.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from vigil.domain.ids import Ids
from vigil.store.audit import AuditedSession
from vigil.store.base import Instant
from vigil.store.sealing import Keyring

_BEGIN = "vigil_begin"

T = TypeVar("T")


class Store:
    """Hands out sessions on one database. ``synchronous`` is SQLite's (FULL unless nothing is at stake)."""

    def __init__(self, url: str, keyring: Keyring, ids: Ids, *, synchronous: str = "FULL") -> None:
        self.url = url
        self.keyring = keyring
        self.ids = ids
        self.engine = _engine(url, synchronous)
        self._writing = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._wakers: list[Callable[[], None]] = []
        self._kept: dict[Any, Any] = {}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking; whatever it changed is rolled back."""
        with Session(self.engine, expire_on_commit=False, info=self._info()) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self, at: datetime, actor: str) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        ``at`` (domain time) and ``actor`` are what the audit trail says of every change in it.
        """
        info = self._info() | {"at": at, "actor": actor}
        with AuditedSession(self._writing, expire_on_commit=False, info=info) as session:
            yield session
            session.commit()
            wake = session.info.get("wake", False)
        if wake:
            for waker in self._wakers:
                waker()

    def on_urgent(self, waker: Callable[[], None]) -> None:
        """Call ``waker`` after each commit that owes somebody an urgent message."""
        self._wakers.append(waker)

    def close(self) -> None:
        self.engine.dispose()

    def _info(self) -> dict[str, Any]:
        return {"keyring": self.keyring, "ids": self.ids, "kept": self._kept}


def new_id(session: Session) -> UUID:
    """A fresh id from the session's source."""
    ids: Ids = session.info["ids"]
    return ids()


def keyring(session: Session) -> Keyring:
    ring: Keyring = session.info["keyring"]
    return ring


def kept_once(session: Session, key: tuple[str, UUID], read: Callable[[], T]) -> T:
    """What was made of an immutable row, made once for each database and program."""
    kept: dict[tuple[str, UUID], Any] = session.info["kept"]
    if key not in kept:
        kept[key] = read()
    value: T = kept[key]
    return value


class DatabaseClock(FunctionElement[datetime]):
    """The database's own clock in a statement: leases live by it, so that the clocks of machines may differ."""

    type = Instant()
    inherit_cache = True


@compiles(DatabaseClock)
def _clock_timestamp(_clock: DatabaseClock, _compiler: SQLCompiler, **_more: Any) -> str:
    return "clock_timestamp()"


@compiles(DatabaseClock, "sqlite")
def _strftime(_clock: DatabaseClock, _compiler: SQLCompiler, **_more: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"  # as instants are written there, to the microsecond


_NOW = select(DatabaseClock())


def database_now(session: Session) -> datetime:
    """The database's own clock, aware UTC."""
    at = session.connection().scalar(_NOW)
    assert isinstance(at, datetime)
    return at


def _plain_savepoints(engine: Engine) -> None:
    """SQLAlchemy compiles the two words of a savepoint anew each time, which takes longer than the savepoint."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        def say(connection: Connection, name: str) -> None:
            connection.exec_driver_sql(f"{words} {name}")

        return say

    engine.dialect.do_savepoint = saying("SAVEPOINT")  # type: ignore[assignment]
    engine.dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")  # type: ignore[assignment]
    engine.dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")  # type: ignore[assignment]


def _engine(url: str, synchronous: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True)  # the text of an error quotes nobody
    options = {"timeout": 30, "check_same_thread": False, "cached_statements": 1000}
    engine = create_engine(url, hide_parameters=True, connect_args=options)
    _plain_savepoints(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine
