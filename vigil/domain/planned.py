"""What a plan consists of: asks and messages, as the facts want them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from vigil.domain.reasons import Reason
from vigil.domain.words import AskKind, Channel, Priority


class PlannedState(StrEnum):
    """What a plan says of a message; the first three are the ledger's own words, ``gone`` was there before the plan."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    GONE = "gone"


@dataclass(frozen=True)
class PlannedAsk:
    """A question owed. It opens when its message is due, is late from ``late_at`` and closed from ``closes_at``."""

    key: str
    kind: AskKind
    session_ids: tuple[UUID, ...]  # its own first
    course_ids: tuple[UUID, ...]
    opens_at: datetime
    late_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class PlannedMessage:
    """One row of the ledger as the facts want it.

    ``earliest_at`` is the instant before which it never leaves, ``ideal_at`` the schedule's own, ``due_at`` what
    sending hours, load and late entry made of it, ``expires_at`` when it stops being useful. What is carried has its
    carrier's ``due_at``; what has gone, the instant at which it went.
    """

    key: str
    mail: str
    ask_key: str | None
    session_id: UUID
    course_id: UUID
    channel: Channel
    priority: Priority
    earliest_at: datetime
    ideal_at: datetime
    due_at: datetime
    expires_at: datetime
    state: PlannedState
    reason: Reason | None = None
    carries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All that one patient is owed, asks and messages each in order of time."""

    asks: tuple[PlannedAsk, ...] = ()
    messages: tuple[PlannedMessage, ...] = ()
    by_key: Mapping[str, PlannedMessage] = field(init=False, compare=False, repr=False)
    ask_by_key: Mapping[str, PlannedAsk] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {message.key: message for message in self.messages})
        object.__setattr__(self, "ask_by_key", {ask.key: ask for ask in self.asks})
