"""Identifiers minted by the application: UUID version 7 (RFC 9562, §5.7), from an injectable source."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID, SafeUUID

from vigil.domain.instants import aware


class Randomness(Protocol):
    """What an id source needs of ``random.Random`` or ``random.SystemRandom``."""

    def getrandbits(self, k: int, /) -> int: ...


Ids = Callable[[], UUID]

_COUNTER = 0xFFF


def id_source(now: Callable[[], datetime], randomness: Randomness) -> Ids:
    """A source of ids in the order of their making: 48 bits of Unix milliseconds, a 12-bit counter, 62 random bits.

    The counter keeps the order within a millisecond and while a clock stands still or goes back (RFC 9562, §6.2); when
    it is full the next millisecond is borrowed.
    """
    lock = threading.Lock()
    last = 0

    def mint() -> UUID:
        nonlocal last
        with lock:
            first = int(aware(now()).timestamp() * 1000) << 12
            last = max(first, last + 1)
            stamp = last
        high = (stamp >> 12 & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (stamp & _COUNTER) << 64
        return uuid_of(high | 0b10 << 62 | randomness.getrandbits(62))

    return mint


def uuid_of(number: int) -> UUID:
    """``UUID(int=number)`` without its checks, which take several times as long as all the rest: 0 ≤ number < 2^128."""
    made = object.__new__(UUID)
    object.__setattr__(made, "int", number)
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made
