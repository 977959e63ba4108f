"""Redness that spreads, is warm or discharges is a skin infection to be seen the same day.

Immunosuppression or diabetes raises it by one class.

Source: seed 001 (spreading redness, warmth, increasing pain, discharge: medical care); clinical review of modifiers.
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import REACTION, SIGN
from vigil.domain.rules.reading import INFECTION_RISKS, INFECTION_SIGNS, context, ground, infected, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import Evolution, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day, raised to an emergency on a fragile ground."""
    inflamed = infected(history)
    if not inflamed:
        return None
    fragile = risks(history, INFECTION_RISKS)
    what = capital(listed([_said(reaction) for reaction in inflamed]))
    reason = say(
        f"{what.fr} : signes compatibles avec une infection du site d'injection.",
        f"{what.en}: signs compatible with an infection of the injection site.",
    )
    urgency = Urgency.SAME_DAY.raised() if fragile else Urgency.SAME_DAY
    return RULE.on_ask(history, urgency, reason, *context(history), *ground(fragile), holds=True, case=True)


def _said(reaction: ReactionAnswer) -> Bilingual:
    details = [SIGN[sign] for sign in sorted(reaction.signs & INFECTION_SIGNS)]
    details += [Bilingual("en augmentation", "growing")] * (reaction.evolution is Evolution.GROWING)
    name = REACTION[reaction.code]
    if not details:
        return name
    said = listed(details)
    return Bilingual(f"{name.fr} ({said.fr})", f"{name.en} ({said.en})")


RULE = Rule(
    "spreading_redness",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset(
        {"sepsis_signs", "skin_necrosis", "late_or_growing_nodule", "non_healing_or_discharging_point"}
    ),
)
