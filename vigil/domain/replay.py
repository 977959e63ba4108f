"""Replaying a message's events: do they lead, by ways that the table holds, to the row as it stands?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vigil.domain.states import TRANSITIONS, MessageState


@dataclass(frozen=True)
class Change:
    """One event of a message; ``before`` is empty for its birth. Leases leave none: ``claimed`` may be stepped over."""

    at: datetime
    before: str
    after: str
    due_at: datetime


@dataclass(frozen=True)
class Row:
    """What a message's row says of itself; ``state`` is what is written there, whether or not it is one."""

    state: str
    due_at: datetime
    sent_at: datetime | None
    changes: int


_STATES = frozenset(MessageState)


def discrepancy(row: Row, changes: Sequence[Change]) -> str:
    """What does not fit, as a sentence; empty when the events explain the row."""
    if not changes or changes[0].before:
        return "the row has no birth: it was not entered by this program"
    if len(changes) != row.changes:
        return f"the row counts {row.changes} events, and there are {len(changes)}"
    unknown = {word for change in changes for word in (change.before or change.after, change.after)} - _STATES
    if unknown:
        return f"its events speak of {', '.join(sorted(unknown))}, which is no state"
    state = MessageState(changes[0].after)
    for change in changes[1:]:
        if not _leads(state, MessageState(change.before)):
            return f"an event begins at {change.before}, but the message was {state}"
        if change.before != change.after and not _leads(MessageState(change.before), MessageState(change.after)):
            return f"an event goes from {change.before} to {change.after}, a way that does not exist"
        state = MessageState(change.after)
    return _against(row, state, changes)


def _leads(before: MessageState, after: MessageState) -> bool:
    """The same state, or a lease taken without an event, or a way of the table."""
    return before is after or after in TRANSITIONS[before]


def _against(row: Row, state: MessageState, changes: Sequence[Change]) -> str:
    due_at = changes[-1].due_at
    is_leased = row.state == MessageState.CLAIMED and MessageState.CLAIMED in TRANSITIONS[state]
    if row.state != state and not is_leased:
        return f"the row says {row.state}, its events say {state}"
    if row.due_at != due_at:
        return f"the row is due at {row.due_at:%Y-%m-%d %H:%M}, its events say {due_at:%Y-%m-%d %H:%M}"
    if row.state == MessageState.SENT and row.sent_at != _sent_at(changes):
        return "the row was sent at another time than its events say"
    if row.state != MessageState.SENT and row.sent_at is not None:
        return "the row has a time of sending but was not sent"
    return ""


def _sent_at(changes: Sequence[Change]) -> datetime | None:
    """When it went; later events only remark on it."""
    return next((change.at for change in changes if change.after == MessageState.SENT != change.before), None)
