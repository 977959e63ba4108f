"""A lump still there after two weeks is no passing papule: examine it, even if it does not grow.

Source: seeds 001 and 002 (small, transient); urgency classes (nodules beyond 14 days: within 72 h).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Finding
from vigil.domain.history import History, Report
from vigil.domain.rules.reading import context, has_ongoing, is_ongoing
from vigil.domain.rules.rule import Rule
from vigil.domain.thresholds import length
from vigil.domain.wording import day, say, span
from vigil.domain.words import ReactionCode, Urgency


@dataclass(frozen=True)
class Thresholds:
    lasts_more_than: timedelta = length(
        timedelta(days=14), timedelta(days=7), timedelta(days=42), "a lump lasts too long beyond this"
    )


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h, once per course, counted from the answer that first told of the lump."""
    if history.report is None or not has_ongoing(history, ReactionCode.NODULE):
        return None
    first = _first_told(history, history.report)
    lasted = history.report.answered_at - first.answered_at
    if lasted <= thresholds.lasts_more_than:
        return None
    told, length_told = day(first.answered_at, history.patient.zone), span(lasted)
    reason = say(
        f"Nodule présent depuis {length_told.fr} (signalé le {told.fr}) : plus long qu'attendu, à examiner.",
        f"Nodule present for {length_told.en} (told on {told.en}): longer than expected, to be examined.",
    )
    return RULE.on_course(history, Urgency.WITHIN_72H, reason, *context(history), tells_patient=True)


def _first_told(history: History, report: Report) -> Report:
    """The earliest answer of the unbroken run that speaks of a lump; a "gone" breaks it, silence does not."""
    first = report
    for earlier in reversed([held for held in history.reports if held.answered_at < report.answered_at]):
        told = [item for item in earlier.answers.reactions if item.code is ReactionCode.NODULE]
        if told and not any(is_ongoing(item) for item in told):
            break
        first = earlier if told else first
    return first


RULE = Rule(
    "persistent_nodule",
    1,
    Thresholds,
    evaluate,
    yields_to=frozenset(
        {"late_or_growing_nodule", "non_healing_or_discharging_point", "spreading_redness", "sepsis_signs"}
    ),
)
