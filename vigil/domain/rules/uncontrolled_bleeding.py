"""A puncture that bleeds despite fifteen minutes of pressure is not a small bleeding any more.

Source: clinical review of emergency signs; seed 001 (only a small bleeding is expected).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import BLEEDING_RISKS, answers, context, ground, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when the sign is ticked as present now."""
    if answers(history).danger_signs.isdisjoint({Sign.UNCONTROLLED_BLEEDING}):
        return None
    reason = say(
        "Saignement malgré 15 min d'appui, en ce moment ; vérifier que le patient a appelé le 15.",
        "Bleeding despite 15 min of pressure, now; make sure that the patient called 15.",
    )
    return RULE.on_ask(
        history,
        Urgency.EMERGENCY,
        reason,
        *context(history),
        *ground(risks(history, BLEEDING_RISKS)),
        holds=True,
        case=True,
    )


RULE = Rule("uncontrolled_bleeding", 1, NoThresholds, evaluate)
