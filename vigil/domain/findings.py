"""What a rule concludes: an urgency, one sentence with the abnormal datum first, and the answers that caused it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from vigil.domain.words import Urgency


@dataclass(frozen=True)
class Bilingual:
    """One sentence in both of the program's languages."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.fr


class Cause(StrEnum):
    """Once per what an alert is opened: per ask, per course (and arming), per message that came in."""

    ASK = "ask"
    COURSE = "course"
    INBOUND = "inbound"


@dataclass(frozen=True)
class Finding:
    """``rule`` and ``version`` name the rule; ``cause`` and ``cause_id`` what it is opened once for.

    ``reason`` is one sentence for the physician, the abnormal datum first ("EVA 9, +5 depuis mardi"). ``evidence`` are
    the further lines that the alert's page lists. ``tells_patient`` says whether the urgency also decides the advice
    that the patient reads. ``holds_next_session`` asks for a physician's yes before the next injection. ``rests_on``
    are opaque marks of what the reason counts rather than quotes (words, a photo): another mark is something new.
    """

    rule: str
    version: int
    urgency: Urgency
    cause: Cause
    cause_id: UUID
    reason: Bilingual
    evidence: tuple[Bilingual, ...] = ()
    tells_patient: bool = True
    holds_next_session: bool = False
    proposes_case: bool = False
    arming: str = ""  # distinguishes a cause that may arise again ("after session 8")
    rests_on: tuple[str, ...] = ()

    @property
    def cause_key(self) -> str:
        """``rule:cause:id`` (and arming): the same cause opens one alert only."""
        key = f"{self.rule}:{self.cause}:{self.cause_id}"
        return f"{key}:{self.arming}" if self.arming else key

    @property
    def marks(self) -> tuple[str, ...]:
        """What it says and what that rests on, to be compared with what it said before."""
        return (self.reason.fr, *self.rests_on)
