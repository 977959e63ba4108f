"""Pain that jumps in the three days after a session goes beyond the expected rebound: look at it within 72 hours.

It alerts at the last score + 3, at 8 or more when up by 2, or when the patient says "stronger and not fading". A
high score that has not changed does not. Without a score before the session, 8 or more alerts only if the pain is
told as stronger.

Source: clinical review of pain in the first 72 h; seeds 001 and 003 (rebound of 24 to 48 h, 7 %).
Last reviewed: 2026-11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vigil.domain.eva import Eva
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import EvaMeasure, History
from vigil.domain.outcome import Criteria
from vigil.domain.rules.pain import compared
from vigil.domain.rules.reading import answers, context, reported_eva, when
from vigil.domain.rules.rule import Rule
from vigil.domain.scores import reference_before
from vigil.domain.thresholds import length, points, shared
from vigil.domain.wording import say, score
from vigil.domain.words import PainSince, Urgency

_MORE = (PainSince.MORE_FADING, PainSince.MORE_NOT_FADING)


@dataclass(frozen=True)
class Thresholds:
    within: timedelta = length(timedelta(hours=72), timedelta(hours=48), timedelta(days=7), "the rebound window")
    rise: int = points(30, 10, 50, "a rise this large alerts at any level")
    high: int = points(80, 60, 100, "a score this high alerts with a smaller rise")
    rise_when_high: int = points(20, 10, 50, "the smaller rise")
    criteria: Criteria = shared(Criteria)


def evaluate(history: History, thresholds: Thresholds, now: datetime) -> Finding | None:
    """Within 72 h; only for answers inside the rebound window."""
    session, since = history.session, history.since_session
    if not history.course.is_painful or session is None or since is None or since >= thresholds.within:
        return None
    before = reference_before(history, session, thresholds.criteria.windows)
    given, told = reported_eva(history), answers(history).pain_since
    if not (_surges(given, before, told, thresholds) or told is PainSince.MORE_NOT_FADING):
        return None
    level, at = _level(history, given, before), when(history)
    fading = say(", plus forte et ne diminue pas", ", stronger and not fading")
    fr, en = (fading.fr, fading.en) if told is PainSince.MORE_NOT_FADING else ("", "")
    reason = say(f"{level.fr}{fr} ; {at.fr}.", f"{level.en}{en}; {at.en}.")
    return RULE.on_ask(history, Urgency.WITHIN_72H, reason, *context(history))


def _surges(given: Eva | None, before: EvaMeasure | None, told: PainSince | None, thresholds: Thresholds) -> bool:
    """Judged on the worse bounds."""
    if given is None:
        return False
    if before is None:
        return given.high >= thresholds.high and told in _MORE
    rise = given.high - before.value.low
    return rise >= thresholds.rise or (given.high >= thresholds.high and rise >= thresholds.rise_when_high)


def _level(history: History, given: Eva | None, before: EvaMeasure | None) -> Bilingual:
    if given is None:
        return Bilingual("Douleur soignée", "Treated pain")
    if before is None:
        return say(
            f"EVA {score(given).fr}, sans score avant la séance", f"EVA {score(given).en}, no score before the session"
        )
    return compared(history, given, before)


RULE = Rule("pain_surge_within_72h", 1, Thresholds, evaluate)
