"""A rebound that has not faded three days after the session is no rebound any more: look at it within 72 hours.

Source: seed 001 (hyperalgesia beyond a few days is rare); clinical review (a rebound is asked about again at day 4).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.outcome import Criteria
from vigil.domain.rules.labels import EVOLUTION
from vigil.domain.rules.pain import compared
from vigil.domain.rules.reading import answers, context, reported_eva, when
from vigil.domain.rules.rule import Rule
from vigil.domain.scores import reference_before
from vigil.domain.thresholds import length, points, shared
from vigil.domain.wording import say
from vigil.domain.words import Evolution, PainSince, ReactionCode, Urgency

_PAINS = (ReactionCode.PAIN_REBOUND, ReactionCode.INJECTION_SITE_PAIN)
_LASTING = (Evolution.SAME, Evolution.GROWING)


@dataclass(frozen=True)
class Thresholds:
    after: timedelta = length(timedelta(hours=72), timedelta(hours=48), timedelta(days=7), "a rebound is over by then")
    until: timedelta = length(timedelta(days=14), timedelta(days=7), timedelta(days=28), "later pain is no rebound")
    rise: int = points(20, 10, 50, "a score this much above the one before the session alerts")
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h; a pain that is fading does not alert."""
    since = history.since_session
    if not history.course.is_painful or since is None or not thresholds.after <= since < thresholds.until:
        return None
    said = _higher(history, thresholds) or _told(history)
    if said is None:
        return None
    at = when(history)
    reason = say(f"{said.fr} ; {at.fr}, durée inattendue.", f"{said.en}; {at.en}, unexpected duration.")
    return RULE.on_ask(history, Urgency.WITHIN_72H, reason, *context(history))


def _higher(history: History, thresholds: Thresholds) -> Bilingual | None:
    given, session = reported_eva(history), history.session
    if given is None or session is None:
        return None
    before = reference_before(history, session, thresholds.criteria.windows)
    if before is None or given.high - before.value.low < thresholds.rise:
        return None
    return compared(history, given, before)


def _told(history: History) -> Bilingual | None:
    if answers(history).pain_since is PainSince.MORE_NOT_FADING:
        return say("Douleur soignée plus forte et ne diminue pas", "Treated pain stronger and not fading")
    for item in answers(history).reactions:
        if item.code in _PAINS and item.evolution in _LASTING:
            how = EVOLUTION[item.evolution]
            return Bilingual(f"Douleur après séance, état {how.fr}", f"Pain after the session, {how.en}")
    return None


RULE = Rule("hyperalgesia_beyond_72h", 1, Thresholds, evaluate)
