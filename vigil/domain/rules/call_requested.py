"""A patient who asks for a call gets one within three days, however mild the rest of the answer is.

Source: clinical review (a worried patient gets a call back).
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
    """Within 72 h; a call changes no advice. Asked again on another form, it is another wish."""
    if answers(history).wants_call is not True:
        return None
    reason = say("Demande un rappel.", "Asks to be called back.")
    wish = () if history.report is None or history.report.only_adds else (history.report.id.hex,)
    return RULE.on_ask(history, Urgency.WITHIN_72H, reason, *context(history), tells_patient=False, rests_on=wish)


RULE = Rule("call_requested", 1, NoThresholds, evaluate)
