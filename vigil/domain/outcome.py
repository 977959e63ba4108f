"""Whether a course helps: the classes of improvement, in integer tenths, and a verdict that can be printed.

Sources: Farrar 2001 (30 % or 2 points on a 0-10 scale), IMMPACT (Dworkin 2008: 10, 30 and 50 %), Ostelo 2008 (low back
pain). Boundaries are inclusive: 7 to 4.9 is exactly 30 %. Ranges are judged on the worse bound. A missing score is
missing: it is never imputed, the verdict only says what 0 or 10 in its place would have changed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from vigil.domain.eva import Eva
from vigil.domain.history import EvaMeasure, History
from vigil.domain.instants import local_date
from vigil.domain.scores import Windows, baseline, evaluation, window
from vigil.domain.thresholds import points, shared, whole
from vigil.domain.words import AnalgesicUse, Impression, SessionState


class Outcome(StrEnum):
    """The class of a course after a session, from the worst."""

    WORSE = "worse"
    NONE = "none"
    MINIMAL = "minimal"
    RESPONDER = "responder"
    SUBSTANTIAL = "substantial"

    @property
    def is_response(self) -> bool:
        return self in (Outcome.RESPONDER, Outcome.SUBSTANTIAL)


class Missing(StrEnum):
    """Why a verdict has no class."""

    BASELINE = "baseline"
    BASELINE_IS_ZERO = "baseline_is_zero"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Criteria:
    """The cut-offs between classes; points in tenths."""

    minimal_percent: int = whole(10, 5, 25, "percent", "minimal improvement from here")
    responder_percent: int = whole(30, 20, 50, "percent", "response from here (or by points)")
    responder_points: int = points(20, 10, 40, "response from here (or by percent)")
    substantial_percent: int = whole(50, 40, 80, "percent", "substantial response from here (or by points)")
    substantial_points: int = points(40, 20, 60, "substantial response from here (or by percent)")
    worse_percent: int = whole(30, 10, 50, "percent", "worse from here (or by points)")
    worse_points: int = points(20, 10, 40, "worse from here (or by percent)")
    low_baseline: int = points(30, 10, 40, "below this baseline a percentage is unstable: points alone are judged")
    low_baseline_points: int = points(10, 5, 20, "response from here when the baseline is low")
    rearms_after: int = whole(3, 1, 8, "sessions", "sessions after a decision to go on before it is judged again")
    windows: Windows = shared(Windows)


IMPROVED = frozenset({Impression.MUCH_IMPROVED, Impression.VERY_MUCH_IMPROVED})


@dataclass(frozen=True)
class Verdict:
    """A course after its session of rank ``rank``: what was compared, what is missing, what would have changed.

    ``fall`` is the improvement in tenths on the worse bounds and ``percent`` the same, rounded down. ``with_zero`` and
    ``with_ten`` are the classes with 0 or 10 in place of the one missing score. ``gaps_days`` are the days between
    performed sessions. ``is_provisional``: the score is that of the session before, and no verdict.
    """

    rank: int
    outcome: Outcome | None
    baseline: EvaMeasure | None
    evaluation: EvaMeasure | None
    missing: tuple[Missing, ...] = ()
    fall: int | None = None
    percent: int | None = None
    is_low_baseline: bool = False
    is_provisional: bool = False
    with_zero: Outcome | None = None
    with_ten: Outcome | None = None
    impression: Impression | None = None
    analgesic_use: AnalgesicUse | None = None
    gaps_days: tuple[int, ...] = ()
    spacing_days: int = 7
    is_spacing_kept: bool = True
    missed_sessions: int = 0

    @property
    def is_response(self) -> bool:
        """Whether the patient responded; with a low baseline, their own impression may say so."""
        if self.outcome is None or self.is_provisional:
            return False
        return self.outcome.is_response or (self.is_low_baseline and self.impression in IMPROVED)

    @property
    def mixes_instruments(self) -> bool:
        """Whether a visual scale was compared with a numerical one, which is an approximation."""
        if self.baseline is None or self.evaluation is None:
            return False
        return self.baseline.instrument is not self.evaluation.instrument


def classify(base: Eva, later: Eva, criteria: Criteria) -> Outcome | None:
    """The class of going from ``base`` to ``later``; ``None`` from a baseline of 0, which cannot improve."""
    fall = base.low - later.high
    if base.low == 0:
        return None
    if base.low < criteria.low_baseline:
        return _classify_low(fall, criteria)
    if fall <= -criteria.worse_points or 100 * fall <= -criteria.worse_percent * base.low:
        return Outcome.WORSE
    if fall >= criteria.substantial_points or 100 * fall >= criteria.substantial_percent * base.low:
        return Outcome.SUBSTANTIAL
    if fall >= criteria.responder_points or 100 * fall >= criteria.responder_percent * base.low:
        return Outcome.RESPONDER
    return Outcome.MINIMAL if 100 * fall >= criteria.minimal_percent * base.low else Outcome.NONE


def _classify_low(fall: int, criteria: Criteria) -> Outcome:
    if fall <= -criteria.worse_points:
        return Outcome.WORSE
    if fall >= criteria.low_baseline_points:
        return Outcome.RESPONDER
    return Outcome.MINIMAL if fall > 0 else Outcome.NONE


def judge(history: History, rank: int, criteria: Criteria, now: datetime) -> Verdict:
    """The verdict after the performed session of that rank (from 1), with what is known at ``now``."""
    base = baseline(history, criteria.windows)
    later = evaluation(history, rank, criteria.windows, now)
    provisional = None if later or rank < 2 else _provisional(history, rank, criteria, now)
    missing = _missing(base, later)
    used = later or provisional
    outcome = classify(base.value, used.value, criteria) if base and used else None
    fall = base.value.low - used.value.high if base and used else None
    gaps = _gaps(history, rank)
    spacing = history.course.spacing_days
    return Verdict(
        rank,
        outcome,
        base,
        used,
        missing,
        fall,
        percent=100 * fall // base.value.low if base and base.value.low and fall is not None else None,
        is_low_baseline=bool(base and 0 < base.value.low < criteria.low_baseline),
        is_provisional=provisional is not None,
        with_zero=_supposing(0, base, later, criteria),
        with_ten=_supposing(100, base, later, criteria),
        impression=latest_impression(history, rank, now),
        analgesic_use=latest_analgesic_use(history, rank, now),
        gaps_days=gaps,
        spacing_days=spacing,
        is_spacing_kept=all(spacing <= 2 * gap and gap <= 2 * spacing + 1 for gap in gaps),
        missed_sessions=_missed(history, rank),
    )


def review_rank(history: History, criteria: Criteria) -> int:
    """The number of performed sessions at which the course is judged: its schedule's, or some after a "go on"."""
    course = history.course
    if course.go_on_decided_at is None:
        return course.review_after_sessions
    return sum(session.at <= course.go_on_decided_at for session in course.performed) + criteria.rearms_after


def latest_verdict(history: History, criteria: Criteria, now: datetime, at_least: int = 1) -> Verdict | None:
    """The verdict after the latest session, of that rank at least, that can be judged; ``None`` when none can."""
    for rank in range(len(history.course.performed), at_least - 1, -1):
        verdict = judge(history, rank, criteria, now)
        if verdict.outcome is not None and not verdict.is_provisional:
            return verdict
    return None


def _provisional(history: History, rank: int, criteria: Criteria, now: datetime) -> EvaMeasure | None:
    """The score of the session before, if it is recent and the right one can no longer come."""
    if now < window(history, rank, criteria.windows).closes_at:
        return None
    before = evaluation(history, rank - 1, criteria.windows, now)
    return before if before and now - before.answered_at <= criteria.windows.provisional_for else None


def _missing(base: EvaMeasure | None, later: EvaMeasure | None) -> tuple[Missing, ...]:
    found = []
    if base is None:
        found.append(Missing.BASELINE)
    elif base.value.low == 0:
        found.append(Missing.BASELINE_IS_ZERO)
    if later is None:
        found.append(Missing.EVALUATION)
    return tuple(found)


def _supposing(tenths: int, base: EvaMeasure | None, later: EvaMeasure | None, criteria: Criteria) -> Outcome | None:
    supposed = Eva(tenths, tenths)
    if base is None and later is not None:
        return classify(supposed, later.value, criteria)
    if base is not None and later is None:
        return classify(base.value, supposed, criteria)
    return None


def _gaps(history: History, rank: int) -> tuple[int, ...]:
    days = [local_date(session.at, history.patient.zone) for session in history.course.performed[:rank]]
    return tuple((later - earlier).days for earlier, later in pairwise(days))


def _missed(history: History, rank: int) -> int:
    last = history.course.performed[rank - 1].at
    return sum(session.state is SessionState.MISSED and session.at <= last for session in history.course.sessions)


def latest_impression(history: History, rank: int, now: datetime) -> Impression | None:
    """The patient's own impression given since that session, the latest first."""
    since = history.course.performed[rank - 1].at
    told = [report for report in history.reports if since <= report.answered_at <= now and report.answers.impression]
    return told[-1].answers.impression if told else None


def latest_analgesic_use(history: History, rank: int, now: datetime) -> AnalgesicUse | None:
    """What the patient said of their painkillers since that session, the latest first."""
    since = history.course.performed[rank - 1].at
    told = [report for report in history.reports if since <= report.answered_at <= now and report.answers.analgesic_use]
    return told[-1].answers.analgesic_use if told else None
