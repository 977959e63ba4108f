"""What a schedule owes one patient and within which window, before any channel or day is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from vigil.domain.history import Course, Session
from vigil.domain.reasons import Reason
from vigil.domain.timing import Schedule
from vigil.domain.words import AskKind, Priority, SessionState


class Occasion(StrEnum):
    """On which occasion a message leaves; the value is its template's name. In order of who keeps a contested day."""

    FOLLOWUP = "followup"
    LATE_CHECK = "late_check"
    BETWEEN = "between"
    END_OF_COURSE = "end_of_course"
    SAME_DAY = "same_day"
    BEFORE_SESSION = "before_session"

    @property
    def ask_kind(self) -> AskKind | None:
        """The ask that it puts, or ``None`` for mere instructions."""
        return _ASKS.get(self)

    @property
    def priority(self) -> Priority:
        return _PRIORITIES.get(self, Priority.INSTRUCTION)


_ASKS = {
    Occasion.FOLLOWUP: AskKind.FOLLOWUP,
    Occasion.LATE_CHECK: AskKind.LATE,
    Occasion.BETWEEN: AskKind.BETWEEN,
    Occasion.END_OF_COURSE: AskKind.END,
}
_PRIORITIES = {
    Occasion.FOLLOWUP: Priority.SAFETY,
    Occasion.LATE_CHECK: Priority.SAFETY,
    Occasion.BETWEEN: Priority.QUESTION,
    Occasion.END_OF_COURSE: Priority.QUESTION,
}
RANK = {occasion: rank for rank, occasion in enumerate(Occasion)}


@dataclass(frozen=True)
class ScheduledCourse:
    """A course and the version of the schedule that it follows."""

    course: Course
    schedule: Schedule

    @property
    def live(self) -> tuple[Session, ...]:
        """The performed sessions and the appointments, in order of instant."""
        kept = (s for s in self.course.sessions if s.state in (SessionState.PERFORMED, SessionState.PLANNED))
        return tuple(sorted(kept, key=lambda session: (session.at, str(session.id))))


@dataclass(frozen=True)
class Gone:
    """A message that has left, or may have: when, about which session, and the keys of the messages that it carried."""

    sent_at: datetime
    session_id: UUID | None = None
    carries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Departure:
    """The departure of one key: its own (``carrier`` is ``None``) or inside another message."""

    sent_at: datetime
    session_id: UUID | None = None
    carrier: str | None = None


@dataclass(frozen=True)
class Choices:
    """What staff decided of messages not sent yet, by key: ``held`` do not leave, ``moved`` leave at that instant."""

    held: frozenset[str] = frozenset()
    moved: Mapping[str, datetime] = field(default_factory=dict)


class Departures:
    """What has left already, by key, whether on its own or carried."""

    def __init__(self, gone: Mapping[str, Gone]) -> None:
        self._by_key: dict[str, Departure] = {}
        for key in sorted(gone):
            for carried in gone[key].carries:
                self._by_key[carried] = Departure(gone[key].sent_at, carrier=key)
        for key, message in gone.items():
            self._by_key[key] = Departure(message.sent_at, message.session_id)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def of(self, key: str) -> Departure | None:
        return self._by_key.get(key)

    def asked(self, ask_key: str) -> Departure | None:
        """When the patient was asked, by mail or by telephone (a sheet handed over in advance is no asking yet)."""
        return self.of(f"{ask_key}:first") or self.of(f"{ask_key}:call")

    def told(self, key: str) -> Departure | None:
        """When instructions were given, by mail or on paper."""
        return self.of(key) or self.of(f"{key}:sheet")


@dataclass(frozen=True)
class Window:
    """When a message may be due: never before ``earliest_at`` nor after ``latest_at``.

    It leaves on the day of ``ideal_at`` if it can, else on a later day, else on an earlier one (with
    ``prefers_earlier``, the other way round).
    """

    earliest_at: datetime
    ideal_at: datetime
    latest_at: datetime
    prefers_earlier: bool = False


@dataclass(frozen=True)
class Link:
    """From when an ask's answers are flagged late, and from when its link is closed."""

    late_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Step:
    """One thing owed on one occasion. ``sessions`` are those that it speaks of, its own first.

    ``known_at`` is when the facts that it hangs on were entered; ``sheet_at`` when a sheet may be printed for it.
    ``fallback`` is a second window, used when the first has no day left. With ``joins_within``, any other message that
    leaves within that time of when it could leave itself carries it. ``already`` is a reason known beforehand not to
    send it.
    """

    key: str
    occasion: Occasion
    schedule: Schedule
    sessions: tuple[Session, ...]
    window: Window
    expires_at: datetime
    known_at: datetime
    sheet_at: datetime
    link: Link | None = None
    fallback: Window | None = None
    joins_within: timedelta | None = None
    already: Reason | None = None
    is_again: bool = False

    @property
    def session(self) -> Session:
        return self.sessions[0]

    @property
    def is_ask(self) -> bool:
        return self.occasion.ask_kind is not None

    @property
    def windows(self) -> tuple[Window, ...]:
        return (self.window,) if self.fallback is None else (self.window, self.fallback)

    @property
    def course_ids(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(session.course_id for session in self.sessions))
