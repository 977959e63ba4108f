"""Leases: due messages are claimed in small batches, and what left is marked by whoever held it.

The hot half of the ledger's door: plain statements, made once, for many rows at a time.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Integer, Select, Table, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Session

from vigil.domain.reasons import Reason
from vigil.domain.states import IllegalTransition, MessageState
from vigil.domain.words import Channel, Language, Priority
from vigil.store.database import DatabaseClock, Store, database_now, new_id
from vigil.store.ledger import move
from vigil.store.prepared import Prepared, insertion
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
    lease, count = new_id(session), 0
    due = _DUE_CLASSES[channel].first(session, now=now) or ()
    classes = [priority for priority in due if priority is not None and priority <= least]
    if not classes:
        return lease, 0
    held_until = database_now(session) + lease_for
    for priority in classes:
        if count < limit:
            taking = {"now": now, "class": priority, "most": limit - count}
            count += _TAKE[channel].run(session, taking, holder=lease, held_until=held_until)
    return lease, count


def freeze(
    session: Session, ids: Sequence[UUID], *, text_version_id: UUID, language: Language, dated_at: datetime
) -> None:
    """Keep what the first writing of these messages fixed."""
    _FREEZE.run(session, *[{"row": id} for id in ids], version=text_version_id, spoken=language, dated=dated_at)


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
    clinic_id: UUID
    due_at: datetime
    detail: str
    content_hash: str
    address_hash: str


def still_held(session: Session, lease: UUID) -> dict[UUID, int]:
    """The rows that a lease still holds, kept from others until the transaction ends: by id, how many events each has.

    What it lost meanwhile (it lapsed, or the row was cancelled) is not among them.
    """
    return dict(_STILL_HELD.all(session, holder=lease))


def mark_sent(session: Session, sent: Sequence[Sent], held: Mapping[UUID, int], at: datetime) -> None:
    """Note that messages left, which are among the ``still_held``: the rows and one event each, all at once."""
    if any(row.id not in held for row in sent):
        raise IllegalTransition("A message that is no longer held is not this lease's to mark.")
    marks = [
        {"row": id, "told": said[:500], "number": held[id] + 1, "content": content_hash, "address": address_hash}
        for id, _, _, said, content_hash, address_hash in sent
    ]
    events = [
        {
            "id": new_id(session), "clinic_id": clinic_id, "message_id": id, "number": held[id] + 1, "due_at": due_at,
            "detail": said[:500],
        }
        for id, clinic_id, due_at, said, _, _ in sent
    ]  # fmt: skip
    if sent:
        _MARK_SENT.run(session, *marks, at=at)
        before, after = MessageState.CLAIMED.value, MessageState.SENT.value
        _ENTER_EVENTS.run(session, *events, at=at, before=before, after=after, reason="")


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
        self._connection = store.engine.connect()
        self._tells = store.engine.dialect.name == "sqlite"
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
        holder = {"holder": self._lease}
        try:
            if self._connection.scalar(_HOW_MANY, holder) == self._count:
                return None
            return frozenset(self._connection.scalars(_HELD, holder))
        finally:
            self._connection.rollback()

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

_TAKE = {
    channel: Prepared(
        update(_TABLE)
        .where(
            _TABLE.c.id.in_(
                _due(condition, bindparam("class"), bindparam("most", type_=Integer))
                .with_only_columns(_TABLE.c.id)
                .with_for_update(skip_locked=True)
            ),
            or_(*(_TABLE.c.state == state for state in _CLAIMABLE)),
        )
        .values(state=MessageState.CLAIMED, lease=bindparam("holder"), lease_until=bindparam("held_until"))
    )
    for channel, condition in _CLAIMED_BY.items()
}

_FREEZE = Prepared(
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("row"))
    .values(text_version_id=bindparam("version"), language=bindparam("spoken"), dated_at=bindparam("dated"))
)

_STILL_HELD = Prepared(
    select(_TABLE.c.id, _TABLE.c.changes)
    .where(text("state = 'claimed'"), _TABLE.c.lease == bindparam("holder"))
    .order_by(_TABLE.c.id)
    .with_for_update()
)

_MARK_SENT = Prepared(
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("row"))
    .values(
        state=MessageState.SENT,
        reason="",
        detail=bindparam("told"),
        sent_at=bindparam("at"),
        attempts=_TABLE.c.attempts + 1,
        changes=bindparam("number"),
        lease=None,
        lease_until=None,
        content_hash=bindparam("content"),
        address_hash=bindparam("address"),
    )
)

_ENTER_EVENTS = insertion(MessageEvent)
