"""Whether a score is higher than the one told of the time before the session: "à 8, j'étais à 5 avant vos piqûres"."""

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.choosing import is_own
from vigil.replies.meaning.concluding import Reaction
from vigil.replies.meaning.eva import Score
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.moving import moves
from vigil.replies.meaning.numbers import Number, numbers
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.words import Status

_THEN_WITHIN = 4
_WITHIN = 6
"""Tokens between a score and the words that say it is of before."""


def with_rebound(marks: Marks, told: dict[ReactionCode, Reaction], pain: Score | None) -> dict[ReactionCode, Reaction]:
    """Adds that the pain has grown, where two scores say so and no words do."""
    if not pain or pain.is_unsure or ReactionCode.PAIN_REBOUND in told:
        return told
    if of_course := _by_scores(marks, pain):
        return {**told, ReactionCode.PAIN_REBOUND: of_course}
    for cue in marks.found.get("cues.before_session", ()):
        before = _score_of_then(marks, cue)
        if before and max(before.first, before.last) < pain.low:
            start, end = min(before.start, cue.start), max(before.end, cue.end)
            risen = Reaction(ReactionCode.PAIN_REBOUND, Status.PRESENT, "higher than before the session", start, end)
            return {**told, ReactionCode.PAIN_REBOUND: risen}
    return told


def _by_scores(marks: Marks, pain: Score) -> Reaction | None:
    """ "Passée de 5 à 7 depuis vos piqûres", "j'étais à 4, 7 depuis la séance"; over where it is so no more."""
    for number in numbers(marks):
        first, end = marks.sentence(number.start)
        spoken = (number.start, number.end, False)
        has_since = bool(marks.within("composed.since", first, end))
        has_then = bool(marks.within("composed.then", first, end))
        if moves(marks, number) and number.last > number.first and (has_since or has_then):
            if pain.low >= number.last and has_since:
                return Reaction(ReactionCode.PAIN_REBOUND, Status.PRESENT, "risen since the session", *spoken)
            if pain.high <= number.first and has_then:
                return Reaction(ReactionCode.PAIN_REBOUND, Status.RESOLVED, "risen and fallen", *spoken)
        is_own_of_then = _is_of_then(marks, number) and is_own(marks, number)
        if has_since and is_own_of_then and max(number.first, number.last) < pain.low:
            return Reaction(ReactionCode.PAIN_REBOUND, Status.PRESENT, "higher than before the session", *spoken)
    return None


def _is_of_then(marks: Marks, number: Number) -> bool:
    """ "J'étais à 4", "venue avec 5", "au lieu de 5"."""
    before = marks.tokens[max(0, number.start - _THEN_WITHIN) : number.start]
    return any(token.norm in marks.lists.composing.then for token in before)


def _score_of_then(marks: Marks, cue: Match) -> Number | None:
    """The score nearest to the words, of their sentence."""
    first, end = marks.sentence(cue.start)
    near = [
        (_distance(number, cue), number.start, number)
        for number in numbers(marks)
        if first <= number.start < end and _distance(number, cue) <= _WITHIN and is_own(marks, number)
    ]
    return min(near)[2] if near else None


def _distance(number: Number, cue: Match) -> int:
    return max(number.start - cue.end, cue.start - number.end, 0)
