"""Reactions drawn at the rates that ENANTOME publishes, per session; the local ones fade over successive sessions.

Sources: ENANTOME (pain 7 %, haematoma 6 %, itching 1.5 %, redness under 0.5 %, flush 2.5 %, mostly after calcitonin);
durations and windows as in ``config/reactions.toml``.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from vigil.domain.words import Bother
from vigil.simulate.body import DAY, Episode, Rebound

HOUR = timedelta(hours=1)

RATES = {"pain": 0.07, "haematoma": 0.06, "itching": 0.015, "redness": 0.005, "flush": 0.025}
"""Proportion of sessions, over all of them."""

CALCITONIN_SHARE = 0.25
"""The share of sessions at which calcitonin is given: flushes follow those alone."""

_FADES = 0.85  # of the rate of a local reaction, from each session to the next
_LOCAL = frozenset({"pain", "itching", "redness"})
_MEAN_FADING = sum(_FADES**rank for rank in range(5)) / 5  # over a course of five, so that the overall rate holds


def draw(
    random: Random, rank: int, at: datetime, *, has_calcitonin: bool, times: float = 1.0
) -> Iterator[Episode | Rebound]:
    """What a session of that rank (from 1) brings; ``times`` multiplies the rates for somebody who bruises easily."""
    for name, rate in RATES.items():
        chance = rate * times
        if name in _LOCAL:
            chance *= _FADES ** (rank - 1) / _MEAN_FADING
        if name == "flush":
            chance = rate / CALCITONIN_SHARE if has_calcitonin else 0.0
        if random.random() < chance:
            yield _MADE[name](random, at)


def _pain(random: Random, at: datetime) -> Episode | Rebound:
    if random.random() < 0.5:
        return Rebound(at + 4 * HOUR, at + random.uniform(50, 64) * HOUR, random.choice((1.0, 1.5, 2.0)))
    return episode(random, "injection_site_pain", at, begins=(0.5, 6), lasts=(20, 60))


def _haematoma(random: Random, at: datetime) -> Episode:
    return episode(random, "haematoma", at, begins=(1, 20), lasts=(96, 260))


def _itching(random: Random, at: datetime) -> Episode:
    return episode(random, "itching", at, begins=(1, 12), lasts=(24, 90))


def _redness(random: Random, at: datetime) -> Episode:
    return episode(random, "redness", at, begins=(0.5, 3), lasts=(12, 70))


def _flush(random: Random, at: datetime) -> Episode:
    return episode(random, "flush", at, begins=(0.2, 0.5), lasts=(0.5, 3))


_MADE = {"pain": _pain, "haematoma": _haematoma, "itching": _itching, "redness": _redness, "flush": _flush}


def episode(
    random: Random, key: str, at: datetime, *, begins: tuple[float, float], lasts: tuple[float, float]
) -> Episode:
    """A mild one; hours after the session, drawn evenly from each range."""
    began_at = at + random.uniform(*begins) * HOUR
    length = random.uniform(*lasts) * HOUR
    bother = random.choices((Bother.LITTLE, Bother.MUCH), (0.85, 0.15))[0]
    return Episode((key,), began_at, began_at + min(length / 6, DAY), began_at + length, bother)
