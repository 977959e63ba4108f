"""Trouble breathing or chest pain is an anaphylaxis, a pneumothorax or a neck haematoma until shown otherwise.

A haematoma told in the same answer is quoted: on the neck it can compress the airway.

Source: clinical review of emergency signs (neck haematoma and pneumothorax included).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context, has_ongoing
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import ReactionCode, Sign, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """An emergency when either sign is ticked as present now."""
    if answers(history).danger_signs.isdisjoint({Sign.BREATHING, Sign.CHEST_PAIN}):
        return None
    reason = say(
        "Difficulté à respirer ou douleur thoracique en ce moment : signes compatibles avec une anaphylaxie, un "
        "pneumothorax ou une compression ; vérifier que le patient a appelé le 15.",
        "Trouble breathing or chest pain now: signs compatible with anaphylaxis, pneumothorax or compression; make "
        "sure that the patient called 15.",
    )
    lines = (*context(history), *_haematoma(history))
    return RULE.on_ask(history, Urgency.EMERGENCY, reason, *lines, holds=True, case=True)


def _haematoma(history: History) -> tuple[Bilingual, ...]:
    if not has_ongoing(history, ReactionCode.HAEMATOMA):
        return ()
    return (
        say(
            "Hématome signalé dans la même réponse : au cou, il peut comprimer les voies aériennes.",
            "Haematoma told in the same answer: on the neck it may compress the airway.",
        ),
    )


RULE = Rule("breathing_or_chest_pain", 1, NoThresholds, evaluate)
