"""Itching far from the injection points, or hives, is an allergy until shown otherwise, even two days later.

Source: seed 001 (rare: rash, diffuse itching); reactions to NSAIDs and chlorhexidine may be delayed up to 72 h.
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import context, ground, is_ongoing, risks, told
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, RiskFactor, Sign, Urgency

_ALLERGIES = tuple(factor for factor in RiskFactor if factor.value.startswith("allergy"))
_TOLD_AS = (ReactionCode.ITCHING, ReactionCode.REDNESS, ReactionCode.OTHER, ReactionCode.ALLERGIC_REACTION)


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day while it lasts; before the next session once it is over."""
    allergic = [reaction for reaction in told(history, *_TOLD_AS) if _is_allergic(reaction)]
    if not allergic:
        return None
    lasts = any(is_ongoing(reaction) for reaction in allergic)
    reason = say(
        f"Démangeaisons diffuses ou plaques, {'en ce moment' if lasts else 'passées'} : signes compatibles avec une "
        "réaction allergique.",
        f"Diffuse itching or hives, {'now' if lasts else 'now over'}: signs compatible with an allergic reaction.",
    )
    urgency = Urgency.SAME_DAY if lasts else Urgency.BEFORE_NEXT_SESSION
    lines = (*context(history), *ground(risks(history, _ALLERGIES)))
    return RULE.on_ask(history, urgency, reason, *lines, holds=True, case=True)


def _is_allergic(reaction: ReactionAnswer) -> bool:
    if reaction.code is ReactionCode.ALLERGIC_REACTION or Sign.URTICARIA in reaction.signs:
        return True
    return reaction.code in (ReactionCode.ITCHING, ReactionCode.REDNESS) and Sign.EVERYWHERE in reaction.signs


RULE = Rule(
    "diffuse_itching",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset(
        {"breathing_or_chest_pain", "face_swelling", "urticaria_with_malaise", "resolved_danger_signs"}
    ),
)
