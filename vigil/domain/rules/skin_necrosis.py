"""Purple or black skin with severe pain is dying skin until shown otherwise.

Told as a reaction without being ticked as a danger sign, it is for the same day.

Source: clinical review of emergency signs; seed 003 (necrosis belongs to practices of another age).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context, ongoing
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when ticked as a danger sign; same day when told as a reaction."""
    is_danger = Sign.SKIN_DISCOLOURATION in answers(history).danger_signs
    if not is_danger and not ongoing(history, ReactionCode.NECROSIS):
        return None
    danger = say(
        "Peau violette ou noire, très douloureuse, en ce moment : signes compatibles avec une nécrose cutanée ; "
        "vérifier que le patient a appelé le 15.",
        "Purple or black, very painful skin now: signs compatible with skin necrosis; make sure that the "
        "patient called 15.",
    )
    told = say(
        "Nécrose cutanée signalée au point traité : à examiner.",
        "Skin necrosis told at the treated site: to be examined.",
    )
    urgency = Urgency.EMERGENCY if is_danger else Urgency.SAME_DAY
    return RULE.on_ask(history, urgency, danger if is_danger else told, *context(history), holds=True, case=True)


RULE = Rule("skin_necrosis", 1, NoThresholds, evaluate)
