"""A flush lasts minutes; one that is still there on the next days is something else, with or without calcitonin.

Source: calcitonin SmPC (10 to 20 min after the injection, pharmacological); catalogue (still present at 48 h:
unexpected).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import EVOLUTION
from vigil.domain.rules.reading import context, told, when
from vigil.domain.rules.rule import Rule
from vigil.domain.thresholds import length
from vigil.domain.wording import say
from vigil.domain.words import Evolution, ReactionCode, Urgency

_LASTING = (Evolution.FADING, Evolution.SAME, Evolution.GROWING)


@dataclass(frozen=True)
class Thresholds:
    over_by: timedelta = length(
        timedelta(hours=24), timedelta(hours=4), timedelta(hours=48), "an expected flush is over by then"
    )


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h; only when said to be still there (not answered is not "still there")."""
    since = history.since_session
    for reaction in told(history, ReactionCode.FLUSH):
        if since is None or since < thresholds.over_by or reaction.evolution not in _LASTING:
            return None
        how, at = EVOLUTION[reaction.evolution], when(history)
        reason = say(
            f"Bouffée de chaleur encore présente ({how.fr}) {at.fr} : durée inattendue.",
            f"Flush still present ({how.en}) {at.en}: unexpected duration.",
        )
        return RULE.on_ask(history, Urgency.WITHIN_72H, reason, *context(history))
    return None


RULE = Rule("lasting_flush", 1, Thresholds, evaluate)
