"""Swelling of the face, tongue or throat now may be an angioedema: the airway can close in minutes.

Source: clinical review of emergency signs; seed 001 (allergy, exceptionally oedema).
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
    if answers(history).danger_signs.isdisjoint({Sign.FACE_SWELLING}):
        return None
    reason = say(
        "Gonflement du visage, de la langue ou de la gorge en ce moment : signes compatibles avec un angiœdème ; "
        "vérifier que le patient a appelé le 15.",
        "Face, tongue or throat swelling now: signs compatible with angioedema; make sure that the patient called 15.",
    )
    return RULE.on_ask(history, Urgency.EMERGENCY, reason, *context(history), holds=True, case=True)


RULE = Rule("face_swelling", 1, NoThresholds, evaluate, yields_to=frozenset({"breathing_or_chest_pain"}))
