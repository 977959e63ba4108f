"""What happens in a simulated body, whether anybody asks or not: pain over time, and reactions that come and go."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from vigil.domain.words import Bother, Care, Evolution, PainSince, Sign

DAY = timedelta(days=1)
_TAKES_EFFECT = 3 * DAY


@dataclass(frozen=True)
class Episode:
    """One reaction. ``keys`` are the boxes that say it on a form, whichever are offered; ``signs`` its details.

    ``danger`` are signs of question 1 while it lasts, ``past`` of question 2 once it is over. It grows until
    ``peaks_at`` and is gone from ``ends_at`` on. ``said`` is what the patient writes of it.
    """

    keys: tuple[str, ...]
    began_at: datetime
    peaks_at: datetime
    ends_at: datetime
    bother: Bother = Bother.LITTLE
    signs: frozenset[Sign] = frozenset()
    danger: frozenset[Sign] = frozenset()
    past: frozenset[Sign] = frozenset()
    care: Care = Care.NOTHING
    count: int | None = None
    said: str = ""

    def evolution(self, at: datetime) -> Evolution:
        """How it is going at ``at``, as the patient would put it."""
        if at >= self.ends_at:
            return Evolution.GONE
        if at < self.peaks_at:
            return Evolution.GROWING
        is_past_half = at - self.peaks_at > (self.ends_at - self.peaks_at) / 4
        return Evolution.FADING if is_past_half else Evolution.SAME


@dataclass(frozen=True)
class Rebound:
    """The treated pain is stronger for a while after a session, by ``points``, and fades or does not."""

    began_at: datetime
    ends_at: datetime
    points: float
    fades: bool = True


Course = Callable[[datetime, tuple[datetime, ...]], float]
"""Pain in points at an instant, given the sessions so far, without rebound and chance."""


@dataclass(frozen=True)
class Response:
    """Pain moves from ``baseline`` towards ``settled`` by the share ``per_session`` at each session.

    ``settled`` above the baseline gets worse. From ``lost_after`` the last session on, the gain wears off.
    """

    baseline: float
    settled: float
    per_session: float
    lost_after: timedelta | None = None

    def __call__(self, at: datetime, sessions: tuple[datetime, ...]) -> float:
        done = [session for session in sessions if session <= at]
        doses = sum(min(1.0, (at - session) / _TAKES_EFFECT) for session in done)
        left = (1 - self.per_session) ** doses
        pain = self.settled + (self.baseline - self.settled) * left
        if self.lost_after and done and at > done[-1] + self.lost_after:
            weeks = (at - done[-1] - self.lost_after) / (7 * DAY)
            pain += (self.baseline - pain) * (1 - math.exp(-weeks / 2))
        return pain


@dataclass
class Body:
    """``pains`` by course, once the course has an id; ``sessions`` are the instants of those that were performed."""

    pains: dict[UUID, Course] = field(default_factory=dict)
    sessions: list[datetime] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    rebounds: list[Rebound] = field(default_factory=list)

    def suffers(self, effect: Episode | Rebound) -> None:
        if isinstance(effect, Episode):
            self.episodes.append(effect)
        else:
            self.rebounds.append(effect)

    def pain(self, course: UUID, at: datetime) -> float:
        """Points from 0 to 10 (not rounded)."""
        steady = self.pains[course](at, tuple(self.sessions))
        extra = sum(rebound.points for rebound in self.rebounds if rebound.began_at <= at < rebound.ends_at)
        return max(0.0, min(10.0, steady + extra))

    def last_session(self, at: datetime) -> datetime | None:
        return max((session for session in self.sessions if session <= at), default=None)

    def felt(self, at: datetime) -> list[Episode]:
        """The episodes that a patient would speak of: those there now, and those of the last days."""
        since = self.last_session(at) or at
        recent = max(since, at - 5 * DAY)
        return [each for each in self.episodes if each.began_at <= at and (at < each.ends_at or each.ends_at > recent)]

    def pain_since(self, course: UUID, at: datetime) -> PainSince:
        """How the treated pain is since the last session."""
        since = self.last_session(at)
        for rebound in self.rebounds:
            if since and since <= rebound.began_at <= at:
                return PainSince.MORE_FADING if rebound.fades else PainSince.MORE_NOT_FADING
        before = self.pain(course, since - timedelta(minutes=1)) if since else self.pain(course, at)
        return PainSince.LESS if self.pain(course, at) < before - 0.7 else PainSince.SAME
