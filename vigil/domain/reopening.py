"""When an alert that somebody took on, or closed, calls anew: it is worse, or something came in that nobody has seen.

Whoever takes an alert on answers for what had come in by then, and for nothing that comes later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vigil.domain.findings import Cause, Finding
from vigil.domain.words import AlertState, Urgency

STILL_THERE_AFTER = timedelta(hours=12)
"""What the patient tells again so long after somebody took it on has not passed: it calls anew."""


class Came(StrEnum):
    """What a finding was made on that came in since: an answer or a reply, a photo alone, or nothing new."""

    ANSWER = "answer"
    PHOTO = "photo"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Known:
    """An alert as it stands; ``marks`` are those of the finding that it shows."""

    state: AlertState
    urgency: Urgency
    marks: tuple[str, ...]
    acknowledged_at: datetime | None = None


def calls_anew(known: Known, finding: Finding, came: Came, now: datetime) -> bool:
    """Whether the alert is opened again: at a higher urgency always, else for what nobody has seen yet.

    A cause that is a course arms anew by its own rule, so its next score is no news here.
    """
    if finding.urgency < known.urgency:
        return True
    if known.state is AlertState.OPEN or finding.urgency is Urgency.INFORMATION:
        return False
    if is_news(known, finding, came):
        return True
    if finding.urgency > Urgency.SAME_DAY or came is Came.PHOTO:
        return False
    return known.state is AlertState.RESOLVED or _is_still_there(known, came, now)


def is_news(known: Known, finding: Finding, came: Came) -> bool:
    """Whether what came in makes the finding say something that the alert does not show."""
    says_more = not frozenset(finding.marks) <= frozenset(known.marks)
    return came is not Came.NOTHING and finding.cause is Cause.ASK and says_more


def _is_still_there(known: Known, came: Came, now: datetime) -> bool:
    taken_at = known.acknowledged_at
    return came is Came.ANSWER and taken_at is not None and now - taken_at >= STILL_THERE_AFTER
