"""The database: transactions that read, transactions that write, and what a session carries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import JoinTransactionMode as JoinMode
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from vigil.domain.ids import Ids
from vigil.store.audit import AuditedSession
from vigil.store.base import Instant
from vigil.store.engines import is_postgresql, open_engine, writing_engine
from vigil.store.held import HoldingSession
from vigil.store.prepared import Prepared
from vigil.store.savepoints import EAGER
from vigil.store.sealing import Keyring
from vigil.store.turns import Turns

URGENT = "vigil_urgent"
"""The channel on which PostgreSQL tells every process that something urgent is owed."""

T = TypeVar("T")


class Store:
    """Hands out sessions on one database. ``synchronous`` is SQLite's (FULL unless nothing is at stake)."""

    def __init__(self, url: str, keyring: Keyring, ids: Ids, *, synchronous: str = "FULL") -> None:
        self.url = url
        self.keyring = keyring
        self.ids = ids
        self.engine = open_engine(url, synchronous)
        self._turns = None if is_postgresql(self.engine) else Turns(writing_engine(self.engine))
        self._wakers: list[Callable[[], None]] = []
        self._kept: dict[Any, Any] = {}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking, at one instant of the database; whatever it changed is rolled back."""
        with HoldingSession(self.engine, expire_on_commit=False, info=self._info()) as session:
            yield session  # closing it rolls back

    @contextmanager
    def writing(
        self, at: datetime, actor: str, *, clinic_id: UUID | None = None, is_long: bool = False
    ) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        ``at`` (domain time) and ``actor`` are what the audit trail says of every change in it. Writers take turns; on
        PostgreSQL those that name the one clinic in which they write go beside those of other clinics, on SQLite those
        of one process share commits, but for what ``is_long``.
        """
        info = self._info() | {"at": at, "actor": actor}
        with (
            self._writer(clinic_id, is_long=is_long) as (bind, mode),
            AuditedSession(bind, expire_on_commit=False, info=info, join_transaction_mode=mode) as session,
        ):
            yield session
            wake = bool(session.info.get("wake", False))
            if wake and is_postgresql(self.engine):
                session.execute(text(f"NOTIFY {URGENT}"))  # heard everywhere when this commits, and not before
            session.commit()
        if wake:
            for waker in self._wakers:
                waker()

    @contextmanager
    def _writer(self, clinic_id: UUID | None, *, is_long: bool) -> Iterator[tuple[Engine | Connection, JoinMode]]:
        """What a session writes on, and how it ends there: by itself, or with those whose turn was before it."""
        if self._turns is None:
            yield writing_engine(self.engine, clinic_id), "conditional_savepoint"
            return
        with self._turns.turn(is_alone=is_long) as (connection, is_shared):
            yield connection, "create_savepoint" if is_shared else "rollback_only"

    @property
    def has_clinic_turns(self) -> bool:
        """Whether naming the clinic spares a writer the wait for those of other clinics: on PostgreSQL."""
        return self._turns is None

    def on_urgent(self, waker: Callable[[], None]) -> None:
        """Call ``waker`` after each commit of this process that owes somebody an urgent message."""
        self._wakers.append(waker)

    def close(self) -> None:
        if self._turns is not None:
            self._turns.close()
        self.engine.dispose()

    def _info(self) -> dict[str, Any]:
        return {"keyring": self.keyring, "ids": self.ids, "kept": self._kept, EAGER: self._turns is None}


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


_NOW = Prepared(select(DatabaseClock()))


def database_now(session: Session) -> datetime:
    """The database's own clock, aware UTC."""
    at = _NOW.scalar(session)
    assert isinstance(at, datetime)
    return at
