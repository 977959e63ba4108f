"""What clinicians do with an alert until it is resolved: take it, call, hand it over, put it off, say how it ended."""

from datetime import datetime, timedelta
from enum import StrEnum

from vigil.domain.errors import Refused, check_length
from vigil.domain.findings import Bilingual
from vigil.domain.words import Urgency


class Act(StrEnum):
    """One thing done with an alert; ``sentence`` is how its history tells it ("Dr Roux …")."""

    ACKNOWLEDGED = "acknowledged"
    CALLED = "called"
    HANDED_OVER = "handed_over"
    SNOOZED = "snoozed"
    RETURNED = "returned"
    REOPENED = "reopened"
    RESOLVED = "resolved"

    @property
    def sentence(self) -> Bilingual:
        return _ACTS[self]


class CallResult(StrEnum):
    """How a telephone call about an alert ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_WORD = "left_word"

    @property
    def label(self) -> Bilingual:
        return _CALLS[self]


class Outcome(StrEnum):
    """How an alert ended; what needs no treatment needs a reason."""

    SEEN = "seen"
    ADVISED = "advised"
    TREATED = "treated"
    REFERRED = "referred"
    UNREACHED = "unreached"
    NOTHING = "nothing"

    @property
    def label(self) -> Bilingual:
        return _OUTCOMES[self]

    @property
    def needs_words(self) -> bool:
        """Whether it has to be said why."""
        return self in (Outcome.NOTHING, Outcome.UNREACHED)


LONGEST_WORDS = 2100
"""Characters of what is said about an alert; the words and the outcome that they are put behind."""

LONGEST_SNOOZE = {
    Urgency.EMERGENCY: timedelta(hours=1),
    Urgency.SAME_DAY: timedelta(hours=12),
    Urgency.WITHIN_72H: timedelta(days=3),
}
"""For how long an alert may be put off; ``WITH_TIME`` for what is less urgent. Then it is open again, and climbs."""

WITH_TIME = timedelta(days=30)

SNOOZES = (
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""What a page offers, as far as the urgency allows it."""


def longest_snooze(urgency: Urgency) -> timedelta:
    return LONGEST_SNOOZE.get(urgency, WITH_TIME)


def check_snooze(urgency: Urgency, until: datetime, reason: str, now: datetime) -> None:
    """``Refused`` when an alert may not be put off that long, or nobody says why."""
    longest = longest_snooze(urgency)
    if not now < until <= now + longest:
        hours = int(longest.total_seconds() // 3600)
        raise Refused(f"An alert of this urgency can be put off for {hours} hours at most.", field="until")
    if not reason.strip():
        raise Refused("An alert is put off with a reason: say in a few words what it waits for.", field="reason")
    check_length(reason, LONGEST_WORDS, field="reason")


def check_outcome(outcome: Outcome, words: str) -> None:
    """``Refused`` when an outcome that needs a reason has none."""
    if outcome.needs_words and not words.strip():
        raise Refused("Say in a few words why nothing was done, or why nobody could be reached.", field="words")


_ACTS = {
    Act.ACKNOWLEDGED: Bilingual("prise en charge", "acknowledged"),
    Act.CALLED: Bilingual("appel", "call"),
    Act.HANDED_OVER: Bilingual("transmise à", "handed over to"),
    Act.SNOOZED: Bilingual("différée", "put off"),
    Act.RETURNED: Bilingual("revenue après avoir été différée", "back after having been put off"),
    Act.REOPENED: Bilingual(
        "rouverte : le patient a dit ou envoyé quelque chose depuis",
        "opened again: the patient has said or sent something since",
    ),
    Act.RESOLVED: Bilingual("close", "resolved"),
}

_CALLS = {
    CallResult.REACHED: Bilingual("joint", "reached"),
    CallResult.NO_ANSWER: Bilingual("pas de réponse", "no answer"),
    CallResult.LEFT_WORD: Bilingual("message laissé", "left word"),
}

_OUTCOMES = {
    Outcome.SEEN: Bilingual("Vu en consultation", "Seen at the clinic"),
    Outcome.ADVISED: Bilingual("Conseil donné par téléphone", "Advised by telephone"),
    Outcome.TREATED: Bilingual("Traitement prescrit ou changé", "Treatment prescribed or changed"),
    Outcome.REFERRED: Bilingual("Adressé aux urgences ou à un confrère", "Sent to emergency care or a colleague"),
    Outcome.UNREACHED: Bilingual("Injoignable malgré les appels", "Could not be reached in spite of calls"),
    Outcome.NOTHING: Bilingual("Rien à faire, avec la raison", "Nothing to be done, with the reason"),
}
