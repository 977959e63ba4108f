"""What a patient would notice of another plan: which messages come in addition, no longer, or at another time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vigil.domain.plan import Plan, PlannedMessage, PlannedState
from vigil.domain.words import Channel


class Change(StrEnum):
    GAINED = "gained"
    LOST = "lost"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One message that leaves under one plan alone (the other instant is ``None``), or at another instant."""

    key: str
    mail: str
    channel: Channel
    change: Change
    was_at: datetime | None
    will_be_at: datetime | None

    @property
    def at(self) -> datetime:
        """The earlier of its instants."""
        return min(at for at in (self.was_at, self.will_be_at) if at is not None)


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """What leaves otherwise under ``after`` than under ``before``, both made at the same instant, in order of time.

    A message that another one carries does not leave: where it stops being carried it is gained.
    """
    return tuple(sorted(_differing(_leaving(before), _leaving(after)), key=lambda one: (one.at, one.key)))


def _differing(before: dict[str, PlannedMessage], after: dict[str, PlannedMessage]) -> Iterator[Difference]:
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            if old.due_at != new.due_at:
                yield Difference(key, new.mail, new.channel, Change.MOVED, old.due_at, new.due_at)
        elif new is not None:
            yield Difference(key, new.mail, new.channel, Change.GAINED, None, new.due_at)
        elif old is not None:
            yield Difference(key, old.mail, old.channel, Change.LOST, old.due_at, None)


def _leaving(plan: Plan) -> dict[str, PlannedMessage]:
    return {message.key: message for message in plan.messages if message.state is PlannedState.PLANNED}
