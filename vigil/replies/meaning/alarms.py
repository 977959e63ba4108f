"""What could be urgent and no rule has read: a word of danger, what alarms of the body, what can no longer be done."""

from collections.abc import Sequence

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.earlier import is_earlier
from vigil.replies.meaning.ending import is_over
from vigil.replies.meaning.extent import extent
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.hindering import is_hindered_by_needle
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.numbers import numbers
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.people import is_of_another
from vigil.replies.meaning.supposing import is_supposed
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import COULD_BE_URGENT, Level, Status
from vigil.replies.meaning.working import is_work

Why = list[tuple[str, tuple[int, int] | None]]
"""Reasons why a person must read a text, each with the tokens that show it."""

HOW_IT_GOES = ("requests.small_talk", "requests.appointment", "pain.score", "pain.naming")
_SAYING = 3
"""Words from which a sentence says something of a part of the body ("Dos : 2" gives a score of it)."""
_GROWING = "growing"
"""What concludes nothing where it is not told what grows."""
_DOING = 6
"""Words after "je ne peux plus" in which what cannot be done is named."""
_CALM = frozenset({Status.ABSENT, Status.RESOLVED, Status.PAST})


def alarms(marks: Marks, found: Sequence[Finding], level: Level, vocabulary: Vocabulary) -> Why:
    """What a person must look at, for it could be urgent; of what is urgent anyway, unread words of danger alone."""
    why = _unread_danger(marks, found, vocabulary)
    if level is Level.ROUTINE:
        far = extent(marks, found)
        why += [("how far it goes", far)] if far else []
        why += (
            _alarming(marks, found, vocabulary)
            or _danger_to_another(found)
            or _unread_body(marks, found)
            or _unable(marks, found)
        )
    return why


def _unread_danger(marks: Marks, found: Sequence[Finding], vocabulary: Vocabulary) -> Why:
    """A word of danger that no rule has read, and a growth of what is not named."""
    read = {place for finding in found if finding.concept.name != _GROWING for place in finding.match.places}
    read |= _colours_of_bruises(marks, found, vocabulary)
    for match in marks.found.get("requests.danger", ()):
        if read.isdisjoint(match.places) and not is_work(marks, match.start, vocabulary):
            is_calm = _is_well(marks, match) or not _is_told(marks, match)
            return [("danger word not read" if is_calm else COULD_BE_URGENT, (match.start, match.end))]
    return []


def _colours_of_bruises(marks: Marks, found: Sequence[Finding], vocabulary: Vocabulary) -> set[int]:
    """What may stand beside a reaction, in the sentence of a bruise: that one turns yellow is no danger."""
    bruises = [one for one in found if one.concept.code is ReactionCode.HAEMATOMA and not one.concept.is_red_flag]
    places = {place for one in bruises for place in range(*marks.sentence(one.match.start))}
    return {place for place in places if vocabulary.calm.beside.holds(marks.tokens[place].norm)}


def _is_well(marks: Marks, match: Match) -> bool:
    """Whether its sentence says that all is well: "mon coeur va bien"; of another thing after a "mais" it does not."""
    well = marks.within("requests.small_talk", *marks.sentence(match.start))
    return any(not _is_turned(marks, min(match.end, one.end), max(match.start, one.start)) for one in well)


def _is_turned(marks: Marks, first: int, end: int) -> bool:
    """Whether a "mais" or an "otherwise" stands between."""
    return any(token.norm in marks.lists.limits.turning for token in marks.tokens[first:end])


def _alarming(marks: Marks, found: Sequence[Finding], vocabulary: Vocabulary) -> Why:
    """Something alarming of a part of the body, or of what is there, that no rule has read as urgent nor as over."""
    calm = {place for one in found if one.status in _CALM or _is_tired(one) for place in one.match.places}
    present = [one.match for one in found if one.status is Status.PRESENT and one.concept.code]
    for alarm in marks.found.get("requests.alarm", ()):
        if not calm.isdisjoint(alarm.places) or not _is_told(marks, alarm) or _is_of_score(marks, alarm):
            continue
        if is_hindered_by_needle(marks, alarm, found):
            continue
        first, end = marks.sentence(alarm.start)
        if _is_an_end(marks, alarm, found) or is_work(marks, alarm.start, vocabulary):
            continue
        if marks.covers("cues.other_cause", alarm.start) and any(one.rule == "another cause" for one in found):
            continue
        beside = [*marks.within("requests.body", first, end), *(one for one in present if first <= one.start < end)]
        if any(not set(one.places) <= set(alarm.places) for one in beside):
            return [(COULD_BE_URGENT, (alarm.start, alarm.end))]
    return []


def _is_an_end(marks: Marks, alarm: Match, found: Sequence[Finding]) -> bool:
    """ "La boulette, on ne la sent plus", "le sang s'est arrêté": the alarming words say that a reaction is over."""
    first, _ = marks.sentence(alarm.start)
    ends = [one for name in ("cues.gone", "cues.no_longer_felt") for one in marks.within(name, first, alarm.end)]
    is_end = any(set(alarm.places) <= set(range(one.start, one.end)) for one in ends)
    return is_end and any(
        one.status is Status.RESOLVED and not one.concept.is_red_flag and first <= one.match.start < alarm.start
        for one in found
    )


def _is_tired(finding: Finding) -> bool:
    """ "Crevée" is tired, and no blister that has burst."""
    return finding.concept.code is ReactionCode.FATIGUE


def _is_of_score(marks: Marks, match: Match) -> bool:
    """ "De 3 je suis remonté à 5": what rises is the score."""
    after = marks.tokens[match.end : match.end + 2]
    is_number = [token.is_up_to_ten for token in after]
    return any(is_number) and after[0].norm in ("a", "to", *(t.norm for t in after[:1] if t.kind is Kind.NUMBER))


def _unread_body(marks: Marks, found: Sequence[Finding]) -> Why:
    """A sentence about the body of which nothing was read: no reaction, no pain, nothing that says how it goes."""
    read = [one.match for one in found if one.concept.code or one.concept.name == "pain"]
    scores = [number.start for number in numbers(marks)]
    read += [match for name in (*HOW_IT_GOES, "cues.no_reaction") for match in marks.found.get(name, ())]
    for body in marks.found.get("requests.body", ()):
        first, end = marks.sentence(body.start)
        is_short = sum(token.kind is Kind.WORD for token in marks.tokens[first:end]) < _SAYING
        is_scored = any(first <= place < end for place in scores) and marks.covers("pain.zone", body.start)
        if not is_short and not is_scored and not any(first <= match.start < end for match in read):
            return [(COULD_BE_URGENT, (body.start, body.end))]
    return []


def _unable(marks: Marks, found: Sequence[Finding]) -> Why:
    """What the patient cannot do any more, unless it is nothing of the body."""
    for match in marks.found.get("requests.unable", ()):
        _, end = marks.sentence(match.start)
        if is_hindered_by_needle(marks, match, found):
            continue
        if not marks.within("requests.able", match.start - 1, min(end, match.end + _DOING)) and _is_told(marks, match):
            return [(COULD_BE_URGENT, (match.start, match.end))]
    return []


def _is_told(marks: Marks, match: Match) -> bool:
    """Whether something is told as a fact of now."""
    is_elsewhere = is_of_another(marks, match) or is_supposed(marks, match) or is_earlier(marks, match)
    return not (is_elsewhere or is_over(marks, match) or denial(marks, match) is not Denial.NONE)


def _danger_to_another(found: Sequence[Finding]) -> Why:
    """Who is in danger is not left alone because somebody else was treated."""
    for one in found:
        if one.concept.urgency is Level.EMERGENCY and one.rule == "another person":
            return [("danger to another", one.place)]
    return []
