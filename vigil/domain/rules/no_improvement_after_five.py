"""No improvement after five sessions: review the diagnosis or the treatment, sometimes both.

Improvement below 30 % and below 2 points, and the patient does not feel much improved. When painkillers were
stopped meanwhile, an unchanged score is to be weighed with the patient rather than counted as a failure: both are
shown. "Go on" with a reason arms it again three sessions later.

Source: seed 003 (five-session rule); Farrar 2001, Ostelo 2008; seed 000 (most improved later; analgesics stopped is a
gain).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.outcome import IMPROVED, Criteria, latest_verdict, review_rank
from vigil.domain.rules.rule import Rule
from vigil.domain.rules.verdict_lines import compared, lines
from vigil.domain.thresholds import shared
from vigil.domain.wording import say
from vigil.domain.words import AnalgesicUse, Urgency

CHECKLIST = say(
    "À revoir : douleur surtout discale, lésion structurale, tumeur, infection, compression radiculaire, cible "
    "intra-articulaire, arthrose évoluée, poussée inflammatoire.",
    "To review: mainly discal pain, structural lesion, tumour, infection, radicular compression, intra-articular "
    "target, "
    "advanced osteoarthritis, inflammatory flare.",
)


@dataclass(frozen=True)
class Thresholds:
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Before the next session, once per arming."""
    due_at_rank = review_rank(history, thresholds.criteria)
    if not history.course.is_painful or len(history.course.performed) < due_at_rank:
        return None
    verdict = latest_verdict(history, thresholds.criteria, now, at_least=due_at_rank)
    if verdict is None or verdict.is_response or verdict.impression in IMPROVED:
        return None
    both, kept = compared(verdict), ("respecté", "kept") if verdict.is_spacing_kept else ("non respecté", "not kept")
    fr, en = " : diagnostic ou traitement à revoir", ": diagnosis or treatment to be reviewed"
    if verdict.analgesic_use is AnalgesicUse.STOPPED:
        fr, en = (
            ", mais antidouleurs arrêtés : à interpréter avec le patient",
            ", but painkillers stopped: to be weighed with the patient",
        )
    rhythm = history.course.spacing_days
    reason = say(
        f"{both.fr} après {verdict.rank} séances (rythme attendu : {rhythm} jours, {kept[0]}){fr}.",
        f"{both.en} after {verdict.rank} sessions (expected rhythm: {rhythm} days, {kept[1]}){en}.",
    )
    evidence = (*lines(history, verdict), CHECKLIST)
    return RULE.on_course(
        history, Urgency.BEFORE_NEXT_SESSION, reason, *evidence, arming=f"after session {due_at_rank}"
    )


RULE = Rule("no_improvement_after_five", 1, Thresholds, evaluate, is_timed=True)
