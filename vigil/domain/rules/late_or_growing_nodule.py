"""A lump that appears or grows from the second week on is an atypical mycobacterium until shown otherwise.

Biopsy or pus for mycobacterial culture comes before any antibiotic. On a late check, new redness or purple skin
counts too. A lump within two days of a session is an expected papule, and not this.

Source: outbreaks after mesotherapy with 1 to 29 weeks of incubation (Paris 2006-07, Lima, Spain 2009); seed 004.
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import REACTION
from vigil.domain.rules.mycobacteria import CULTURE_FIRST
from vigil.domain.rules.reading import INFECTION_RISKS, context, ground, ongoing, risks, since_first, when
from vigil.domain.rules.rule import Rule
from vigil.domain.thresholds import length
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import AskKind, Evolution, Onset, ReactionCode, Sign, Urgency


@dataclass(frozen=True)
class Thresholds:
    late_after: timedelta = length(
        timedelta(days=7), timedelta(days=5), timedelta(days=14), "late from this long after the first session"
    )


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Same day when a lesion is late, or grows late."""
    since = since_first(history)
    if history.report is None or since is None or since < thresholds.late_after:
        return None
    codes = (ReactionCode.NODULE, ReactionCode.REDNESS, ReactionCode.OTHER)
    late = [reaction for reaction in ongoing(history, *codes) if _is_late(reaction, history.report.ask.kind)]
    if not late:
        return None
    what, at = capital(listed([REACTION[reaction.code] for reaction in late])), when(history)
    reason = say(
        f"{what.fr} d'apparition tardive ou en augmentation, {at.fr} : signes compatibles avec une mycobactérie "
        "atypique.",
        f"{what.en}, late or growing, {at.en}: signs compatible with an atypical mycobacterium.",
    )
    lines = (CULTURE_FIRST, *context(history), *ground(risks(history, INFECTION_RISKS)))
    return RULE.on_ask(history, Urgency.SAME_DAY, reason, *lines, holds=True, case=True)


def _is_late(reaction: ReactionAnswer, kind: AskKind) -> bool:
    """On a late check anything told at the points; before it, a new or growing lump away from a fresh session."""
    if reaction.code is ReactionCode.OTHER:
        return Sign.SKIN_DISCOLOURATION in reaction.signs
    if reaction.code is ReactionCode.NODULE and reaction.evolution is Evolution.GROWING:
        return True
    if kind is AskKind.FOLLOWUP:
        return reaction.code is ReactionCode.NODULE and reaction.onset is Onset.EARLIER
    return not reaction.is_earlier


RULE = Rule(
    "late_or_growing_nodule",
    1,
    Thresholds,
    evaluate,
    yields_to=frozenset({"sepsis_signs", "skin_necrosis", "non_healing_or_discharging_point", "spreading_redness"}),
)
