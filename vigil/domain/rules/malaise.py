"""A vagal malaise that has passed is told before the next session; one that lasts or comes again is for the same day.

With a loss of consciousness, swelling, hives or trouble breathing it is a danger sign that resolved, and said as such.

Source: clinical review (vagal malaise resolved without danger signs); seed 001 (rare).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import EVOLUTION
from vigil.domain.rules.reading import context, told
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import Evolution, ReactionCode, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Before the next session; same day when it lasts or is not the first."""
    for reaction in told(history, ReactionCode.MALAISE):
        lasts = reaction.evolution in (Evolution.SAME, Evolution.GROWING)
        again = _had_one_before(history)
        how = EVOLUTION[reaction.evolution] if reaction.evolution else None
        fr, en = (f", {how.fr}", f", {how.en}") if how else ("", "")
        fr, en = (
            (f"{fr}, déjà signalé après une autre séance", f"{en}, told before after another session")
            if again
            else (fr, en)
        )
        reason = say(
            f"Malaise après la séance{fr}, sans signe de danger.", f"Malaise after the session{en}, no danger sign."
        )
        urgency = Urgency.SAME_DAY if lasts or again else Urgency.BEFORE_NEXT_SESSION
        return RULE.on_ask(history, urgency, reason, *context(history), holds=lasts or again)
    return None


def _had_one_before(history: History) -> bool:
    assert history.report is not None
    others = [report for report in history.reports if report.ask.id != history.report.ask.id]
    earlier = [report for report in others if report.answered_at < history.report.answered_at]
    return any(item.code is ReactionCode.MALAISE for report in earlier for item in report.answers.reactions)


RULE = Rule(
    "malaise",
    1,
    NoThresholds,
    evaluate,
    yields_to=frozenset(
        {"breathing_or_chest_pain", "face_swelling", "urticaria_with_malaise", "resolved_danger_signs"}
    ),
)
