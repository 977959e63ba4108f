"""What has another cause than the needles, told beside it: "je me suis cogné dans la remorque, d'où un bleu"."""

from vigil.replies.meaning.clauses import after_barrier, clause
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.patterns import Match

_IMAGE_WITHIN = 6
_MAKING_IT_GRAVE = frozenset(
    {"large", "broad", "growing", "hard", "unbearable", "everywhere", "blood_thinner", "pregnant"}
)
"""With these a person must know, whatever it comes from."""


def is_of_another_cause(marks: Marks, mention: Match) -> bool:
    """Whether its sentence tells what else it comes from; not an image ("comme si je m'étais cogné"), nor a denial.

    What is told of the needles in a clause of its own is theirs: "je me suis cogné le pied, mes points grattent".
    """
    needles = marks.lists.causes.needles
    if not marks.has("cues.other_cause") or any(marks.tokens[place].norm in needles for place in mention.places):
        return False
    if any(one.name in _MAKING_IT_GRAVE for one in marks.mentions):
        return False
    first, end = marks.sentence(mention.start)
    inner_first = after_barrier(marks, first, mention.start)
    inner_end = min((one.start for one in marks.within("cues.barrier", mention.end, end)), default=end)
    causes = [
        cause
        for cause in marks.within("cues.other_cause", inner_first, inner_end)
        if not _is_image(marks, cause, first) and denial(marks, cause) is Denial.NONE
    ]
    if not causes:
        return False
    start, stop = clause(marks, mention.start)
    is_told_there = any(start <= cause.start < stop for cause in causes)
    return is_told_there or needles.isdisjoint(token.norm for token in marks.tokens[start:stop])


def _is_image(marks: Marks, cause: Match, first: int) -> bool:
    """ "Comme si", "on dirait que", "on jurerait que" right before it."""
    return any(
        marks.tokens[place].norm in marks.lists.causes.like or marks.covers("cues.maybe", place)
        for place in range(max(first, cause.start - _IMAGE_WITHIN), cause.start)
    )
