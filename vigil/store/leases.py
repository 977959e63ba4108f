"""Leases: due messages are claimed in small batches, and what left is marked by whoever held it.

The hot half of the ledger's door: plain statements, made once, for many rows at a time.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    String,
    Table,
    Uuid,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from vigil.domain.reasons import Reason
from vigil.domain.states import IllegalTransition, MessageState
from vigil.domain.words import Channel, Language, Priority
from vigil.store.base import Instant, Word
from vigil.store.database import DatabaseClock, Store, database_now, new_id
from vigil.store.given import Each
from vigil.store.ledger import move
from vigil.store.prepared import Prepared
from vigil.store.tables import Message, MessageEvent
from vigil.store.tables.ledger import CALLS_DUE, DUE

_CLAIMABLE = (MessageState.PLANNED, MessageState.UNCERTAIN)
_TABLE = cast(Table, Message.__table__)


def claim(
    session: Session,
    now: datetime,
    *,
    limit: int,
    lease_for: timedelta,
    least: Priority = Priority.DIGEST,
    channel: Channel = Channel.EMAIL,
) -> tuple[UUID, int]:
    """Lease up to ``limit`` due messages of a channel, the most urgent class first, none beyond ``least``.

    Gives the lease, and how many. Claims are no events. The lease runs on the database's clock; one conditional
    update takes the rows, so two holders never share one.
    """
    picked = pick(session, now, limit=limit, least=least, channel=channel)
    return take(session, [Taken(id) for id in picked], lease_for), len(picked)


def pick(
    session: Session,
    now: datetime,
    *,
    limit: int,
    least: Priority = Priority.DIGEST,
    channel: Channel = Channel.EMAIL,
) -> list[UUID]:
    """What ``claim`` would lease, kept from others until the transaction ends."""
    due = _DUE_CLASSES[channel].first(session, now=now) or ()
    classes = [priority for priority in due if priority is not None and priority <= least]
    picked: list[UUID] = []
    for priority in classes:
        if len(picked) < limit:
            taking = {"now": now, "class": priority, "most": limit - len(picked)}
            picked += [id for (id,) in _PICK[channel].all(session, **taking)]
    return picked


class Taken(NamedTuple):
    """A message that is claimed, with what its first writing fixes of it (``None`` leaves that as it is)."""

    id: UUID
    text_version_id: UUID | None = None
    language: Language | None = None
    dated_at: datetime | None = None


def take(session: Session, taken: Sequence[Taken], lease_for: timedelta) -> UUID:
    """Lease what was picked in this transaction, and freeze what it is written with; gives the lease.

    One statement for both: SQLite splits a page for each time that its rows grow.
    """
    lease = new_id(session)
    if taken:
        held_until = database_now(session) + lease_for
        _TAKE.run(session, taken, holder=lease, held_until=held_until)
    return lease


def lapse(session: Session, now: datetime) -> Sequence[Message]:
    """Messages whose holder died become uncertain: sent-but-unmarked and untouched look the same after a crash.

    Returns them: what is urgent about them must not wait.
    """
    lapsed = _LAPSED.all(session)
    if not lapsed:
        return []
    rows = session.scalars(select(Message).where(Message.id.in_([id for (id,) in lapsed]))).all()
    for row in rows:
        row.attempts += 1
        move(session, row, MessageState.UNCERTAIN, now, reason=Reason.WORKER_LOST)
    session.flush()  # a claim that follows looks past the session
    return rows


class Sent(NamedTuple):
    """A message that left: ``detail`` is what the relay said, the hashes are of its bytes and of its address."""

    id: UUID
    detail: str
    content_hash: str
    address_hash: str


def lost(session: Session, lease: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the rows of a lease that it holds no more: they lapsed meanwhile, or were cancelled.

    The others stay as they are until the transaction ends, since writers take turns.
    """
    if _HOW_MANY_HELD.scalar(session, holder=lease) == len(ids):
        return set()
    return set(ids) - {id for (id,) in _STILL_HELD.all(session, holder=lease)}


def mark_sent(session: Session, lease: UUID, sent: Sequence[Sent], at: datetime) -> None:
    """Note that messages left, which the lease still holds: the rows and one event each, all at once."""
    if not sent:
        return
    if _MARK_SENT.run(session, sent, holder=lease, at=at) != len(sent):
        raise IllegalTransition("A message that is no longer held is not this lease's to mark.")
    _ENTER_EVENTS.run(session, [(new_id(session), each.id) for each in sent], at=at)


def held(session: Session, lease: UUID) -> Sequence[Message]:
    """The rows that a lease still holds."""
    return session.scalars(select(Message).where(Message.lease == lease, Message.state == MessageState.CLAIMED)).all()


class Hold:
    """Whether the ``count`` rows of a lease are still held: asked right before each MAIL, and therefore cheap.

    The database is asked when the last look is older than ``LOOK_AGAIN``, and the rows are read again if it has changed
    since (which SQLite tells). One thread at a time.
    """

    LOOK_AGAIN = 0.01
    """Seconds within which a cancellation reaches the courier."""

    def __init__(self, store: Store, lease: UUID, count: int) -> None:
        self._lease, self._count = lease, count
        self._tells = store.engine.dialect.name == "sqlite"
        engine = store.engine if self._tells else store.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection = engine.connect()  # outside of any transaction, in which it would see no change
        self._look_at = 0.0
        self._seen: int | None = None
        self._held: frozenset[UUID] | None = None  # all of them

    def __call__(self, id: UUID) -> bool:
        now = time.monotonic()
        if now >= self._look_at:
            version = self._version()
            if version is None or version != self._seen:
                self._held = self._look()
            self._look_at, self._seen = now + self.LOOK_AGAIN, version
        return self._held is None or id in self._held

    def close(self) -> None:
        self._connection.close()

    def _look(self) -> frozenset[UUID] | None:
        """Almost always all are held, and counting them tells."""
        ((count,),) = _HOW_MANY_HELD.look(self._connection, holder=self._lease)
        if count == self._count:
            return None
        return frozenset(id for (id,) in _STILL_HELD.look(self._connection, holder=self._lease))

    def _version(self) -> int | None:
        """A number that changes with the database, where it tells one."""
        if not self._tells:
            return None
        driver: Any = self._connection.connection.driver_connection  # outside of any transaction: one would stand still
        version: int = driver.execute("PRAGMA data_version").fetchone()[0]
        return version


def _due(condition: str, priority: Any, limit: Any) -> Select[Any]:
    """The due rows of a class, through the index of what is due."""
    is_due = (text(condition), _TABLE.c.priority == priority, _TABLE.c.due_at <= bindparam("now"))
    return select(_TABLE.c.id, _TABLE.c.priority).where(*is_due).order_by(_TABLE.c.due_at).limit(limit)


_CLAIMED_BY = {Channel.EMAIL: DUE, Channel.WEBHOOK: CALLS_DUE}

_DUE_CLASSES = {
    channel: Prepared(
        select(
            *(
                _due(condition, priority, 1).with_only_columns(_TABLE.c.priority).scalar_subquery()
                for priority in Priority
            )
        )
    )
    for channel, condition in _CLAIMED_BY.items()
}
"""The classes of which something is due, each its own number or nothing: one look, whatever waits."""

_LAPSED = Prepared(select(_TABLE.c.id).where(text("state = 'claimed'"), _TABLE.c.lease_until < DatabaseClock()))
"""What its holder lost, through the index of leases."""

_HELD = select(_TABLE.c.id).where(text("state = 'claimed'"), _TABLE.c.lease == bindparam("holder"))

_HOW_MANY = (
    select(func.count()).select_from(_TABLE).where(text("state = 'claimed'"), _TABLE.c.lease == bindparam("holder"))
)

_PICK = {
    channel: Prepared(
        _due(condition, bindparam("class"), bindparam("most", type_=Integer))
        .with_only_columns(_TABLE.c.id)
        .with_for_update(skip_locked=True)
    )
    for channel, condition in _CLAIMED_BY.items()
}

_TAKE = Each(
    lambda given: (
        update(_TABLE)
        .where(_TABLE.c.id == given.id, or_(*(_TABLE.c.state == state for state in _CLAIMABLE)))
        .values(
            state=MessageState.CLAIMED,
            lease=bindparam("holder"),
            lease_until=bindparam("held_until"),
            text_version_id=func.coalesce(given.text_version_id, _TABLE.c.text_version_id),
            language=func.coalesce(given.language, _TABLE.c.language),
            dated_at=func.coalesce(given.dated_at, _TABLE.c.dated_at),
        )
    ),
    id=Uuid(),
    text_version_id=Uuid(),
    language=Word(Language),
    dated_at=Instant(),
)

_HOW_MANY_HELD = Prepared(_HOW_MANY)
_STILL_HELD = Prepared(_HELD)

_MARK_SENT = Each(
    lambda given: (
        update(_TABLE)
        .where(
            _TABLE.c.id == given.id,
            _TABLE.c.lease == bindparam("holder"),
            _TABLE.c.state == MessageState.CLAIMED,
        )
        .values(
            state=MessageState.SENT,
            reason="",
            detail=given.detail,
            sent_at=bindparam("at"),
            attempts=_TABLE.c.attempts + 1,
            changes=_TABLE.c.changes + 1,
            lease=None,
            lease_until=None,
            content_hash=given.content_hash,
            address_hash=given.address_hash,
        )
    ),
    id=Uuid(),
    detail=String(),
    content_hash=String(),
    address_hash=String(),
)

_ENTER_EVENTS = Each(
    lambda given: insert(MessageEvent).from_select(
        ["id", "clinic_id", "message_id", "number", "at", "before", "after", "due_at", "reason", "detail"],
        select(
            given.id,
            _TABLE.c.clinic_id,
            _TABLE.c.id,
            _TABLE.c.changes,
            bindparam("at", type_=Instant),
            literal(MessageState.CLAIMED.value),
            _TABLE.c.state,
            _TABLE.c.due_at,
            _TABLE.c.reason,
            _TABLE.c.detail,
        ).where(_TABLE.c.id == given.message_id),
    ),
    id=Uuid(),
    message_id=Uuid(),
)
"""The event of a message that has just been marked: what it says is on the row."""
