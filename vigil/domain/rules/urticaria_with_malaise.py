"""Hives all over the body with faintness or vomiting may be an anaphylaxis, even without trouble breathing.

Source: clinical review of emergency signs; seed 001 (rash, diffuse itching).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when the sign is ticked as present now."""
    if answers(history).danger_signs.isdisjoint({Sign.URTICARIA}):
        return None
    reason = say(
        "Plaques sur le corps avec malaise ou vomissements en ce moment : signes compatibles avec une anaphylaxie ; "
        "vérifier que le patient a appelé le 15.",
        "Hives with faintness or vomiting now: signs compatible with anaphylaxis; make sure that the "
        "patient called 15.",
    )
    return RULE.on_ask(history, Urgency.EMERGENCY, reason, *context(history), holds=True, case=True)


RULE = Rule(
    "urticaria_with_malaise",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset({"breathing_or_chest_pain", "face_swelling"}),
)
