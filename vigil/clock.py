"""The only place that asks the time, and the clock that the time machine turns by hand."""

from datetime import UTC, datetime

from vigil.domain.instants import aware


def now() -> datetime:
    """The instant at which this is called, in UTC."""
    return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._at = aware(start)

    def __call__(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        """Go on to ``at``; an instant in the past leaves the clock where it is."""
        self._at = max(self._at, aware(at))
