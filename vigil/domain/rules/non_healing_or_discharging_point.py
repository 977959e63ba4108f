"""An injection point that does not heal, or discharges from the second week on, is cultured before it is treated.

Source: outbreaks of atypical mycobacteria after mesotherapy (painful nodules, then drainage); seed 004.
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.mycobacteria import CULTURE_FIRST
from vigil.domain.rules.reading import INFECTION_RISKS, context, ground, ongoing, risks, since_first, when
from vigil.domain.rules.rule import Rule
from vigil.domain.thresholds import length
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, Sign, Urgency


@dataclass(frozen=True)
class Thresholds:
    late_after: timedelta = length(
        timedelta(days=7), timedelta(days=5), timedelta(days=14), "a discharge is late from this long after session 1"
    )


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Same day: never healing at any time, discharging when late."""
    since = since_first(history)
    is_late = since is not None and since >= thresholds.late_after
    signs = {sign for reaction in ongoing(history, *ReactionCode) for sign in reaction.signs}
    if Sign.NON_HEALING not in signs and not (is_late and Sign.DISCHARGE in signs):
        return None
    at = when(history)
    what = (
        ("Plaie qui ne guérit pas", "Wound that does not heal")
        if Sign.NON_HEALING in signs
        else ("Écoulement", "Discharge")
    )
    reason = say(
        f"{what[0]} à un point d'injection, {at.fr or 'après la cure'} : signes compatibles avec une mycobactérie "
        "atypique.",
        f"{what[1]} at an injection point, {at.en or 'after the course'}: signs compatible with an atypical "
        "mycobacterium.",
    )
    lines = (CULTURE_FIRST, *context(history), *ground(risks(history, INFECTION_RISKS)))
    return RULE.on_ask(history, Urgency.SAME_DAY, reason, *lines, holds=True, case=True)


RULE = Rule(
    "non_healing_or_discharging_point",
    1,
    Thresholds,
    evaluate,
    yields_to=frozenset({"sepsis_signs", "skin_necrosis", "spreading_redness"}),
)
