"""Who is on call, and who is away: stretches of wall-clock time, once or every week, and what they come to.

A stretch is written in wall-clock time, since "from Friday 18:00 to Monday 08:00" means just that on a night on which
the clocks change too; only when it is asked about does it become instants. Stretches of several people may overlap (all
of them are on call) and leave gaps (nobody is, and the ladder is climbed as without a calendar).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.errors import Refused
from vigil.domain.instants import at_local, local_date

_WEEK = timedelta(weeks=1)
LONGEST = {True: timedelta(weeks=1), False: timedelta(days=366)}
"""How long a stretch may be: one that comes every week must not run into itself."""


class Duty(StrEnum):
    """What a stretch says of somebody."""

    ON_CALL = "on_call"
    AWAY = "away"


@dataclass(frozen=True)
class Stretch:
    """``staff_id`` is on call (or away) from one wall-clock time to another; a weekly one last on ``last_on``."""

    id: UUID
    staff_id: UUID
    duty: Duty
    starts_on: date
    starts_wall: time
    ends_on: date
    ends_wall: time
    is_weekly: bool = False
    last_on: date | None = None

    def check(self) -> None:
        """``Refused`` for what cannot be meant."""
        starts, ends = (
            datetime.combine(self.starts_on, self.starts_wall),
            datetime.combine(self.ends_on, self.ends_wall),
        )
        if ends <= starts:
            raise Refused("The end is not after the beginning.", field="ends")
        if ends - starts > LONGEST[self.is_weekly]:
            longest = "a week" if self.is_weekly else "a year"
            raise Refused(f"A stretch lasts {longest} at most.", field="ends")
        if self.is_weekly and self.last_on is not None and self.last_on < self.starts_on:
            raise Refused("The last week is before the first.", field="last_on")

    def occurrences(self, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The instants from and to which it holds, as far as they touch the time between two instants."""
        skipped = max((local_date(since, zone) - self.ends_on) // _WEEK, 0) if self.is_weekly else 0
        shift = skipped * _WEEK
        while True:
            starts_on = self.starts_on + shift
            starts_at = at_local(starts_on, self.starts_wall, zone)
            ends_at = at_local(self.ends_on + shift, self.ends_wall, zone)
            if starts_at >= until or (self.last_on is not None and starts_on > self.last_on):
                return
            if ends_at > since and ends_at > starts_at:
                yield starts_at, ends_at
            if not self.is_weekly:
                return
            shift += _WEEK


@dataclass(frozen=True)
class Cover:
    """Who is on call and who is away at one instant."""

    on_call: frozenset[UUID] = frozenset()
    away: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Segment:
    """A time during which the cover is the same; ``on_call`` and ``away`` in the order in which they were written."""

    since: datetime
    until: datetime
    on_call: tuple[UUID, ...]
    away: tuple[UUID, ...]

    @property
    def is_overlap(self) -> bool:
        return len(self.on_call) > 1

    @property
    def is_uncovered(self) -> bool:
        """Somebody is away and nobody is on call."""
        return bool(self.away) and not self.on_call

    @property
    def contradict(self) -> tuple[UUID, ...]:
        """Who is both on call and away."""
        return tuple(person for person in self.on_call if person in self.away)


def covering(stretches: Iterable[Stretch], zone: ZoneInfo, at: datetime) -> Cover:
    """What the stretches come to at an instant; somebody who is both on call and away is on call."""
    holding = [one for one in stretches if any(True for _ in one.occurrences(zone, at, at + timedelta(microseconds=1)))]
    on_call = frozenset(one.staff_id for one in holding if one.duty is Duty.ON_CALL)
    return Cover(on_call, frozenset(one.staff_id for one in holding if one.duty is Duty.AWAY) - on_call)


def segments(stretches: Sequence[Stretch], zone: ZoneInfo, since: datetime, until: datetime) -> list[Segment]:
    """The time between two instants, cut wherever somebody comes or goes."""
    held = [(one, times) for one in stretches for times in one.occurrences(zone, since, until)]
    cuts = {since, until} | {min(max(at, since), until) for _, times in held for at in times}
    edges = sorted(cuts)
    found: list[Segment] = []
    for begins, ends in pairwise(edges):
        here = [one for one, (starts_at, ends_at) in held if starts_at <= begins < ends_at]
        names = [
            tuple(dict.fromkeys(one.staff_id for one in here if one.duty is duty)) for duty in (Duty.ON_CALL, Duty.AWAY)
        ]
        segment = Segment(begins, ends, names[0], names[1])
        if found and (found[-1].on_call, found[-1].away) == (segment.on_call, segment.away):
            segment = Segment(found.pop().since, ends, *names)
        found.append(segment)
    return found
