"""The ledger's door: what is owed comes in here, and nothing else changes the state of a message (but ``leases``)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState, check_transition
from vigil.store.database import new_id
from vigil.store.held import held_first
from vigil.store.prepared import Prepared, Values
from vigil.store.tables import Message, MessageEvent
from vigil.store.writes import change, enter, keep

_PERHAPS_SENT = frozenset({Reason.WORKER_LOST, Reason.CONNECTION_LOST})


def owe(session: Session, message: Message, at: datetime) -> Message:
    """Enter a new message, in the state that it was given, with the event of its birth."""
    message.created_at, message.changes = at, 1
    keep(session, message)
    enter(session, MessageEvent, _event(session, message, at, before=""))
    return message


def owe_all(session: Session, messages: Sequence[Values], at: datetime) -> None:
    """The same for many, each a mapping of columns, written at once: no session holds them."""
    births = [
        {
            "id": new_id(session),
            "clinic_id": message["clinic_id"],
            "message_id": message["id"],
            "number": 1,
            "at": at,
            "after": message["state"],
            "due_at": message["due_at"],
            "reason": message["reason"],
        }
        for message in messages
    ]
    enter(session, Message, *({**message, "changes": 1, "created_at": at} for message in messages))
    enter(session, MessageEvent, *births)


def move(
    session: Session, message: Message, after: MessageState, at: datetime, *, reason: str = "", detail: str = ""
) -> None:
    """Take a message to another state (``IllegalTransition`` if the table has no such way), and note it."""
    before = message.state
    check_transition(before, after, attempts=message.attempts)
    changed: dict[str, Any] = {"state": after, "reason": reason, "detail": detail[:500]}
    if after is not MessageState.CLAIMED:
        changed |= {"lease": None, "lease_until": None}
    if after is MessageState.SENT:
        changed["sent_at"] = at
    _change(session, message, at, before=before, **changed)


def is_perhaps_sent(message: Message) -> bool:
    """Whether an earlier attempt may have arrived; that is known until the message is sent or given up."""
    return message.reason in _PERHAPS_SENT


def give_back(session: Session, message: Message, at: datetime) -> None:
    """A claimed message that has not left waits again as it did before it was claimed."""
    after = MessageState.UNCERTAIN if is_perhaps_sent(message) else MessageState.PLANNED
    move(session, message, after, at, reason=message.reason, detail=message.detail or "")


def reschedule(session: Session, message: Message, due_at: datetime, at: datetime, reason: str = "moved") -> None:
    """Move a planned message to another instant; noted, since somebody may ask why it came when it came."""
    if message.due_at != due_at:
        _change(session, message, at, why=reason, due_at=due_at)


def remark(session: Session, message: Message, at: datetime, reason: str) -> bool:
    """Say of a message something that does not change its state; once for each thing said."""
    if message.reason == reason:
        return False
    _change(session, message, at, reason=reason)
    return True


def by_key(session: Session, clinic_id: UUID, key: str) -> Message | None:
    return held_first(session, Message, _BY_KEY, clinic=clinic_id, key=key)


def _change(
    session: Session,
    message: Message,
    at: datetime,
    *,
    before: MessageState | None = None,
    why: str | None = None,
    **values: Any,
) -> None:
    """Change a message and note it, with ``why`` where that is not the message's own reason."""
    change(session, message, **values, changes=(message.changes or 0) + 1)
    enter(session, MessageEvent, _event(session, message, at, before=before or message.state, reason=why))


def _event(session: Session, message: Message, at: datetime, *, before: str, reason: str | None = None) -> Values:
    return {
        "id": new_id(session),
        "clinic_id": message.clinic_id,
        "message_id": message.id,
        "number": message.changes,
        "at": at,
        "before": before,
        "after": message.state,
        "due_at": message.due_at,
        "reason": message.reason or "" if reason is None else reason,
        "detail": message.detail or "",
    }


_BY_KEY = Prepared(select(Message).where(Message.clinic_id == bindparam("clinic"), Message.key == bindparam("key")))
