"""Fever with an inflamed injection site is a systemic infection until shown otherwise.

The sign of the form is a fever of 38.5 °C or more, or rigors, with red warm skin or new back pain. A fever ticked
further down beside spreading, warm or discharging skin says the same; in an immunosuppressed patient any redness
does, from 38 °C.

Source: clinical review of emergency signs (38.5 °C; 38 °C when immunosuppressed).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import INFECTION_RISKS, answers, context, ground, has_ongoing, infected, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, RiskFactor, Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when the sign is ticked, or fever comes with an inflamed site."""
    if not (Sign.SEPSIS in answers(history).danger_signs or _is_feverish_and_inflamed(history)):
        return None
    reason = say(
        "Fièvre ou frissons avec signes locaux en ce moment : signes compatibles avec une infection générale ; "
        "vérifier que le patient a appelé le 15.",
        "Fever or rigors with local signs now: signs compatible with a systemic infection; make sure that the patient "
        "called 15.",
    )
    lines = (*context(history), *ground(risks(history, INFECTION_RISKS)), *_lower_bar(history))
    return RULE.on_ask(history, Urgency.EMERGENCY, reason, *lines, holds=True, case=True)


def _is_feverish_and_inflamed(history: History) -> bool:
    if not has_ongoing(history, ReactionCode.FEVER):
        return False
    is_fragile = history.patient.has(RiskFactor.IMMUNOSUPPRESSION)
    return bool(infected(history)) or (is_fragile and has_ongoing(history, ReactionCode.REDNESS))


def _lower_bar(history: History) -> tuple[Bilingual, ...]:
    if not history.patient.has(RiskFactor.IMMUNOSUPPRESSION):
        return ()
    return (say("Immunodépression : le seuil est 38 °C.", "Immunosuppression: the threshold is 38 °C."),)


RULE = Rule("sepsis_signs", 1, NoThresholds, evaluate)
