"""Faults by chance, the same for the same seed: what the relay does wrong at which verb, and who is killed when."""

import os
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.mail.faulty import (
    DRIP,
    DROP,
    EXTRA,
    GARBAGE,
    HANG,
    KEEP_AND_DROP,
    KEEP_AND_HANG,
    STRANGER,
    Faults,
    Faulty,
    Verb,
)

_KEPT = (KEEP_AND_DROP, KEEP_AND_HANG)

KINDS: Mapping[Verb, tuple[str, ...]] = {
    Verb.CONNECT: ("421 4.3.2 down", "554 5.3.2 not here", DROP, HANG),
    Verb.EHLO: ("421 4.3.2 down", "502 5.5.1 no", DROP, HANG),
    Verb.STARTTLS: ("454 4.7.0 not now", DROP),
    Verb.HANDSHAKE: (DROP, HANG, GARBAGE, STRANGER),
    Verb.MAIL: ("451 4.3.0 later", "452 4.3.1 full", "550 5.7.1 not from you", "421 4.4.2 bye", DROP, HANG, EXTRA),
    Verb.RCPT: ("450 4.2.1 busy", "452 4.2.2 full", "550 5.1.1 unknown", "421 4.4.2 bye", DROP, HANG, EXTRA),
    Verb.DATA: ("451 4.3.0 later", "554 5.6.0 no", "421 4.4.2 bye", DROP, HANG),
    Verb.CONTENT: (DROP, HANG),
    Verb.DOT: ("451 4.3.0 later", "554 5.7.1 spam", "421 4.4.2 bye", DROP, HANG, *_KEPT, DRIP, EXTRA),
    Verb.RSET: ("421 4.4.2 bye", DROP, HANG),
    Verb.QUIT: (DROP, HANG),
}  # fmt: skip
"""All that may go wrong at a verb."""


class Chance(Faults):
    """Each verb goes wrong with a ``likelihood``; which time it does, and how, hangs on the seed alone."""

    def __init__(self, seed: int, likelihood: float) -> None:
        self._seed = seed
        self.likelihood = likelihood

    def __getitem__(self, struck: tuple[Verb, int]) -> str:
        verb, count = struck
        draw = random.Random(f"{self._seed}:{verb}:{count}")
        if draw.random() >= self.likelihood:
            raise KeyError(struck)
        return draw.choice(KINDS[verb])

    def __iter__(self) -> Iterator[tuple[Verb, int]]:
        raise NotImplementedError("faults by chance have no end")

    def __len__(self) -> int:
        raise NotImplementedError("faults by chance have no end")


@dataclass(frozen=True)
class Doom:
    """Worker ``victim`` is killed when the relay has heard ``verb`` so many times more.

    Without one, ``after`` so many seconds of work, or if it ``is_early`` at once, while it starts.
    """

    victim: int
    verb: Verb | None
    count: int
    after: float
    is_early: bool


def dooms(draw: random.Random, workers: int) -> list[Doom]:
    """Who is killed in a round, and when; who is not ends by itself."""
    found = []
    for victim in range(workers):
        if draw.random() < 0.85:
            at_verb = draw.random() < 0.7
            verb = draw.choice((Verb.MAIL, Verb.RCPT, Verb.DATA, Verb.CONTENT, Verb.DOT, Verb.DOT)) if at_verb else None
            found.append(Doom(victim, verb, draw.randint(1, 8), draw.uniform(0.0, 1.0), draw.random() < 0.2))
    return found


@dataclass
class Deadly(Faulty):
    """A faulty relay that also kills: whoever is marked dies between a verb and its answer."""

    on_verb: Callable[[Verb], None] = field(default=lambda verb: None)

    def strike(self, verb: Verb) -> str | None:
        fault = super().strike(verb)
        self.on_verb(verb)
        return fault


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
