"""Without the score before session 1 nobody will ever know whether the course helped: ask for it at once.

Asked afterwards, it is marked as recalled.

Source: clinical review (the baseline EVA is required at session 1).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria
from vigil.domain.rules.rule import Rule
from vigil.domain.scores import baseline
from vigil.domain.thresholds import shared
from vigil.domain.wording import day, say
from vigil.domain.words import Urgency


@dataclass(frozen=True)
class Thresholds:
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h, from the first performed session on."""
    course = history.course
    if not course.is_painful or not course.performed or baseline(history, thresholds.criteria.windows) is not None:
        return None
    on = day(course.performed[0].at, history.patient.zone)
    reason = say(
        f"EVA de départ manquante, première séance le {on.fr} : la demander maintenant.",
        f"Baseline EVA missing, first session on {on.en}: ask for it now.",
    )
    return RULE.on_course(history, Urgency.WITHIN_72H, reason)


RULE = Rule("baseline_missing", 1, Thresholds, evaluate, reads_report=False, is_timed=True)
