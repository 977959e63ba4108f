"""What is said of each reaction: every mention with its status."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.causes import is_of_another_cause
from vigil.replies.meaning.earlier import is_earlier, is_only_before
from vigil.replies.meaning.ending import is_over
from vigil.replies.meaning.fevers import is_cooled
from vigil.replies.meaning.going import goes_from, is_a_moment
from vigil.replies.meaning.lasting import is_of_an_occasion
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial, is_denied_after, is_denied_at_once
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.people import is_of_another
from vigil.replies.meaning.states import is_of_a_thing
from vigil.replies.meaning.supposing import is_feared, is_supposed, is_unsure
from vigil.replies.meaning.topics import is_asked_of_patient, topic_answer
from vigil.replies.meaning.vocabulary import Concept, Vocabulary
from vigil.replies.meaning.words import Level, Status

_MAY_PASS = (ReactionCode.FEVER, ReactionCode.MALAISE)
"""Dangers whose end may be told in a sentence of its own."""

_OF_THE_SKIN = frozenset(
    {ReactionCode.HAEMATOMA, ReactionCode.BLEEDING, ReactionCode.REDNESS, ReactionCode.ITCHING, ReactionCode.FLUSH}
)
"""What a knock, an insect or the sun make too."""


@dataclass(frozen=True)
class Finding:
    """One mention. ``status`` is ``None`` where nothing is told of the patient; ``rule`` says why it is read so."""

    concept: Concept
    status: Status | None
    rule: str
    match: Match
    is_unsure: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Its first token, and the one after its last."""
        return self.match.start, self.match.end

    @property
    def urgency(self) -> Level:
        """How urgent this mention alone is; a denial that cannot be trusted counts as if the sign were there.

        Of what the patient is not sure of, a person must know the same day.
        """
        if self.status is Status.PRESENT or (self.is_unsure and self.status is Status.ABSENT):
            return self.concept.urgency
        if self.is_unsure:
            return min(self.concept.urgency, Level.SAME_DAY)
        return self.concept.resolved_urgency if self.status is Status.RESOLVED else Level.ROUTINE


def findings(marks: Marks, vocabulary: Vocabulary) -> list[Finding]:
    """Every mention of a concept, in the order of the text, with what is said of it."""
    every = [_finding(marks, match, vocabulary.concepts[match.name]) for match in marks.mentions]
    if not any(_may_go_with_brief(finding) for finding in every):
        every = [_of_its_occasion(marks, finding) for finding in every]
    if is_cooled(marks, [(one.concept.name, one.match.start) for one in every if one.status], _fevers(every)):
        every = [replace(one, status=Status.RESOLVED, rule="normal since") if _is_fever(one) else one for one in every]
    present = {finding.concept.name for finding in every if finding.status is Status.PRESENT}
    return [finding for finding in every if finding.concept.yields_to not in present]


def _is_fever(finding: Finding) -> bool:
    return finding.concept.code is ReactionCode.FEVER and finding.status is Status.PRESENT


def _fevers(every: Sequence[Finding]) -> list[int]:
    return [one.match.start for one in every if _is_fever(one)]


def _may_go_with_brief(finding: Finding) -> bool:
    """An allergy, a fever or a danger now: with these a faint of before is no matter of a moment."""
    is_now = finding.status is Status.PRESENT or finding.is_unsure
    return is_now and finding.concept.is_red_flag and not finding.concept.is_brief


def _of_its_occasion(marks: Marks, finding: Finding) -> Finding:
    """A reaction of minutes that is told of the session or the way home is over."""
    is_told = finding.status is Status.PRESENT and finding.rule == "told" and finding.concept.is_brief
    if is_told and is_of_an_occasion(marks, finding.match):
        return replace(finding, status=Status.RESOLVED, rule="of an occasion that is past")
    return finding


def _finding(marks: Marks, match: Match, concept: Concept) -> Finding:
    status, rule, is_doubtful = _status(marks, match, concept)
    return Finding(concept, status, rule, match, is_doubtful)


def _status(marks: Marks, match: Match, concept: Concept) -> tuple[Status | None, str, bool]:
    if is_of_another(marks, match):
        return None, "another person", False
    if is_of_a_thing(marks, match):
        return None, "a thing", False
    if concept.code in _OF_THE_SKIN and not concept.is_red_flag and is_of_another_cause(marks, match):
        return None, "another cause", False
    if is_supposed(marks, match):
        is_denied = not (concept.is_topic or is_feared(marks, match)) and is_denied_after(marks, match)
        return (Status.ABSENT, "denied after", False) if is_denied else (None, "supposed or feared", False)
    if is_unsure(marks, match):
        return None, "not known", True
    answer = topic_answer(marks, match)
    if answer is not None:
        return (Status.PRESENT if answer else Status.ABSENT), "answer to a topic", False
    if is_asked_of_patient(marks, match):
        return None, "asked of the patient", False
    if concept.status:
        return concept.status, "said outright", False
    told = _told(marks, match, concept)
    return (None, "named only", False) if concept.is_topic and told[0] is not Status.ABSENT else told


def _told(marks: Marks, match: Match, concept: Concept) -> tuple[Status | None, str, bool]:
    """The status of what is told of the patient as a fact."""
    denied = Denial.NONE if concept.is_certain and not is_denied_at_once(marks, match) else denial(marks, match)
    is_small = concept.is_brief or not concept.is_red_flag or concept.code in _MAY_PASS
    if is_earlier(marks, match):
        if denied is Denial.NONE and is_only_before(marks, match) and is_over(marks, match, is_small=is_small):
            return Status.RESOLVED, "come and gone", False
        return (Status.PAST, "earlier session", False) if denied is Denial.NONE else (None, "denied of earlier", False)
    gone = marks.within("cues.gone", match.end, match.end + 2)
    if denied is Denial.DENIED and any(not (goes_from(marks, one) or is_a_moment(marks, one)) for one in gone):
        return Status.RESOLVED, "no longer", False
    if denied is Denial.DENIED or denied is Denial.UNSURE:
        return Status.ABSENT, "negation", denied is Denial.UNSURE
    if denied is Denial.ENDED:
        return Status.RESOLVED, "no longer", False
    if is_denied_after(marks, match):
        return Status.ABSENT, "denied after", False
    if is_over(marks, match, is_small=is_small):
        return Status.RESOLVED, "come and gone", False
    return Status.PRESENT, "told", False
