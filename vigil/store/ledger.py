"""The ledger's only door: what is owed comes in here, and nothing else changes the state of a message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Integer, Select, Table, bindparam, select, text, update
from sqlalchemy.orm import Session

from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState, check_transition
from vigil.domain.words import Priority
from vigil.store.database import database_now, new_id
from vigil.store.tables import Message, MessageEvent
from vigil.store.tables.ledger import DUE

_CLAIMABLE = (MessageState.PLANNED, MessageState.UNCERTAIN)
_TABLE = cast(Table, Message.__table__)


def owe(session: Session, message: Message, at: datetime) -> Message:
    """Enter a new message, in the state that it was given, with the event of its birth."""
    message.created_at = at
    session.add(message)
    _note(session, message, at, before="")
    return message


def move(
    session: Session, message: Message, after: MessageState, at: datetime, *, reason: str = "", detail: str = ""
) -> None:
    """Take a message to another state (``IllegalTransition`` if the table has no such way), and note it."""
    before = message.state
    check_transition(before, after, attempts=message.attempts)
    message.state, message.reason, message.detail = after, reason, detail[:500]
    if after is not MessageState.CLAIMED:
        message.lease = message.lease_until = None
    if after is MessageState.SENT:
        message.sent_at = at
    _note(session, message, at, before=before)


def reschedule(session: Session, message: Message, due_at: datetime, at: datetime, reason: str = "moved") -> None:
    """Move a planned message to another instant; noted, since somebody may ask why it came when it came."""
    if message.due_at != due_at:
        message.due_at = due_at
        _note(session, message, at, before=message.state, reason=reason)


def remark(session: Session, message: Message, at: datetime, reason: str) -> bool:
    """Say of a message something that does not change its state; once for each thing said."""
    if message.reason == reason:
        return False
    message.reason = reason
    _note(session, message, at, before=message.state)
    return True


def claim(session: Session, now: datetime, *, limit: int, lease_for: timedelta) -> tuple[UUID, list[Message]]:
    """Lease up to ``limit`` due e-mails, the most urgent class first; returns the lease and the rows.

    Claims are no events. The lease runs on the database's clock; one conditional update takes the rows, so two holders
    never share one.
    """
    lease = new_id(session)
    classes = [
        Priority(due) for due in session.connection().execute(_DUE_CLASSES, {"now": now}).one() if due is not None
    ]
    if not classes:
        return lease, []
    taking = {"now": now, "holder": lease, "held_until": database_now(session) + lease_for}
    claimed: list[UUID] = []
    for priority in classes:
        if len(claimed) < limit:
            taken = session.connection().execute(_TAKE, taking | {"class": priority, "most": limit - len(claimed)})
            claimed.extend(taken.scalars())
    if not claimed:
        return lease, []
    rows = session.scalars(
        select(Message).where(Message.id.in_(claimed)).execution_options(populate_existing=True)
    ).all()
    return lease, sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))


def lapse(session: Session, now: datetime) -> Sequence[Message]:
    """Messages whose holder died become uncertain: sent-but-unmarked and untouched look the same after a crash.

    Returns them: what is urgent about them must not wait.
    """
    if session.connection().scalar(_CLAIMED) is None:
        return []
    rows = session.scalars(
        select(Message).where(Message.state == MessageState.CLAIMED, Message.lease_until < database_now(session))
    ).all()
    for row in rows:
        row.attempts += 1
        move(session, row, MessageState.UNCERTAIN, now, reason=Reason.WORKER_LOST)
    session.flush()  # a claim that follows looks past the session
    return rows


def held(session: Session, lease: UUID) -> Sequence[Message]:
    """The rows that a lease still holds."""
    return session.scalars(select(Message).where(Message.lease == lease, Message.state == MessageState.CLAIMED)).all()


def by_key(session: Session, clinic_id: UUID, key: str) -> Message | None:
    return session.scalar(select(Message).where(Message.clinic_id == clinic_id, Message.key == key))


def _due(priority: Any, limit: Any) -> Select[Any]:
    """The due rows of a class, through the index of what is due."""
    is_due = (text(DUE), _TABLE.c.priority == priority, _TABLE.c.due_at <= bindparam("now"))
    return select(_TABLE.c.id, _TABLE.c.priority).where(*is_due).order_by(_TABLE.c.due_at).limit(limit)


_DUE_CLASSES = select(
    *(_due(priority, 1).with_only_columns(_TABLE.c.priority).scalar_subquery() for priority in Priority)
)
"""The classes of which something is due, each its own number or nothing: one look, whatever waits."""

_CLAIMED = select(_TABLE.c.id).where(text("state = 'claimed'")).limit(1)
"""Whether anything is leased at all, through the index of leases."""

_TAKE = (
    update(_TABLE)
    .where(
        _TABLE.c.id.in_(
            _due(bindparam("class"), bindparam("most", type_=Integer))
            .with_only_columns(_TABLE.c.id)
            .with_for_update(skip_locked=True)
        ),
        _TABLE.c.state.in_(_CLAIMABLE),
    )
    .values(state=MessageState.CLAIMED, lease=bindparam("holder"), lease_until=bindparam("held_until"))
    .returning(_TABLE.c.id)
)


def _note(session: Session, message: Message, at: datetime, *, before: str, reason: str | None = None) -> None:
    message.changes = (message.changes or 0) + 1
    session.add(
        MessageEvent(
            id=new_id(session),
            clinic_id=message.clinic_id,
            message_id=message.id,
            number=message.changes,
            at=at,
            before=before,
            after=message.state,
            due_at=message.due_at,
            reason=message.reason or "" if reason is None else reason,
            detail=message.detail or "",
        )
    )
