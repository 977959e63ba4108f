"""Identifiers minted by the application: UUID version 7 (RFC 9562, §5.7), from an injectable source."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vigil.domain.instants import aware


class Randomness(Protocol):
    """What an id source needs of ``random.Random`` or ``random.SystemRandom``."""

    def getrandbits(self, k: int, /) -> int: ...


Ids = Callable[[], UUID]


def uuid7(at: datetime, randomness: Randomness) -> UUID:
    """A version 7 UUID for an aware instant: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = int(aware(at).timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    value = milliseconds << 80 | 0x7 << 76 | randomness.getrandbits(12) << 64
    return UUID(int=value | 0b10 << 62 | randomness.getrandbits(62))


def id_source(now: Callable[[], datetime], randomness: Randomness) -> Ids:
    """A source of ids that reads the given clock and randomness."""
    return lambda: uuid7(now(), randomness)
