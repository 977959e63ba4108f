"""A patient who had responded at the end of the course and has lost it by week 12 is seen again.

Source: clinical review (a response lost at week 12 reopens the question); seed 003 (results last longer after five
sessions).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria, classify, latest_verdict
from vigil.domain.rules.pain import compared
from vigil.domain.rules.reading import reported_eva
from vigil.domain.rules.rule import Rule
from vigil.domain.rules.verdict_lines import lines
from vigil.domain.thresholds import length, shared
from vigil.domain.wording import say
from vigil.domain.words import AskKind, Urgency


@dataclass(frozen=True)
class Thresholds:
    until: timedelta = length(
        timedelta(weeks=16), timedelta(weeks=12), timedelta(weeks=40), "later, an effect that wears off is expected"
    )
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """On a late check, once per course."""
    report, given, last = history.report, reported_eva(history), history.course.latest_performed
    if report is None or report.ask.kind is not AskKind.LATE or given is None or last is None:
        return None
    if not history.course.is_painful or report.answered_at - last.at >= thresholds.until:
        return None
    verdict = latest_verdict(history, thresholds.criteria, now)
    if verdict is None or not verdict.is_response or verdict.baseline is None or verdict.evaluation is None:
        return None
    outcome = classify(verdict.baseline.value, given, thresholds.criteria)
    if outcome is None or outcome.is_response:
        return None
    both = compared(history, given, verdict.evaluation)
    reason = say(f"{both.fr} : réponse obtenue puis perdue.", f"{both.en}: response gained, then lost.")
    return RULE.on_course(history, Urgency.BEFORE_NEXT_SESSION, reason, *lines(history, verdict))


RULE = Rule("response_lost", 1, Thresholds, evaluate)
