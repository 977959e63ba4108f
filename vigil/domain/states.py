"""The states of a message of the ledger, and the only table of the ways between them."""

from enum import StrEnum

from vigil.domain.errors import VigilError


class MessageState(StrEnum):
    """Where a message stands; each carries a reason that a secretary can read."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"  # handed to a relay, or to a worker that died: perhaps sent
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    EXPIRED = "expired"


_S = MessageState

TRANSITIONS: dict[MessageState, frozenset[MessageState]] = {
    _S.PLANNED: frozenset({_S.CLAIMED, _S.CANCELLED, _S.SKIPPED, _S.EXPIRED}),
    _S.CLAIMED: frozenset({_S.SENT, _S.PLANNED, _S.UNCERTAIN, _S.FAILED, _S.CANCELLED, _S.SKIPPED, _S.EXPIRED}),
    _S.UNCERTAIN: frozenset({_S.CLAIMED, _S.EXPIRED, _S.CANCELLED, _S.FAILED, _S.SENT}),  # sent: its holder was late
    _S.SENT: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset({_S.PLANNED, _S.SKIPPED, _S.EXPIRED, _S.SENT}),  # sent: the cancellation came too late
    _S.SKIPPED: frozenset({_S.PLANNED, _S.CANCELLED, _S.EXPIRED}),
    _S.EXPIRED: frozenset({_S.PLANNED, _S.SKIPPED, _S.CANCELLED}),
}
"""From a state to those that may follow it. The last three lead back only for a message that was never tried."""

REVIVABLE = frozenset({_S.CANCELLED, _S.SKIPPED, _S.EXPIRED})
"""What may be owed again when the facts change, as long as it was never tried."""

UNSENT = frozenset({_S.PLANNED}) | REVIVABLE
"""What a new plan may still move, revive or cancel."""

GONE = frozenset({_S.CLAIMED, _S.SENT, _S.UNCERTAIN, _S.FAILED})
"""What has left, or may have: a new plan never touches it."""


class IllegalTransition(VigilError):
    """A message cannot go from its state to the one asked for; nothing was changed."""


def check_transition(before: MessageState, after: MessageState, *, attempts: int) -> None:
    """Refuse (``IllegalTransition``) a way that the table does not hold, or a revival of what was already tried."""
    if after not in TRANSITIONS[before]:
        raise IllegalTransition(f"A message that is {before} cannot become {after}.")
    if before in REVIVABLE and after not in (_S.CANCELLED, _S.SENT) and attempts:
        raise IllegalTransition(f"A message that was tried {attempts} times and is {before} cannot become {after}.")
