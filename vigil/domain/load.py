"""How much mail a patient gets: sending hours, at most so many messages a day and a week, and reminders within that."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from vigil.domain.instants import at_local, aware, elapsed_after, local_date
from vigil.domain.reasons import Reason
from vigil.domain.timing import Limits, Reminder, Schedule, SendingHours

_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def opening(day: date, zone: ZoneInfo, hours: SendingHours) -> datetime:
    """The first instant of a day at which a message may leave."""
    return at_local(day, hours.opens, zone)


@lru_cache(maxsize=4096)
def closing(day: date, zone: ZoneInfo, hours: SendingHours) -> datetime:
    """The instant of a day from which no message leaves."""
    return at_local(day, hours.closes, zone)


def next_sendable(at: datetime, zone: ZoneInfo, hours: SendingHours) -> datetime:
    """``at`` itself within sending hours, else the next opening."""
    day = local_date(at, zone)
    if at < opening(day, zone, hours):
        return opening(day, zone, hours)
    return aware(at) if at < closing(day, zone, hours) else opening(day + _DAY, zone, hours)


class Agenda:
    """How many messages leave for one patient on each day of their calendar, and whether one more may."""

    def __init__(self, zone: ZoneInfo, limits: Limits, taken: Iterable[datetime] = ()) -> None:
        self.zone = zone
        self._limits = limits
        self._count = Counter(local_date(at, zone) for at in taken)

    def take(self, at: datetime) -> None:
        """Count one more message on the day of ``at``."""
        self._count[local_date(at, self.zone)] += 1

    def has_room(self, day: date) -> bool:
        """Whether one more message on ``day`` keeps that day and every seven days running within the limits."""
        if self._count[day] >= self._limits.per_day:
            return False
        around = [self._count[day + offset * _DAY] for offset in range(-6, 7)]
        return all(sum(around[first : first + 7]) < self._limits.per_week for first in range(7))


def next_allowed(
    wanted_at: datetime, taken: Sequence[datetime], zone: ZoneInfo, hours: SendingHours, limits: Limits
) -> datetime:
    """The first instant from ``wanted_at`` on, within sending hours, on a day that has room beside ``taken``.

    ``taken`` are the instants at which the patient's other messages left or will leave. There is always such a day: a
    week after the last of them.
    """
    agenda = Agenda(zone, limits, taken)
    at = next_sendable(wanted_at, zone, hours)
    while not agenda.has_room(local_date(at, zone)):
        at = opening(local_date(at, zone) + _DAY, zone, hours)
    return at


@dataclass(frozen=True)
class PlannedReminder:
    """One reminder of an ask; ``due_at`` is ``None`` when it is skipped, and ``reason`` then says why."""

    key: str
    number: int
    wanted_at: datetime
    due_at: datetime | None
    reason: Reason | None = None


def reminder_key(ask_key: str, number: int) -> str:
    return f"{ask_key}:reminder:{number}"


def reminders_due(
    ask_key: str,
    schedule: Schedule,
    first_sent_at: datetime,
    at: datetime,
    *,
    zone: ZoneInfo,
    late_at: datetime,
    others: Sequence[datetime] = (),
    decided: Mapping[int, datetime | None] | None = None,
) -> tuple[PlannedReminder, ...]:
    """The reminders of an unanswered ask whose time has come at ``at`` and that nobody decided yet: due, or skipped.

    They count from ``first_sent_at``, when the ask's first message (or the one that carried it) was really sent.
    ``others`` are the instants at which the patient's other messages were sent or are planned. ``decided`` holds the
    numbers of this ask's reminders that are in the ledger already, with their instant (``None`` for one not sent).

    A reminder is absorbed by a newer message: one sent since the first, one planned on the reminder's day or before
    the limits would let it leave, or a later reminder whose time has come too. It is skipped when the limits put it off
    by more than a day, or to the day on which answers become late (between sessions: the day of the next one).
    """
    hours, decided = schedule.sending_hours, decided or {}
    wanted = [elapsed_after(first_sent_at, reminder.after) for reminder in schedule.reminder]
    come = [number for number, wanted_at in enumerate(wanted, start=1) if wanted_at <= at]
    taken = [first_sent_at, *others, *(sent for sent in decided.values() if sent)]
    rows = []
    for number in come:
        if number in decided:
            continue
        wanted_at = wanted[number - 1]
        due_at = next_allowed(max(wanted_at, at), taken, zone, hours, schedule.limits)
        until = max(due_at, closing(local_date(wanted_at, zone), zone, hours))
        reason = None
        if number < come[-1] or any(first_sent_at < other <= until for other in others):
            reason = Reason.ABSORBED
        elif local_date(due_at, zone) >= local_date(late_at, zone):
            reason = Reason.TIME_PASSED
        elif due_at - max(wanted_at, at) > _DAY:
            reason = Reason.NO_ROOM
        key = reminder_key(ask_key, number)
        rows.append(PlannedReminder(key, number, wanted_at, None if reason else due_at, reason))
    return tuple(rows)


def next_reminder_at(reminders: Sequence[Reminder], first_sent_at: datetime, at: datetime) -> datetime | None:
    """When the next reminder after ``at`` comes up, or ``None`` when there is none left."""
    ahead = (elapsed_after(first_sent_at, reminder.after) for reminder in reminders)
    return min((wanted for wanted in ahead if wanted > at), default=None)
