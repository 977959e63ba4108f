"""One patient's story as values to be drawn: scores by when they were asked for, sessions, reactions, messages, alerts.

A score that was asked for and not given is a point without a value: missing is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from vigil.domain.eva import Eva, Instrument
from vigil.domain.findings import Bilingual
from vigil.domain.history import Ask, Course, Product
from vigil.domain.reaction_spans import ReactionSpan
from vigil.domain.scores import Windows
from vigil.domain.wording import say
from vigil.domain.words import AlertState, AskKind, AskState, SessionState, Urgency


class EvaWhen(StrEnum):
    """On which occasion a score was asked for; the words are those that the database keeps."""

    BASELINE = "baseline"
    BEFORE = "before"
    FOLLOWUP = "followup"
    BETWEEN = "between"
    END = "end"
    LATE = "late"

    @property
    def label(self) -> Bilingual:
        return _WHEN[self]


class WhyMissing(StrEnum):
    NOT_TAKEN = "not_taken"  # nobody took the score before the injection
    WAITING = "waiting"  # asked, and the answer may still come
    SILENT = "silent"
    WITHOUT_SCORE = "without_score"  # answered, but for the score

    @property
    def label(self) -> Bilingual:
        return _MISSING[self]


@dataclass(frozen=True)
class EvaPoint:
    """A score on its occasion. ``rank`` is that of the session that it is about, from 1; ``value`` may be missing.

    ``counts`` is false for what was answered so soon after a session that it never counts for efficacy.
    """

    at: datetime
    when: EvaWhen
    value: Eva | None = None
    rank: int | None = None
    instrument: Instrument = Instrument.EN_0_10
    is_recalled: bool = False
    counts: bool = True
    why_missing: WhyMissing | None = None


@dataclass(frozen=True)
class SessionMark:
    """A session on the timeline, with what was given. ``rank`` is ``None`` for one that was not performed."""

    id: UUID
    at: datetime
    state: SessionState
    rank: int | None
    products: tuple[Product, ...] = ()
    depths_mm: tuple[float, ...] = ()
    technique: str = ""
    zone: str = ""
    volume_ml: float | None = None
    diluent: str = ""
    operator: str = ""
    deviations: tuple[str, ...] = ()
    deviation_reason: str = ""
    reaction_during: str = ""
    state_reason: str = ""


@dataclass(frozen=True)
class CourseTimeline:
    """One course: its scores and sessions oldest first, its reactions as they were told."""

    course: Course
    points: tuple[EvaPoint, ...] = ()
    sessions: tuple[SessionMark, ...] = ()
    reactions: tuple[ReactionSpan, ...] = ()

    @property
    def performed(self) -> tuple[SessionMark, ...]:
        return tuple(session for session in self.sessions if session.rank is not None)

    @property
    def missing(self) -> tuple[EvaPoint, ...]:
        return tuple(point for point in self.points if point.value is None)


@dataclass(frozen=True)
class AlertMark:
    """An alert: what it said, who took it on, how it ended."""

    id: UUID
    reference: str
    course_id: UUID | None
    rule: str
    urgency: Urgency
    state: AlertState
    opened_at: datetime
    reason: Bilingual
    evidence: tuple[Bilingual, ...] = ()
    holds_next_session: bool = False
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True)
class DecisionMark:
    """Something that staff decided, in words, with its author."""

    at: datetime
    what: Bilingual
    by: str
    reason: str = ""


def eva_points(
    course: Course, given: Iterable[EvaPoint], asks: Iterable[Ask], asked: Mapping[UUID, EvaWhen], windows: Windows
) -> tuple[EvaPoint, ...]:
    """The scores that were given, and those that were asked for and not given, oldest first.

    ``asked`` maps the asks of which a score of this course came in to its occasion.
    """
    if not course.is_painful:
        return ()
    points = [_weighed(point, course, windows) for point in given]
    before = {point.rank for point in points if point.when is EvaWhen.BEFORE}
    for rank, session in enumerate(course.performed, start=1):
        is_first_known = rank == 1 and any(point.when is EvaWhen.BASELINE for point in points)
        if rank not in before and not is_first_known:
            points.append(EvaPoint(session.at, EvaWhen.BEFORE, rank=rank, why_missing=WhyMissing.NOT_TAKEN))
    for ask in asks:
        if ask.asked_at is not None and ask.id not in asked:
            why = _WHY.get(ask.state, WhyMissing.WAITING)
            points.append(EvaPoint(ask.asked_at, _KINDS[ask.kind], rank=_rank(course, ask), why_missing=why))
    return tuple(sorted(points, key=lambda point: point.at))


def _weighed(point: EvaPoint, course: Course, windows: Windows) -> EvaPoint:
    """Marked when it was given within the time after a session in which a rebound is expected."""
    if point.when in (EvaWhen.BASELINE, EvaWhen.BEFORE):
        return point
    earlier = [session.at for session in course.performed if session.at <= point.at]
    is_early = bool(earlier) and point.at - earlier[-1] < windows.settles_after
    if not is_early:
        return point
    return EvaPoint(point.at, point.when, point.value, point.rank, point.instrument, point.is_recalled, counts=False)


def _rank(course: Course, ask: Ask) -> int | None:
    ranks = [rank for id in ask.session_ids if (rank := course.rank(id)) is not None]
    return ranks[0] if ranks else None


_KINDS = {
    AskKind.FOLLOWUP: EvaWhen.FOLLOWUP,
    AskKind.BETWEEN: EvaWhen.BETWEEN,
    AskKind.END: EvaWhen.END,
    AskKind.LATE: EvaWhen.LATE,
}
_WHY = {AskState.SILENT: WhyMissing.SILENT, AskState.ANSWERED: WhyMissing.WITHOUT_SCORE}
_WHEN = {
    EvaWhen.BASELINE: say("Au départ", "At the start"),
    EvaWhen.BEFORE: say("Avant l'injection", "Before the injection"),
    EvaWhen.FOLLOWUP: say("À 48 h", "At 48 h"),
    EvaWhen.BETWEEN: say("Entre deux séances", "Between sessions"),
    EvaWhen.END: say("Fin de cure", "End of course"),
    EvaWhen.LATE: say("Contrôle tardif", "Late check"),
}
_MISSING = {
    WhyMissing.NOT_TAKEN: say("non relevée", "not taken"),
    WhyMissing.WAITING: say("réponse attendue", "answer awaited"),
    WhyMissing.SILENT: say("sans réponse", "no answer"),
    WhyMissing.WITHOUT_SCORE: say("répondu sans score", "answered without a score"),
}
