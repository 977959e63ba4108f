"""After five sessions nobody can say whether the course helps, because a score is missing: contact the patient.

A missing score is neither a failure nor an improvement, and is never made up. A recent score of the session before
is shown, labelled provisional.

Source: course-level definition (missing values); design of the course-level rule.
Last reviewed: 2026-11.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria, Missing, judge, latest_verdict, review_rank
from vigil.domain.rules.rule import Rule
from vigil.domain.rules.verdict_lines import MISSING, lines
from vigil.domain.scores import window
from vigil.domain.thresholds import length, shared
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import Urgency


@dataclass(frozen=True)
class Thresholds:
    grace: timedelta = length(
        timedelta(days=1), timedelta(0), timedelta(days=7), "after the window closed, time left to record a score"
    )
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Before the next session, once the score can no longer come in its window."""
    rank = review_rank(history, thresholds.criteria)
    if not history.course.is_painful or len(history.course.performed) < rank:
        return None
    if latest_verdict(history, thresholds.criteria, now, at_least=rank) is not None:
        return None
    verdict = judge(history, rank, thresholds.criteria, now)
    if verdict.missing == (Missing.EVALUATION,) and now < closes_at(history, rank, thresholds):
        return None
    why = capital(listed([MISSING[item] for item in verdict.missing]))
    reason = say(
        f"{why.fr} : la cure ne peut pas être évaluée après {rank} séances ; contacter le patient.",
        f"{why.en}: the course cannot be evaluated after {rank} sessions; contact the patient.",
    )
    evidence = lines(history, verdict)
    return RULE.on_course(history, Urgency.BEFORE_NEXT_SESSION, reason, *evidence, arming=f"after session {rank}")


def closes_at(history: History, rank: int, thresholds: Thresholds) -> datetime:
    """When a score for that session is given up."""
    return window(history, rank, thresholds.criteria.windows).closes_at + thresholds.grace


def due_at(history: History, thresholds: Thresholds) -> Iterable[datetime]:
    """When the window of the review closes."""
    rank = review_rank(history, thresholds.criteria)
    if history.course.is_painful and len(history.course.performed) >= rank:
        yield closes_at(history, rank, thresholds)


RULE = Rule("cannot_be_evaluated", 1, Thresholds, evaluate, is_timed=True, due_at=due_at)
