"""What a patient writes in their own words may be the most important line of the form: a person reads it the same day.

Free text may raise an urgency and never lowers one.

Source: design of the answers (what is not understood goes to a person).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import say
from vigil.domain.words import Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day for any words; the words themselves stay behind the link."""
    words = answers(history).words.strip()
    if not words:
        return None
    reason = say(
        f"Message libre à lire ({_counted(words, 'mot')}).", f"Free text to be read ({_counted(words, 'word')})."
    )
    return RULE.on_ask(history, Urgency.SAME_DAY, reason, *context(history), tells_patient=False)


def _counted(words: str, noun: str) -> str:
    number = len(words.split())
    return f"{number} {noun}{'s' if number > 1 else ''}"


RULE = Rule("words_to_read", 1, NoThresholds, evaluate)
