"""What the patient is told at once after answering: this is normal, see a doctor today, or call 15/112 now."""

from collections.abc import Iterable
from enum import StrEnum

from vigil.domain.answers import Answers
from vigil.domain.findings import Finding
from vigil.domain.words import Urgency


class Advice(StrEnum):
    """The three pages of advice; none of them supposes that an alert was read."""

    NORMAL = "normal"
    TODAY = "today"
    NOW = "now"


def advise(findings: Iterable[Finding], answers: Answers | None = None) -> Advice:
    """The advice that the findings call for; those that are not for the patient (words to read) are passed over.

    A danger sign ticked is "now" whatever the rules made of it: advice never depends on a rule that could fail.
    """
    worst = min((finding.urgency for finding in findings if finding.tells_patient), default=Urgency.INFORMATION)
    if worst is Urgency.EMERGENCY or (answers is not None and answers.danger_signs):
        return Advice.NOW
    return Advice.TODAY if worst is Urgency.SAME_DAY else Advice.NORMAL
