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
_RANDOM = 62
_DRAWN = 64
"""Ids for which random bits are drawn at a time: asking the system takes longer than all the rest."""


def id_source(now: Callable[[], datetime], randomness: Randomness) -> Ids:
    """A source of ids in the order of their making: 48 bits of Unix milliseconds, a 12-bit counter, 62 random bits.

    The counter keeps the order within a millisecond and while a clock stands still or goes back (RFC 9562, §6.2); when
    it is full the next millisecond is borrowed.
    """
    lock = threading.Lock()
    drawn: list[int] = []
    last = 0

    def mint() -> UUID:
        nonlocal last
        with lock:
            first = int(aware(now()).timestamp() * 1000) << 12
            last = max(first, last + 1)
            stamp = last
            if not drawn:
                drawn.extend(_parts(randomness.getrandbits(_RANDOM * _DRAWN)))
            random = drawn.pop()
        high = (stamp >> 12 & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (stamp & _COUNTER) << 64
        return uuid_of(high | 0b10 << _RANDOM | random)

    return mint


def _parts(bits: int) -> list[int]:
    return [bits >> shift & (1 << _RANDOM) - 1 for shift in range(0, _RANDOM * _DRAWN, _RANDOM)]


class Written(UUID):
    """An id that keeps how it is written: a message asks a dozen times, and formatting it takes ten times as long."""

    __slots__ = ("hex",)

    def __reduce__(self) -> tuple[type[UUID], tuple[str]]:
        return UUID, (self.hex,)


def uuid_of(number: int) -> UUID:
    """``UUID(int=number)`` without its checks, which take several times as long as all the rest: 0 ≤ number < 2^128."""
    return _made(number, f"{number:032x}")


def uuid_written(text: str) -> UUID:
    """``UUID(text)`` of 32 hexadecimal digits in lower case, likewise."""
    return _made(int(text, 16), text)


def _made(number: int, text: str) -> UUID:
    made, put = object.__new__(Written), object.__setattr__
    put(made, "int", number)
    put(made, "hex", text)
    put(made, "is_safe", SafeUUID.unknown)
    return made
