"""A treated pain that is clearly worse than before the course is looked at within 72 hours, at any session.

Scores of the 72 h after a session never count here: a rebound is expected then.

Source: course-level definition (worse: +2 points or +30 %); clinical review (excludes the 72 h window).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime

from vigil.domain.eva import Eva
from vigil.domain.findings import Finding
from vigil.domain.history import EvaMeasure, History
from vigil.domain.outcome import Criteria, Outcome, classify
from vigil.domain.rules.pain import compared
from vigil.domain.rules.reading import context, reported_eva
from vigil.domain.rules.rule import Rule
from vigil.domain.scores import baseline, measures
from vigil.domain.thresholds import shared
from vigil.domain.wording import say
from vigil.domain.words import Urgency


@dataclass(frozen=True)
class Thresholds:
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h, once per spell of worsening: the session after which it began arms the alert."""
    report, given, windows = history.report, reported_eva(history), thresholds.criteria.windows
    base = baseline(history, windows)
    if not history.course.is_painful or report is None or given is None or base is None:
        return None
    now_scored = EvaMeasure(given, report.answered_at)
    settled = [
        held for held in measures(history) if held.answered_at < report.answered_at and _rank(history, held, thresholds)
    ]
    if not _rank(history, now_scored, thresholds) or not _is_worse(given, base, thresholds):
        return None
    began = now_scored
    for held in reversed([held for held in settled if not held.is_baseline]):
        if not _is_worse(held.value, base, thresholds):
            break
        began = held
    both = compared(history, given, base)
    reason = say(f"{both.fr} : aggravation par rapport au départ.", f"{both.en}: worse than at the start.")
    arming = f"after session {_rank(history, began, thresholds)}"
    return RULE.on_course(history, Urgency.WITHIN_72H, reason, *context(history), arming=arming, tells_patient=True)


def _is_worse(value: Eva, base: EvaMeasure, thresholds: Thresholds) -> bool:
    return classify(base.value, value, thresholds.criteria) is Outcome.WORSE


def _rank(history: History, measure: EvaMeasure, thresholds: Thresholds) -> int:
    """The rank of the last session before the score, 0 when there is none or its rebound may still last."""
    done = [session for session in history.course.performed if session.at < measure.answered_at]
    settled = done and measure.answered_at - done[-1].at >= thresholds.criteria.windows.settles_after
    return len(done) if settled else 0


RULE = Rule(
    "worsening",
    1,
    Thresholds,
    evaluate,
    yields_to=frozenset({"pain_surge_within_72h", "hyperalgesia_beyond_72h"}),
)
