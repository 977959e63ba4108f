"""A limb newly weaker, a numb saddle, or bladder trouble since the session: cauda equina or cord until shown otherwise.

Deficits that were there before the session are excluded by the question's own words ("since the session").

Source: clinical review of emergency signs.
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context, ground, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import RiskFactor, Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when ticked; a deficit on record is quoted beside it and lowers nothing."""
    if Sign.NEUROLOGICAL not in answers(history).danger_signs:
        return None
    reason = say(
        "Déficit nouveau depuis la séance (membre plus faible, entrejambe endormi ou trouble urinaire) : signes "
        "compatibles avec une compression neurologique ; vérifier que le patient a appelé le 15.",
        "New deficit since the session (weaker limb, saddle numbness or bladder trouble): signs compatible with "
        "neurological compression; make sure that the patient called 15.",
    )
    known = ground(risks(history, (RiskFactor.PREVIOUS_DEFICIT,)))
    return RULE.on_ask(history, Urgency.EMERGENCY, reason, *context(history), *known, holds=True, case=True)


RULE = Rule("neurological_deficit", 1, NoThresholds, evaluate)
