"""Silence is not "no reaction": after session 1, on a risk, after a reaction or twice running, somebody telephones.

Any other silence is counted and not alerted.

Source: clinical review of silence.
Last reviewed: 2026-11.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.history import Ask, History
from vigil.domain.reactions import conclude
from vigil.domain.rules.reading import risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import listed, say
from vigil.domain.words import AskState, ReactionCode, RiskFactor, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """A telephone task within 72 h, once per silent ask."""
    ended = [ask for ask in history.asks if ask.state in (AskState.SILENT, AskState.ANSWERED)]
    ended.sort(key=lambda ask: ask.asked_at or datetime.min.replace(tzinfo=UTC))
    if not ended or ended[-1].state is not AskState.SILENT:
        return None
    ask = ended[-1]
    why = _why(history, ask, is_second=len(ended) > 1 and ended[-2].state is AskState.SILENT)
    if not why:
        return None
    both = listed(why)
    reason = say(f"Sans réponse : {both.fr} ; téléphoner au patient.", f"No answer: {both.en}; telephone the patient.")
    return Finding(RULE.id, RULE.version, Urgency.WITHIN_72H, Cause.ASK, ask.id, reason, tells_patient=False)


def _why(history: History, ask: Ask, *, is_second: bool) -> list[Bilingual]:
    found = []
    if 1 in {history.course.rank(session_id) for session_id in ask.session_ids}:
        found.append(Bilingual("première séance", "first session"))
    found += risks(history, tuple(RiskFactor))
    if any(
        item.code is not ReactionCode.NONE_REPORTED for report in history.reports for item in conclude(report.answers)
    ):
        found.append(Bilingual("réaction signalée auparavant", "reaction told before"))
    if history.open_alerts - {RULE.id}:
        found.append(Bilingual("alerte ouverte", "open alert"))
    if is_second:
        found.append(Bilingual("deux silences de suite", "silent twice running"))
    return found


def due_at(history: History, thresholds: NoThresholds) -> Iterable[datetime]:
    """When an open ask closes; an ask marked silent before that is evaluated by whoever marks it."""
    return [ask.closes_at for ask in history.asks if ask.state is AskState.OPEN and ask.closes_at]


RULE = Rule("silence", 1, NoThresholds, evaluate, reads_report=False, is_timed=True, due_at=due_at)
