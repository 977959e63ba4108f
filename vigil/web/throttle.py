"""How often a door may be tried. Only failures count, and each key waits for itself alone: nobody locks another out.

Several windows together make the delay grow: a minute after five failures, ten minutes after ten, then hours. Kept in
the memory of the process, on the machine's own clock.
"""

import math
import time
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

Windows = Sequence[RateLimitItem]

PASSWORDS = parse_many("5/minute; 10 per 10 minutes; 20/hour; 60/day")
"""Wrong passwords of one account from one network, or from one browser that the account knows."""

NETWORK = parse_many("30 per 5 minutes; 300/day")
"""Wrong passwords of any account from one network."""

CODES = parse_many("5/minute; 15/hour; 40/day")
"""Wrong second factors of one account from browsers that it does not know, or from one that it does."""

LETTERS = parse_many("3/hour; 6/day")
"""Links asked for by one network for one account."""

GUESSES = parse_many("60/minute; 600/hour")
"""Addresses that lead nowhere, asked for by one network."""


class Throttle:
    """Counts failures under a key, and says how long that key has to wait."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, windows: Windows, *key: str) -> int:
        """Seconds until the key may try again; 0 when it may now."""
        waits = [
            self._limiter.get_window_stats(window, *key).reset_time - time.time()
            for window in windows
            if not self._limiter.test(window, *key)
        ]
        return max((max(1, math.ceil(wait)) for wait in waits), default=0)

    def count(self, windows: Windows, *key: str) -> None:
        """One failure more."""
        for window in windows:
            self._limiter.hit(window, *key)


def network_of(request: Request) -> str:
    """The network that a request comes from: an address, or the 64 bits of IPv6 that one household has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((host, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)
