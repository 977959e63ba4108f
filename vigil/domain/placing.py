"""Finding each step a day: e-mails within the patient's load limits, tasks of the practice as they fall due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vigil.domain.instants import aware, local_date
from vigil.domain.load import Agenda, closing, next_sendable, opening
from vigil.domain.reasons import Reason
from vigil.domain.steps import Occasion, Step, Window
from vigil.domain.timing import SendingHours

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Where a step ended up: due on its own, carried by the message of another key, or not sent for a reason."""

    due_at: datetime
    carrier: str | None = None
    reason: Reason | None = None
    is_expired: bool = False


class Placer:
    """Gives the steps of one patient their places, one after the other, in the order in which they are asked for.

    ``agenda`` is ``None`` where no load counts (telephone tasks).
    """

    def __init__(self, zone: ZoneInfo, at: datetime, agenda: Agenda | None) -> None:
        self._zone = zone
        self._at = at
        self._today = local_date(at, zone)
        self._agenda = agenda
        self._leaders: dict[date, list[tuple[datetime, Occasion, str]]] = {}

    def place(self, key: str, step: Step) -> Place:
        """Join another message where that is better, else take a day, else join any, else say why it is not sent."""
        for window in step.windows:
            if window.latest_at <= self._at:
                continue
            carried = self._joined(step, window)
            place = carried or self._own_day(key, step, window)
            if place:
                return place
        return self._last_resort(step) or self._not_sent(step)

    def settle(self, key: str, step: Step, due_at: datetime) -> Place | None:
        """The place that staff chose, which others then see taken; ``None`` when the step may not leave then."""
        earliest_at = step.window.earliest_at if step.is_ask else step.known_at  # instructions do no harm early
        if not earliest_at <= due_at <= step.expires_at:
            return None
        if self._agenda is not None:
            self._agenda.take(due_at)
            self._leaders.setdefault(local_date(due_at, self._zone), []).append((due_at, step.occasion, key))
        return Place(aware(due_at))

    def _own_day(self, key: str, step: Step, window: Window) -> Place | None:
        for due_at in self._slots(step, window, since=step.known_at, today=self._today):
            day = local_date(due_at, self._zone)
            for leader_at, occasion, leader in self._leaders.get(day, ()):
                if occasion is step.occasion and max(window.earliest_at, step.known_at) <= leader_at <= step.expires_at:
                    return Place(leader_at, carrier=leader)
            if self._agenda is None or self._agenda.has_room(day):
                if self._agenda is not None:
                    self._agenda.take(due_at)
                    self._leaders.setdefault(day, []).append((due_at, step.occasion, key))
                return Place(due_at)
        return None

    def _joined(self, step: Step, window: Window) -> Place | None:
        """Another message that leaves soon enough to carry a step which would rather not travel alone."""
        if step.joins_within is None:
            return None
        since = max(window.earliest_at, step.known_at)
        could_leave_at = next_sendable(max(since, self._at), self._zone, step.schedule.sending_hours)
        until = min(could_leave_at + step.joins_within, window.latest_at)
        return self._leader_within(since, until, latest_first=window.prefers_earlier)

    def _last_resort(self, step: Step) -> Place | None:
        """Any message at all within the time in which the step is useful."""
        return self._leader_within(max(step.window.earliest_at, step.known_at), step.windows[-1].latest_at)

    def _leader_within(self, since: datetime, until: datetime, *, latest_first: bool = False) -> Place | None:
        first, last = max(local_date(since, self._zone), self._today), local_date(until, self._zone)
        days = range((last - first).days + 1)
        for offset in reversed(days) if latest_first else days:
            for leader_at, _, leader in self._leaders.get(first + offset * _DAY, ()):
                if since <= leader_at <= until:
                    return Place(leader_at, carrier=leader)
        return None

    def _slots(self, step: Step, window: Window, *, since: datetime, today: date | None) -> Iterator[datetime]:
        """The instants at which the step could leave, one a day, the best first; ``today`` hides what is past."""
        floor, hours = max(window.earliest_at, since), step.schedule.sending_hours
        for day in _days(floor, window, self._zone, hours, today):
            start = max(opening(day, self._zone, hours), floor)
            end = min(closing(day, self._zone, hours), window.latest_at)
            if start < end and not (day == today and end <= self._at):
                yield aware(window.ideal_at if start <= window.ideal_at < end else start)

    def _not_sent(self, step: Step) -> Place:
        """Why no day was found: none has room, none is left now, none was left on entry, or there never was one."""
        ideal_at = next_sendable(step.window.ideal_at, self._zone, step.schedule.sending_hours)
        if self._is_possible(step, since=step.known_at, today=self._today):
            return Place(ideal_at, reason=Reason.NO_ROOM)
        if self._is_possible(step, since=step.known_at, today=None):
            return Place(ideal_at, reason=Reason.TIME_PASSED, is_expired=True)
        if self._is_possible(step, since=step.window.earliest_at, today=None):
            return Place(ideal_at, reason=Reason.ENTERED_TOO_LATE, is_expired=True)
        return Place(ideal_at, reason=_IMPOSSIBLE.get(step.occasion, Reason.NO_SENDING_HOURS))

    def _is_possible(self, step: Step, *, since: datetime, today: date | None) -> bool:
        return any(True for window in step.windows for _ in self._slots(step, window, since=since, today=today))


_IMPOSSIBLE = {
    Occasion.BETWEEN: Reason.NEXT_SESSION_TOO_CLOSE,
    Occasion.BEFORE_SESSION: Reason.APPOINTMENT_TOO_CLOSE,
}


def _days(floor: datetime, window: Window, zone: ZoneInfo, hours: SendingHours, today: date | None) -> Iterator[date]:
    """The days of a window, its ideal one first, then those on the preferred side of it, then the others."""
    first, last = local_date(floor, zone), local_date(window.latest_at, zone)
    if today is not None:
        first = max(first, today)
    ideal = max(local_date(next_sendable(window.ideal_at, zone, hours), zone), first)
    later, earlier = range((last - ideal).days + 1), range(1, (min(ideal, last + _DAY) - first).days + 1)
    after = (ideal + offset * _DAY for offset in later)
    before = (min(ideal, last + _DAY) - offset * _DAY for offset in earlier)
    if not window.prefers_earlier:
        yield from after
        yield from before
        return
    if ideal <= last:
        yield ideal
    yield from before
    next(after, None)
    yield from after
