"""What is said of each reaction: every mention with its status, then one status for each reaction of the catalogue."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

NEAR = 25
"""Tokens between two signs that belong together."""


@dataclass(frozen=True)
class Finding:
    """One mention. ``status`` is ``None`` where nothing is told of the patient; ``rule`` says why it is read so."""

    concept: Concept
    status: Status | None
    rule: str
    match: Match
    is_unsure: bool = False

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


@dataclass(frozen=True)
class Reaction:
    """What a text says of one reaction, with the places of the words; ``is_contradictory`` ones are told both ways."""

    code: ReactionCode
    status: Status
    rule: str
    start: int
    end: int
    is_contradictory: bool = False


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


def reactions(found: Sequence[Finding], vocabulary: Vocabulary) -> dict[ReactionCode, Reaction]:
    """One entry for each reaction that the text speaks of, in the order of first mention."""
    together_told = combined(found, vocabulary)
    signs = _signs_of_graver(found, together_told, vocabulary)
    shown = {identity for identity, _ in signs}
    by_code: dict[ReactionCode, list[Finding]] = defaultdict(list)
    for finding in found:
        if id(finding) not in shown:
            for code in _codes(finding):
                by_code[code].append(finding)
    merged = {code: _merged(code, own) for code, own in by_code.items()}
    for code, parts in together_told:
        if any(identity == id(part) and graver is not code for part in parts for identity, graver in signs):
            continue
        first, last = parts[0].match, parts[-1].match
        merged[code] = Reaction(code, Status.PRESENT, "signs together", first.start, max(last.end, first.end))
    return merged


def _signs_of_graver(
    found: Sequence[Finding], together_told: Sequence[tuple[ReactionCode, list[Finding]]], vocabulary: Vocabulary
) -> set[tuple[int, ReactionCode]]:
    """The identities of mentions that only show a graver reaction told near them (redness of an infection), and it."""
    graver: dict[tuple[ReactionCode, Status], list[int]] = defaultdict(list)
    for one in found:
        if one.concept.code and one.status and one.status is not Status.ABSENT:
            graver[one.concept.code, one.status].append(one.match.start)
    for code, parts in together_told:
        graver[code, Status.PRESENT] = sorted([*graver[code, Status.PRESENT], *(part.match.start for part in parts)])
    signs: set[tuple[int, ReactionCode]] = set()
    for code, names in vocabulary.shown_by.items():
        for one in found:
            if one.status and one.concept.name in names and _is_near(graver[code, one.status], one.match.start):
                signs.add((id(one), code))
    return signs


def _is_near(places: Sequence[int], place: int) -> bool:
    """Whether one of some ordered places lies near another."""
    first = bisect_left(places, place - NEAR)
    return first < len(places) and places[first] <= place + NEAR


def _codes(finding: Finding) -> Iterable[ReactionCode]:
    concept = finding.concept
    if finding.status is None or concept.is_silent or concept.code is None:
        return ()
    if concept.also and finding.status is not Status.ABSENT:
        return (concept.code, concept.also)
    return (concept.code,)


def _merged(code: ReactionCode, own: Sequence[Finding]) -> Reaction:
    """Present before come-and-gone before past before absent; what ended after it was told has ended."""
    statuses = [finding.status for finding in own]
    chosen = own[0]
    for status in (Status.PRESENT, Status.RESOLVED, Status.PAST, Status.ABSENT):
        if status in statuses:
            chosen = own[statuses.index(status)]
            break
    resolved = [index for index, status in enumerate(statuses) if status is Status.RESOLVED]
    present = [index for index, status in enumerate(statuses) if status is Status.PRESENT]
    if resolved and present and resolved[-1] > present[-1]:
        chosen = own[resolved[-1]]
    denied = {finding.concept.name for finding in own if finding.status is Status.ABSENT}
    told = {finding.concept.name for finding in own if finding.status is Status.PRESENT}
    is_contradictory = bool(denied and told) and (code is not ReactionCode.OTHER or bool(denied & told))
    status = chosen.status or Status.PRESENT
    return Reaction(code, status, chosen.rule, chosen.match.start, chosen.match.end, is_contradictory)


def combined(found: Sequence[Finding], vocabulary: Vocabulary) -> list[tuple[ReactionCode, list[Finding]]]:
    """The combinations of signs present near one another, each with its mentions in the order of the text."""
    return [(one.code, parts) for one in vocabulary.combinations if (parts := together(found, one.when))]


def together(found: Sequence[Finding], names: Sequence[str]) -> list[Finding]:
    """Mentions of all these concepts, present and near one another, or nothing."""
    if len(found) < len(names):
        return []
    present: Mapping[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.status is Status.PRESENT and finding.concept.name in names:
            present[finding.concept.name].append(finding)
    if any(name not in present for name in names):
        return []
    for finding in present[names[0]]:
        parts = [finding]
        for name in names[1:]:
            near = [other for other in present[name] if abs(other.match.start - finding.match.start) <= NEAR]
            if not near:
                break
            parts.append(near[0])
        else:
            return sorted(parts, key=lambda part: part.match.start)
    return []
