"""Patients, courses and sessions to plan for, and a small play of planning, sending and reminding."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.history import Course, Patient, Session
from vigil.domain.instants import local_date
from vigil.domain.load import reminders_due
from vigil.domain.plan import Gone, Plan, PlannedState, ScheduledCourse, plan
from vigil.domain.schedule import Schedule
from vigil.domain.words import Channel, RiskFactor, SessionState

PARIS = ZoneInfo("Europe/Paris")
STANDARD = Schedule("standard")
DAY = timedelta(days=1)


def paris(text: str) -> datetime:
    """``2026-03-02 10:00`` on the clocks of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def patient(zone: ZoneInfo = PARIS, *, is_emailable: bool = True, risks: Sequence[RiskFactor] = ()) -> Patient:
    return Patient(UUID(int=1), zone, is_emailable=is_emailable, risk_factors=frozenset(risks))


def session(
    number: int,
    at: datetime,
    *,
    course: int = 0,
    state: SessionState = SessionState.PERFORMED,
    recorded_at: datetime | None = None,
) -> Session:
    """Session ``number`` of a course; a performed one was recorded 20 minutes after it began unless told otherwise."""
    return Session(UUID(int=100 * (course + 1) + number), _course_id(course), at, state, recorded_at or at + DAY / 72)


def appointment(number: int, at: datetime, *, made_at: datetime, course: int = 0) -> Session:
    return session(number, at, course=course, state=SessionState.PLANNED, recorded_at=made_at)


def _course_id(course: int) -> UUID:
    return UUID(int=10 + course)


def course(
    *sessions: Session,
    number: int = 0,
    intended: int = 5,
    schedule: Schedule = STANDARD,
    closed_at: datetime | None = None,
) -> ScheduledCourse:
    made = Course(
        _course_id(number),
        UUID(int=1),
        "dos",
        sessions[0].recorded_at if sessions else paris("2026-01-01 09:00"),
        tuple(sessions),
        intended_sessions=intended,
        closed_at=closed_at,
    )
    return ScheduledCourse(made, schedule)


def short(key: str) -> str:
    """A key with ``s1`` for the first session of the first course, ``c0`` for that course."""
    head, *rest = key.split(":")
    return ":".join([head, *(_name(part) for part in rest)])


def _name(part: str) -> str:
    if len(part) != 36:
        return part
    number = UUID(part).int
    if number < 100:
        return f"c{number - 10}"
    place = number // 100 - 1
    return f"s{number % 100}" if place == 0 else f"s{number % 100}of{place}"


def clock(at: datetime, zone: ZoneInfo = PARIS) -> str:
    return at.astimezone(zone).strftime("%m-%d %H:%M")


def timetable(planned: Plan, zone: ZoneInfo = PARIS) -> list[tuple[str, str]]:
    """When what leaves on its own is due, in order."""
    return [(clock(m.due_at, zone), short(m.key)) for m in planned.messages if m.state is PlannedState.PLANNED]


def states(planned: Plan) -> dict[str, str]:
    """``planned``, ``gone``, or the reason why a message does not leave on its own, by key."""
    return {short(m.key): f"{m.state}: {m.reason}" if m.reason else str(m.state) for m in planned.messages}


@dataclass
class Play:
    """What a ledger would remember while time passes: what has gone, and what became of the reminders."""

    patient: Patient
    facts: Callable[[datetime], list[ScheduledCourse]]
    answered: Callable[[str], bool] = lambda _: False
    gone: dict[str, Gone] = field(default_factory=dict)
    decided: dict[str, dict[int, datetime | None]] = field(default_factory=dict)
    waiting: dict[str, datetime] = field(default_factory=dict)
    last: Plan = field(default_factory=Plan)

    def run(self, since: datetime, until: datetime, step: timedelta = timedelta(hours=1)) -> "Play":
        at = since
        while at <= until:
            self.turn(at)
            at += step
        return self

    def turn(self, at: datetime) -> None:
        """Plan again, send what is due, remind of what is silent."""
        self.last = plan(self.patient, self.facts(at), at, self.gone, tuple(self.waiting.values()))
        for message in self.last.messages:
            if message.state is PlannedState.PLANNED and message.due_at <= at < message.expires_at:
                self.gone[message.key] = Gone(at, message.session_id, message.carries)
        if self.patient.is_emailable:
            self._remind(at)
        for key in [key for key, due_at in self.waiting.items() if due_at <= at]:
            del self.waiting[key]
            self.gone[key] = Gone(at)

    def _remind(self, at: datetime) -> None:
        ahead = [m.due_at for m in self.last.messages if m.state is PlannedState.PLANNED and m.channel is Channel.EMAIL]
        for ask in self.last.asks:
            first = self.last.by_key.get(f"{ask.key}:first")
            sent_at = self._sent_at(f"{ask.key}:first")
            if first is None or sent_at is None or self.answered(ask.key) or at >= ask.closes_at:
                continue
            own = self.decided.setdefault(ask.key, {})
            others = [gone.sent_at for key, gone in self.gone.items() if not key.startswith(f"{ask.key}:")]
            for reminder in reminders_due(
                ask.key,
                STANDARD,
                sent_at,
                at,
                zone=self.patient.zone,
                late_at=ask.late_at,
                others=[*others, *ahead, *self.waiting.values()],
                decided=own,
            ):
                own[reminder.number] = reminder.due_at
                if reminder.due_at is not None:
                    self.waiting[reminder.key] = reminder.due_at

    def _sent_at(self, key: str) -> datetime | None:
        for carrier, gone in self.gone.items():
            if carrier == key or key in gone.carries:
                return gone.sent_at
        return None

    def log(self) -> list[tuple[str, str]]:
        """What left, in order."""
        rows = sorted((gone.sent_at, key) for key, gone in self.gone.items())
        return [(clock(at, self.patient.zone), short(key)) for at, key in rows]

    def most_in(self, days: int) -> int:
        """The most messages in so many days running of the patient's calendar."""
        on = [local_date(gone.sent_at, self.patient.zone) for gone in self.gone.values()]
        return max((sum(first <= day < first + days * DAY for day in on) for first in on), default=0)


def as_of(at: datetime, *sessions: Session) -> tuple[Session, ...]:
    """The sessions as the record shows them at ``at``: appointments before they take place, nothing before it is made.

    Each is recorded as performed 20 minutes after it began.
    """
    shown = []
    for one in sessions:
        entered_at = one.at + DAY / 72
        if at >= entered_at:
            shown.append(Session(one.id, one.course_id, one.at, SessionState.PERFORMED, entered_at))
        elif at >= one.recorded_at:
            shown.append(Session(one.id, one.course_id, one.at, SessionState.PLANNED, one.recorded_at))
    return tuple(shown)
