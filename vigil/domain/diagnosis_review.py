"""The evidence for a diagnosis review: what was compared, what is missing, and what would have changed it.

Source: seed 003 (five-session rule); design of the course-level rule. Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vigil.domain.findings import Bilingual
from vigil.domain.history import History
from vigil.domain.outcome import IMPROVED, Criteria, Outcome, Verdict, judge, latest_verdict, review_rank
from vigil.domain.reaction_spans import ReactionSpan, reaction_spans
from vigil.domain.rules.verdict_lines import lines
from vigil.domain.wording import say
from vigil.domain.words import AskState

REVIEW_RULES = frozenset(
    {"no_improvement_after_five", "cannot_be_evaluated", "stopped_without_improvement", "response_lost"}
)
"""The rules whose alerts are ended by a decision on the diagnosis or the treatment."""


class Sensitivity(StrEnum):
    """Whether the verdict hangs on what is missing, were it 0 or 10; a missing score is never made up."""

    NOTHING_MISSING = "nothing_missing"
    SAME = "same"  # a response, or none, whatever the score was
    DEPENDS = "depends"
    UNKNOWN = "unknown"  # more than one score is missing, or the baseline is 0

    @property
    def sentence(self) -> Bilingual:
        return _SENTENCES[self]


@dataclass(frozen=True)
class Evidence:
    """What a physician reviews. ``verdict`` is what the course comes to now; ``by_rank`` the same after each session.

    ``asked`` and ``silent`` count the questions that were put about the course, and those that nobody answered.
    """

    verdict: Verdict
    by_rank: tuple[Verdict, ...]
    sensitivity: Sensitivity
    reactions: tuple[ReactionSpan, ...]
    asked: int
    silent: int
    sentences: tuple[Bilingual, ...]

    @property
    def feels_improved(self) -> bool:
        """Whether the patient's own impression says otherwise than the scores."""
        return self.verdict.impression in IMPROVED


def evidence(history: History, criteria: Criteria, now: datetime) -> Evidence | None:
    """The evidence as it stands at ``now``; ``None`` before the first performed session."""
    done = len(history.course.performed)
    if not done:
        return None
    rank = min(review_rank(history, criteria), done)
    verdict = latest_verdict(history, criteria, now, at_least=rank) or judge(history, rank, criteria, now)
    put = [ask for ask in history.asks if ask.asked_at is not None]
    return Evidence(
        verdict,
        tuple(judge(history, each, criteria, now) for each in range(1, done + 1)),
        sensitivity(verdict),
        reaction_spans(history.course, history.reports, history.patient.zone),
        asked=len(put),
        silent=sum(ask.state is AskState.SILENT for ask in put),
        sentences=lines(history, verdict),
    )


def sensitivity(verdict: Verdict) -> Sensitivity:
    """Whether 0 or 10 in the place of what is missing would make the difference between a response and none."""
    if not verdict.missing:
        return Sensitivity.NOTHING_MISSING
    if verdict.with_zero is None and verdict.with_ten is None:
        return Sensitivity.UNKNOWN
    return Sensitivity.SAME if _responds(verdict.with_zero) == _responds(verdict.with_ten) else Sensitivity.DEPENDS


def _responds(outcome: Outcome | None) -> bool:
    """From a baseline of 0 nothing can improve: that is no response."""
    return outcome is not None and outcome.is_response


_SENTENCES = {
    Sensitivity.NOTHING_MISSING: say(
        "Aucun score ne manque à la comparaison.", "No score is missing from the comparison."
    ),
    Sensitivity.SAME: say(
        "Le score manquant ne changerait pas le verdict, qu'il soit de 0 ou de 10.",
        "The missing score would not change the verdict, were it 0 or 10.",
    ),
    Sensitivity.DEPENDS: say(
        "Le verdict dépend du score manquant : avec 0 ou avec 10 il ne serait pas le même.",
        "The verdict depends on the missing score: with 0 or with 10 it would not be the same.",
    ),
    Sensitivity.UNKNOWN: say(
        "Il manque trop de scores pour dire ce qu'ils changeraient.",
        "Too much is missing to say what it would change.",
    ),
}
