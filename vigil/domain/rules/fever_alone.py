"""Fever after injections is never expected: seen the same day, or told before the next session once it is over.

Source: fever is absent from every seed; clinical review (fever alone: same day).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import INFECTION_RISKS, context, ground, is_ongoing, risks, told, when
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day while it lasts."""
    for reaction in told(history, ReactionCode.FEVER):
        lasts, at = is_ongoing(reaction), when(history)
        reason = say(
            f"Fièvre {'en ce moment' if lasts else 'passée'}, {at.fr or 'après une séance'} : jamais attendue.",
            f"Fever {'now' if lasts else 'now over'}, {at.en or 'after a session'}: never expected.",
        )
        urgency = Urgency.SAME_DAY if lasts else Urgency.BEFORE_NEXT_SESSION
        lines = (*context(history), *ground(risks(history, INFECTION_RISKS)))
        return RULE.on_ask(history, urgency, reason, *lines, holds=lasts)
    return None


RULE = Rule("fever_alone", 1, NoThresholds, evaluate, yields_to=frozenset({"sepsis_signs"}))
