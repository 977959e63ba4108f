"""A danger sign that came and went is still an allergy or a syncope to explain before anyone injects again.

Source: clinical review of emergency signs (the same signs, resolved: same day, case proposed, next session held).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import SIGN
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day, whatever the sign that is past."""
    past = answers(history).past_signs
    if not past:
        return None
    signs = capital(listed([SIGN[sign] for sign in sorted(past)]))
    reason = say(
        f"{signs.fr} depuis la séance, sans persistance : à expliquer avant toute nouvelle injection.",
        f"{signs.en} since the session, now over: to be explained before any further injection.",
    )
    return RULE.on_ask(history, Urgency.SAME_DAY, reason, *context(history), holds=True, case=True)


RULE = Rule(
    "resolved_danger_signs",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset({"breathing_or_chest_pain", "face_swelling", "urticaria_with_malaise"}),
)
