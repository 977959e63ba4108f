"""A course that stops early without a response is a failure that nobody announced: the physician hears of it.

Stopped is closed, or no session for 28 days and none planned, before the number of sessions at which it would be
judged.

Source: clinical review (stopped without improvement); seed 003 (one session makes no sense, most effect after three).
Last reviewed: 2026-11.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria, judge
from vigil.domain.rules.rule import Rule
from vigil.domain.rules.verdict_lines import compared, lines
from vigil.domain.scores import window
from vigil.domain.thresholds import length, shared
from vigil.domain.wording import capital, day, say
from vigil.domain.words import SessionState, Urgency


@dataclass(frozen=True)
class Thresholds:
    silent_for: timedelta = length(
        timedelta(days=28), timedelta(days=14), timedelta(days=90), "no session for this long, and none planned"
    )
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Once per course, when it has stopped and its last score is in or can no longer come."""
    course, done = history.course, len(history.course.performed)
    if (
        not course.is_painful
        or not 1 <= done < course.review_after_sessions
        or not _is_stopped(history, thresholds, now)
    ):
        return None
    verdict = judge(history, done, thresholds.criteria, now)
    waits = verdict.evaluation is None and now < window(history, done, thresholds.criteria.windows).closes_at
    if waits or verdict.is_response:
        return None
    known = (
        capital(compared(verdict))
        if verdict.outcome and not verdict.is_provisional
        else say("Réponse inconnue", "Response unknown")
    )
    last = day(course.performed[-1].at, history.patient.zone)
    reason = say(
        f"{known.fr} : cure arrêtée après {done} séance{'s' if done > 1 else ''} (dernière le {last.fr}) sans "
        "réponse établie.",
        f"{known.en}: course stopped after {done} session{'s' if done > 1 else ''} (the last on {last.en}), no "
        "response shown.",
    )
    return RULE.on_course(history, Urgency.BEFORE_NEXT_SESSION, reason, *lines(history, verdict))


def _is_stopped(history: History, thresholds: Thresholds, now: datetime) -> bool:
    course = history.course
    if course.closed_at is not None and course.closed_at <= now:
        return True
    planned = any(item.state is SessionState.PLANNED and item.at > now for item in course.sessions)
    return not planned and now - course.performed[-1].at >= thresholds.silent_for


def due_at(history: History, thresholds: Thresholds) -> Iterable[datetime]:
    """When it may count as stopped, and when its last score can no longer come."""
    course, done = history.course, len(history.course.performed)
    if not course.is_painful or not 1 <= done < course.review_after_sessions:
        return
    yield course.performed[-1].at + thresholds.silent_for
    yield window(history, done, thresholds.criteria.windows).closes_at
    yield from (item.at for item in course.sessions if item.state is SessionState.PLANNED)
    if course.closed_at is not None:
        yield course.closed_at


RULE = Rule("stopped_without_improvement", 1, Thresholds, evaluate, is_timed=True, due_at=due_at)
