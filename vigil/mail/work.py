"""What stands between a connection and the path that serves it, plain or pipelined."""

from typing import Protocol

from vigil.mail.batch import Errand
from vigil.mail.outcomes import Outcome, Stage


class Work(Protocol):
    """Where a path finds its next message and says what became of it."""

    def take(self) -> Errand | None:
        """The next to send, its lease just asked; ``None`` when there is nothing now, or nothing for this connection.

        Whoever takes one writes its MAIL at once, and calls ``done`` for it, once.
        """

    def done(self, errand: Errand, stage: Stage, outcome: Outcome) -> None:
        """``stage`` is how far it got."""


class Broken(Exception):
    """The connection is of no more use."""


class Misbehaved(Broken):
    """What the relay says does not answer what it was asked."""
