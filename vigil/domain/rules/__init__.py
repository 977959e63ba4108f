"""The clinical rules, listed; reading their thresholds, and asking them about a history.

The order is that of precedence: of two findings of the same urgency that say the same thing, the earlier rule speaks.
"""

from typing import Any

from vigil.domain.rules import (
    baseline_missing,
    bleeding,
    breathing_or_chest_pain,
    call_requested,
    cannot_be_evaluated,
    cared_for_elsewhere,
    diffuse_itching,
    early_note,
    face_swelling,
    fever_alone,
    flush_with_calcitonin,
    haematoma,
    hyperalgesia_beyond_72h,
    lasting_flush,
    late_or_growing_nodule,
    malaise,
    neurological_deficit,
    news_before_session,
    no_improvement_after_five,
    non_healing_or_discharging_point,
    nsaid_after_session,
    pain_surge_within_72h,
    persistent_nodule,
    reaction_getting_worse,
    resolved_danger_signs,
    response_lost,
    sepsis_signs,
    silence,
    skin_necrosis,
    spreading_redness,
    stopped_without_improvement,
    uncontrolled_bleeding,
    urticaria_with_malaise,
    words_to_read,
    worsening,
)
from vigil.domain.rules.book import RuleBook, parse_book
from vigil.domain.rules.evaluation import (
    FAILED,
    Evaluation,
    Failure,
    evaluate_due,
    evaluate_report,
    next_review_at,
)
from vigil.domain.rules.rule import Rule

__all__ = [
    "FAILED",
    "RULES",
    "Evaluation",
    "Failure",
    "Rule",
    "RuleBook",
    "evaluate_due",
    "evaluate_report",
    "next_review_at",
    "parse_rules",
]

RULES: tuple[Rule[Any], ...] = (
    # Danger signs, present now: emergencies.
    breathing_or_chest_pain.RULE,
    face_swelling.RULE,
    urticaria_with_malaise.RULE,
    sepsis_signs.RULE,
    neurological_deficit.RULE,
    uncontrolled_bleeding.RULE,
    skin_necrosis.RULE,
    # Reactions to be seen.
    resolved_danger_signs.RULE,
    non_healing_or_discharging_point.RULE,
    late_or_growing_nodule.RULE,
    spreading_redness.RULE,
    diffuse_itching.RULE,
    haematoma.RULE,
    bleeding.RULE,
    fever_alone.RULE,
    malaise.RULE,
    pain_surge_within_72h.RULE,
    hyperalgesia_beyond_72h.RULE,
    lasting_flush.RULE,
    flush_with_calcitonin.RULE,
    persistent_nodule.RULE,
    reaction_getting_worse.RULE,
    # What the patient did, wants or announces.
    cared_for_elsewhere.RULE,
    nsaid_after_session.RULE,
    words_to_read.RULE,
    call_requested.RULE,
    news_before_session.RULE,
    # The course.
    worsening.RULE,
    no_improvement_after_five.RULE,
    cannot_be_evaluated.RULE,
    stopped_without_improvement.RULE,
    response_lost.RULE,
    early_note.RULE,
    baseline_missing.RULE,
    silence.RULE,
)


def parse_rules(file: str, text: str) -> RuleBook:
    """The rule book in a ``rules.toml``; a wrong file is refused with ``ConfigurationError``."""
    return parse_book(file, text, RULES)
