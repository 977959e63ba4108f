"""How much at once and how fast: what a relay or a recipient's domain can take, and how many connections that needs."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vigil.domain.errors import Refused

FEWEST = 4
"""Connections for a relay that answers at once, and for one that is not known yet."""

AS_FAST_AS = 4000
"""Messages per second: about what one process can write to sockets. No more connections than that takes."""

OTHERS = "*"
"""Stands for every domain that is not named, each by itself."""


@dataclass(frozen=True)
class Pace:
    """A recipient domain's limits, ``None`` for no limit: messages under way at once, and in any minute."""

    at_once: int | None = None
    per_minute: int | None = None

    def __post_init__(self) -> None:
        if any(limit is not None and limit < 1 for limit in (self.at_once, self.per_minute)):
            raise Refused("A domain's limits are at least 1, or none.", field="limit")


def connections_for(latency: float, most: int, per_minute: int | None) -> int:
    """Little's law: to part with n messages a second which keep a connection for t seconds each takes n · t of them."""
    rate = AS_FAST_AS if per_minute is None else min(AS_FAST_AS, per_minute / 60)
    return min(most, max(FEWEST, math.ceil(latency * rate)))


class Rate:
    """At most so many in any minute."""

    def __init__(self, per_minute: int | None) -> None:
        self._begun: deque[float] | None = None if per_minute is None else deque(maxlen=per_minute)

    def has_room(self, now: float) -> bool:
        return self._begun is None or len(self._begun) < (self._begun.maxlen or 0) or now >= self._begun[0] + 60

    def note(self, now: float) -> None:
        if self._begun is not None:
            self._begun.append(now)


class _Traffic:
    """What goes to one domain."""

    def __init__(self, pace: Pace) -> None:
        self.under_way = 0
        self.most = pace.at_once
        self.rate = Rate(pace.per_minute)


class Domains:
    """The traffic to each recipient domain over all relays, where ``paces`` (by domain, or ``OTHERS``) limits it."""

    def __init__(self, paces: Mapping[str, Pace], clock: Callable[[], float]) -> None:
        self._paces = {domain.lower(): pace for domain, pace in paces.items()}
        self._clock = clock
        self._traffic: dict[str, _Traffic] = {}

    @property
    def are_limited(self) -> bool:
        return bool(self._paces)

    def has_room(self, domain: str) -> bool:
        traffic = self._to(domain)
        if traffic is None:
            return True
        return (traffic.most is None or traffic.under_way < traffic.most) and traffic.rate.has_room(self._clock())

    def begin(self, domain: str) -> None:
        traffic = self._to(domain)
        if traffic is not None:
            traffic.under_way += 1
            traffic.rate.note(self._clock())

    def end(self, domain: str) -> None:
        traffic = self._to(domain)
        if traffic is not None:
            traffic.under_way -= 1

    def _to(self, domain: str) -> _Traffic | None:
        if not self._paces:
            return None
        if domain not in self._traffic:
            pace = self._paces.get(domain) or self._paces.get(OTHERS)
            if pace is None:
                return None
            self._traffic[domain] = _Traffic(pace)
        return self._traffic[domain]
