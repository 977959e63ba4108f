"""When each step of a course's follow-up is due: the values of a schedule, which ``vigil.domain.schedule`` reads.

The defaults are the ``standard`` schedule. Each dataclass field is the key of the same name in the file, described in
``docs/reference/schedules.md``. Offsets are elapsed time where a field says so, and otherwise whole days of wall-clock
time in the patient's zone (the same hour on another day).
"""

from dataclasses import dataclass
from datetime import time, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SendingHours:
    """Messages leave from ``opens`` until before ``closes`` in the patient's zone, every day of the week."""

    opens: time = time(9)
    closes: time = time(19)


@dataclass(frozen=True)
class Limits:
    """At most so many messages a calendar day, and in any seven days running, per patient (all courses together)."""

    per_day: int = 1
    per_week: int = 4


@dataclass(frozen=True)
class SameDay:
    """Instructions and danger signs, ``after`` the session (elapsed).

    Another message that leaves ``joins_within`` of then carries them.
    """

    after: timedelta = HOUR
    grace: timedelta = DAY
    joins_within: timedelta = 6 * HOUR


@dataclass(frozen=True)
class Followup:
    """The safety questions, ``after`` the session (elapsed); the link's ends are wall-clock days after the session."""

    after: timedelta = 48 * HOUR
    grace: timedelta = 5 * DAY
    late_after: timedelta = 7 * DAY
    closes_after: timedelta = 28 * DAY


@dataclass(frozen=True)
class Between:
    """The score between two sessions: on the day ``after``, at least ``before_next`` (elapsed) ahead of the next one.

    Never before ``earliest`` (elapsed), since an EVA of the first 72 h never counts for efficacy.
    """

    after: timedelta = 4 * DAY
    earliest: timedelta = 72 * HOUR
    before_next: timedelta = 72 * HOUR
    grace: timedelta = 3 * DAY
    late_after: timedelta = 7 * DAY
    closes_after: timedelta = 28 * DAY


@dataclass(frozen=True)
class BeforeSession:
    """Pre-session instructions: as soon as the appointment exists, and once more ``again`` before it at the latest.

    All are elapsed time. The second never leaves more than ``again_within`` before the session; later than
    ``useful_until`` before it they serve no purpose. A message that leaves within ``joins_within`` of the appointment
    being made carries its announcement.
    """

    again: timedelta = 72 * HOUR
    again_within: timedelta = 5 * DAY
    useful_until: timedelta = 12 * HOUR
    joins_within: timedelta = DAY


@dataclass(frozen=True)
class EndOfCourse:
    """The last score, ideally ``after`` the last session, from ``earliest`` to ``latest`` (wall-clock days)."""

    after: timedelta = 7 * DAY
    earliest: timedelta = 5 * DAY
    latest: timedelta = 14 * DAY
    closes_after: timedelta = 42 * DAY


@dataclass(frozen=True)
class Check:
    """One late check, ``after`` the latest performed session (whole weeks, wall clock)."""

    after: timedelta
    if_immunosuppressed: bool = False

    @property
    def name(self) -> str:
        """``w4`` for four weeks."""
        return f"w{self.after // WEEK}"


@dataclass(frozen=True)
class LateChecks:
    """The late checks for infection; the link's ends are wall-clock days after the day of the check."""

    grace: timedelta = 4 * WEEK
    late_after: timedelta = 2 * WEEK
    closes_after: timedelta = 8 * WEEK
    check: tuple[Check, ...] = (Check(4 * WEEK), Check(12 * WEEK), Check(26 * WEEK, if_immunosuppressed=True))


@dataclass(frozen=True)
class Reminder:
    """A reminder of an unanswered ask, ``after`` its first message was sent (elapsed)."""

    after: timedelta


@dataclass(frozen=True)
class Pace:
    """The expected days to the next session, from those of rank ``until_rank`` or less (``None``: from all further)."""

    spacing_days: int
    until_rank: int | None = None


@dataclass(frozen=True)
class Schedule:
    """One version of a schedule; see ``docs/reference/schedules.md``."""

    name: str
    intended_sessions: int = 5
    review_after_sessions: int = 5
    sending_hours: SendingHours = SendingHours()
    limits: Limits = Limits()
    same_day: SameDay = SameDay()
    followup: Followup = Followup()
    between: Between = Between()
    before_session: BeforeSession = BeforeSession()
    end_of_course: EndOfCourse = EndOfCourse()
    late_checks: LateChecks = LateChecks()
    reminder: tuple[Reminder, ...] = (Reminder(24 * HOUR), Reminder(72 * HOUR))
    pace: tuple[Pace, ...] = (Pace(7),)

    def spacing_after(self, rank: int) -> int:
        """The expected number of days from the session of this rank (from 1) to the next."""
        for pace in self.pace:
            if pace.until_rank is None or rank <= pace.until_rank:
                return pace.spacing_days
        return self.pace[-1].spacing_days
