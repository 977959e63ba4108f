"""A puncture still bleeding when the form is answered is not the small bleeding that one expects.

Fading: within 72 h. Unchanged or growing: same day. A blood thinner or a coagulation disorder raises it by one class.

Source: seed 001 (small bleeding, hours); clinical review (bleeding x anticoagulant, antiplatelet, coagulopathy).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import EVOLUTION
from vigil.domain.rules.reading import BLEEDING_RISKS, context, ground, ongoing, risks, when
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import Evolution, ReactionCode, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """By how it evolves and on what ground; an evolution not told is read as fading, the mildest that is not over."""
    for reaction in ongoing(history, ReactionCode.BLEEDING):
        thinners = risks(history, BLEEDING_RISKS)
        how, at = EVOLUTION[reaction.evolution or Evolution.FADING], when(history)
        persists = reaction.evolution in (Evolution.SAME, Evolution.GROWING)
        urgency = Urgency.SAME_DAY if persists else Urgency.WITHIN_72H
        reason = say(
            f"Saignement {how.fr if reaction.evolution else 'signalé'}, {at.fr or 'à la réponse'}.",
            f"Bleeding, {how.en if reaction.evolution else 'told'}, {at.en or 'at the answer'}.",
        )
        lines = (*context(history), *ground(thinners))
        return RULE.on_ask(history, urgency.raised() if thinners else urgency, reason, *lines, holds=persists)
    return None


RULE = Rule("bleeding", 1, NoThresholds, evaluate, yields_to=frozenset({"uncontrolled_bleeding"}))
