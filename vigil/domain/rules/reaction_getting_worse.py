"""A reaction that grows instead of fading is not following its course, whether told today or on an earlier form.

Haematoma, redness, bleeding, fever, malaise, allergy and infection have rules of their own that read their growth.

Source: clinical review (unresolved reactions are asked about until resolved; getting worse alerts anew); seed 003
(local reactions fade over successive sessions).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import REACTION, SIGN
from vigil.domain.rules.reading import context, told, when
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import Bother, Evolution, ReactionCode, Sign, Urgency

_READ_HERE = (
    ReactionCode.PAIN_REBOUND,
    ReactionCode.INJECTION_SITE_PAIN,
    ReactionCode.ITCHING,
    ReactionCode.FLUSH,
    ReactionCode.NODULE,
    ReactionCode.FATIGUE,
    ReactionCode.OTHER,
)


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Within 72 h; same day when the patient cannot act because of it."""
    growing = [item for item in told(history, *_READ_HERE) if item.evolution is Evolution.GROWING]
    if not growing:
        return None
    what, at = capital(listed([_named(item) for item in growing])), when(history)
    prevents = any(item.bother is Bother.PREVENTS for item in growing)
    reason = say(
        f"{what.fr} : en augmentation{', empêche d’agir' if prevents else ''} ; {at.fr or 'à la réponse'}.",
        f"{what.en}: growing{', prevents activity' if prevents else ''}; {at.en or 'at the answer'}.",
    )
    urgency = Urgency.SAME_DAY if prevents else Urgency.WITHIN_72H
    return RULE.on_ask(history, urgency, reason, *context(history))


def _named(item: ReactionAnswer) -> Bilingual:
    if item.code is ReactionCode.OTHER and Sign.SWELLING in item.signs:
        name = SIGN[Sign.SWELLING]
    else:
        name = REACTION[item.code]
    if not item.is_earlier:
        return name
    return Bilingual(f"{name.fr} (signalement antérieur)", f"{name.en} (told before)")


RULE = Rule(
    "reaction_getting_worse",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset(
        {
            "diffuse_itching",
            "hyperalgesia_beyond_72h",
            "late_or_growing_nodule",
            "lasting_flush",
            "non_healing_or_discharging_point",
            "pain_surge_within_72h",
            "spreading_redness",
        }
    ),
)
