"""Running the rules: each on its own, one that fails never hides another, and the weaker of two that agree is "
"folded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.history import History
from vigil.domain.rules.book import RuleBook
from vigil.domain.rules.rule import Rule
from vigil.domain.wording import say
from vigil.domain.words import Urgency

FAILED = "could_not_be_evaluated"


@dataclass(frozen=True)
class Failure:
    """A rule that raised. The error may quote answers: log its type, never its text."""

    rule: str
    error: Exception


@dataclass(frozen=True)
class Evaluation:
    """What the rules found, worst first, and which of them failed."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()


def evaluate_report(history: History, book: RuleBook, now: datetime) -> Evaluation:
    """All that the report that has just come in (``history.report``) calls for."""
    if history.report is None:
        raise ValueError("there is no report to evaluate")
    return _evaluate([pair for pair in book.rules if pair[0].reads_report], history, now)


def evaluate_due(history: History, book: RuleBook, now: datetime) -> Evaluation:
    """All that time or silence has made true of the course; nothing for a patient who is not followed any more."""
    if not history.patient.state.is_followed:
        return Evaluation(())
    return _evaluate([pair for pair in book.rules if pair[0].is_timed], history, now)


def next_review_at(history: History, book: RuleBook, now: datetime) -> datetime | None:
    """The next instant after ``now`` at which time alone could give a new finding; ``None`` if never.

    Evaluate after each change (a session, a report, an ask that turns silent), then store this.
    """
    if not history.patient.state.is_followed:
        return None
    instants = (at for rule, thresholds in book.rules if rule.is_timed for at in _due(rule, thresholds, history, now))
    return min((at for at in instants if at > now), default=None)


def _due(rule: Rule[Any], thresholds: Any, history: History, now: datetime) -> Iterable[datetime]:
    """A rule whose instants cannot be computed is looked at daily, so that it goes on saying that it fails."""
    try:
        return tuple(rule.due_at(history, thresholds))
    except Exception:
        return (now + timedelta(days=1),)


def _evaluate(pairs: Iterable[tuple[Rule[Any], Any]], history: History, now: datetime) -> Evaluation:
    found: list[tuple[Rule[Any], Finding]] = []
    failures = []
    for rule, thresholds in pairs:
        outcome = _attempt(rule, thresholds, history, now)
        if isinstance(outcome, Failure):
            failures.append(outcome)
            outcome = _could_not(rule, history)
        if outcome is not None:
            found.append((rule, outcome))
    return Evaluation(_folded(found), tuple(failures))


def _attempt(rule: Rule[Any], thresholds: Any, history: History, now: datetime) -> Finding | Failure | None:
    try:
        return rule.evaluate(history, thresholds, now)
    except Exception as error:
        return Failure(rule.id, error)


def _could_not(rule: Rule[Any], history: History) -> Finding:
    cause, cause_id = (Cause.ASK, history.report.ask.id) if history.report else (Cause.COURSE, history.course.id)
    reason = say(
        f"Règle « {rule.id} » non évaluée : lire la réponse et le dossier, rien n'est exclu.",
        f"Rule “{rule.id}” could not be evaluated: read the answer and the record, nothing is excluded.",
    )
    told, rests_on = history.report is not None, (history.report.id.hex,) if history.report else ()
    return Finding(
        FAILED,
        1,
        Urgency.SAME_DAY,
        cause,
        cause_id,
        reason,
        tells_patient=told,
        arming=rule.id,
        rests_on=rests_on,
    )


def _folded(found: list[tuple[Rule[Any], Finding]]) -> tuple[Finding, ...]:
    """Worst first; a finding is folded into the first kept one that its rule yields to, and lost nowhere."""
    kept: list[Finding] = []
    for rule, finding in sorted(found, key=lambda pair: pair[1].urgency):
        yields_to = rule.yields_to if finding.rule == rule.id else frozenset()
        stronger = next((index for index, held in enumerate(kept) if held.rule in yields_to), None)
        if stronger is None:
            kept.append(finding)
        else:
            kept[stronger] = _with(kept[stronger], finding)
    return tuple(kept)


def _with(stronger: Finding, weaker: Finding) -> Finding:
    also = Bilingual(f"Aussi\u00a0: {weaker.reason.fr}", f"Also: {weaker.reason.en}")
    extra = tuple(line for line in (also, *weaker.evidence) if line not in stronger.evidence)
    return replace(
        stronger,
        evidence=stronger.evidence + extra,
        tells_patient=stronger.tells_patient or weaker.tells_patient,
        holds_next_session=stronger.holds_next_session or weaker.holds_next_session,
        proposes_case=stronger.proposes_case or weaker.proposes_case,
        rests_on=(*stronger.rests_on, *weaker.marks),
    )
