"""A decision as a physician writes it at the end of a review, and what it has to hold to be kept."""

from dataclasses import dataclass, field

from vigil.domain.decisions import CauseToReview, Following, ReviewOutcome
from vigil.domain.errors import Refused, check_length

LONGEST = 2000


@dataclass(frozen=True)
class NewCourse:
    """The course that takes the place of the reviewed one. ``acknowledged`` are codes of warnings (``Warned``)."""

    zone: str
    indication: str = ""
    intended_sessions: int | None = None
    acknowledged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReviewFacts:
    """``new_course`` is read where it follows. ``referral`` says to whom the patient is sent, if to anybody."""

    outcome: ReviewOutcome
    following: Following
    reason: str = ""
    diagnosis: str = ""
    treatment: str = ""
    referral: str = ""
    causes: frozenset[CauseToReview] = field(default_factory=frozenset)
    new_course: NewCourse | None = None


def check_review(facts: ReviewFacts) -> None:
    """``Refused``, naming the field, for a decision that says too little to be kept."""
    for name in ("reason", "diagnosis", "treatment", "referral"):
        check_length(getattr(facts, name), LONGEST, field=name)
    if facts.outcome.revises_diagnosis and not facts.diagnosis.strip():
        raise Refused("Say what the diagnosis is now.", field="diagnosis")
    if facts.outcome.changes_treatment and not facts.treatment.strip():
        raise Refused("Say what the treatment is now.", field="treatment")
    if facts.outcome is ReviewOutcome.GO_ON:
        if not facts.reason.strip():
            raise Refused("Going on after five sessions without improvement needs a reason.", field="reason")
        if facts.following is not Following.CONTINUE:
            raise Refused("A course that is to go on is neither stopped nor replaced.", field="following")
    if facts.following is Following.NEW_COURSE and (facts.new_course is None or not facts.new_course.zone.strip()):
        raise Refused("Say which zone the new course treats.", field="new_zone")
