"""A circuit breaker: a relay that fails repeatedly is left alone for a while, then tried with one message."""

from collections.abc import Callable

OPENS_AFTER = 3
"""Failures in a row."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds until a relay is tried again; doubled by each try that fails."""


class Breaker:
    """``clock`` gives seconds that only grow. Open: nothing goes; after the pause, one message at a time may try."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._open_until = 0.0

    @property
    def is_closed(self) -> bool:
        return self._failures < OPENS_AFTER

    @property
    def is_open(self) -> bool:
        return not self.is_closed and self._clock() < self._open_until

    def allows(self, under_way: int) -> bool:
        """Whether one more may try, when so many are trying already."""
        return self.is_closed or (under_way == 0 and not self.is_open)

    def succeeded(self) -> None:
        self._failures, self._pause = 0, FIRST_PAUSE

    def failed(self) -> None:
        """What fails while it is open had begun before, and does not lengthen the pause."""
        if self.is_open:
            return
        if not self.is_closed:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._failures += 1
        if not self.is_closed:
            self._open_until = self._clock() + self._pause
