"""After three sessions most of the effect should show: none, or worse, is worth knowing before going on.

Source: seed 003 (maximum effect after three sessions); information only, since in seed 000 most improved later.
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria, Outcome, judge
from vigil.domain.rules.rule import Rule
from vigil.domain.rules.verdict_lines import OUTCOME, compared, lines
from vigil.domain.thresholds import shared, whole
from vigil.domain.wording import say
from vigil.domain.words import Urgency


@dataclass(frozen=True)
class Thresholds:
    after_sessions: int = whole(3, 2, 6, "sessions", "performed sessions after which the note is written")
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Information, once per course, until the course is judged for good."""
    done, rank = len(history.course.performed), thresholds.after_sessions
    if not history.course.is_painful or not rank <= done < history.course.review_after_sessions:
        return None
    verdict = judge(history, rank, thresholds.criteria, now)
    if verdict.is_provisional or verdict.outcome not in (Outcome.NONE, Outcome.WORSE):
        return None
    both, label = compared(verdict), OUTCOME[verdict.outcome]
    reason = say(f"{both.fr} après {rank} séances : {label.fr}.", f"{both.en} after {rank} sessions: {label.en}.")
    return RULE.on_course(history, Urgency.INFORMATION, reason, *lines(history, verdict))


RULE = Rule("early_note", 1, Thresholds, evaluate, is_timed=True, yields_to=frozenset({"worsening"}))
