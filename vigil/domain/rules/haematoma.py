"""A bruise that is large, growing, hard or very painful is seen the same day; on a blood thinner, any within 72 h.

Antiplatelets and coagulation disorders count as anticoagulants do. A bruise told before and no worse is not told again.

Source: clinical review of haematomas on anticoagulant; seed 001 (large haematoma rare), seed 003 (6 %).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import SIGN
from vigil.domain.rules.reading import BLEEDING_RISKS, answers, context, ground, ongoing, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import listed, say
from vigil.domain.words import Bother, Evolution, ReactionCode, Sign, Urgency

_GROWING = Bilingual("en augmentation", "growing")
_PAINFUL = Bilingual("très douloureux ou gênant", "very painful or disabling")
_NUMB = Bilingual("avec membre plus faible ou endormi", "with a weak or numb limb")


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day when alarming; within 72 h on a blood thinner; nothing otherwise."""
    for reaction in ongoing(history, ReactionCode.HAEMATOMA):
        thinners = risks(history, BLEEDING_RISKS)
        alarms = _alarms(reaction, history, is_thinned=bool(thinners))
        if not alarms and not thinners:
            return None
        said = listed(alarms or [Bilingual("petit, stable et peu gênant", "small, stable and of little bother")])
        on = listed(thinners)
        fr, en = (
            (f" sous traitement ou terrain à risque ({on.fr})", f", with a risk factor ({on.en})")
            if thinners
            else ("", "")
        )
        reason = say(f"Hématome {said.fr}{fr}.", f"Haematoma, {said.en}{en}.")
        urgency = Urgency.SAME_DAY if alarms else Urgency.WITHIN_72H
        return RULE.on_ask(
            history, urgency, reason, *context(history), *ground(thinners), holds=bool(alarms), case=bool(alarms)
        )
    return None


def _alarms(reaction: ReactionAnswer, history: History, *, is_thinned: bool) -> list[Bilingual]:
    """What makes it a same-day haematoma; "much" bother counts on a blood thinner only."""
    painful = {Bother.PREVENTS, Bother.MUCH} if is_thinned else {Bother.PREVENTS}
    found = [SIGN[sign] for sign in (Sign.LARGER_THAN_PALM, Sign.HARD) if sign in reaction.signs]
    found += [_GROWING] * (reaction.evolution is Evolution.GROWING)
    found += [_PAINFUL] * (reaction.bother in painful)
    found += [_NUMB] * (Sign.NEUROLOGICAL in answers(history).danger_signs | reaction.signs)
    return found


RULE = Rule("haematoma", 1, NoThresholds, evaluate)
