"""Whether a score is higher than the one told of the time before the session: "à 8, j'étais à 5 avant vos piqûres"."""

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.choosing import is_own
from vigil.replies.meaning.eva import Score
from vigil.replies.meaning.findings import Reaction
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number, numbers
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.words import Status

_WITHIN = 6
"""Tokens between a score and the words that say it is of before."""


def with_rebound(marks: Marks, told: dict[ReactionCode, Reaction], pain: Score | None) -> dict[ReactionCode, Reaction]:
    """Adds that the pain has grown, where two scores say so and no words do."""
    if not pain or pain.is_unsure or ReactionCode.PAIN_REBOUND in told:
        return told
    for cue in marks.found.get("cues.before_session", ()):
        before = _score_of_then(marks, cue)
        if before and max(before.first, before.last) < pain.low:
            start, end = min(before.start, cue.start), max(before.end, cue.end)
            risen = Reaction(ReactionCode.PAIN_REBOUND, Status.PRESENT, "higher than before the session", start, end)
            return {**told, ReactionCode.PAIN_REBOUND: risen}
    return told


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
