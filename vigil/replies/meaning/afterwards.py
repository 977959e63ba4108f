"""A pain or a weakness of the first hours, and well later: "plus douloureux le lendemain, à présent je bricole"."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_REACH = 26
_WITHIN = 12
"""Tokens after a word of time in which it is said that all is well again."""
_BEFORE = 4
"""Tokens before one in which it may be said as well: "it dropped to 4 since"."""
_BAD = (
    "composed.worse",
    "composed.growing",
    "composed.past_bearing",
    "cues.persisting",
    "cues.goes_on",
    "cues.not_gone",
)


def is_well_afterwards(marks: Marks, mention: Match) -> bool:
    """Whether a later time is told after it, and of that time that the pain has gone down."""
    first, end = marks.sentence(mention.start)
    if not _is_told_of_then(marks, first, end, mention):
        return False
    if end + 1 < len(marks.tokens) and marks.tokens[end].kind is not Kind.QUESTION:
        end = marks.sentence(end + 1)[1]
    for later in marks.within("cues.later", mention.end, min(end, mention.end + _REACH)):
        if _opens_a_frame(marks, later):
            continue
        first, until = max(mention.end, later.start - _BEFORE), min(end, later.end + _WITHIN)
        well = [one for one in marks.within("cues.well_again", first, until) if not _is_denied(marks, one)]
        if well and not any(marks.within(name, well[0].start - _BEFORE, well[0].end) for name in _BAD):
            return True
    return False


_PAST_ENDINGS = ("ait", "aient", "ed")


def _is_told_of_then(marks: Marks, first: int, end: int, mention: Match) -> bool:
    """Whether it is told of the days after the session, or in a tense of the past."""
    if marks.within("composed.then", first, end) or marks.within("cues.past_tense", first, end):
        return True
    return any(marks.tokens[place].norm.endswith(_PAST_ENDINGS) for place in range(first, mention.end))


def _opens_a_frame(marks: Marks, later: Match) -> bool:
    """ "Depuis la séance" says since when it is worse, and nothing of later."""
    return any(later.start in frame.places for frame in marks.found.get("composed.since", ()))


def _is_denied(marks: Marks, well: Match) -> bool:
    """ "Pas mieux", "je ne marche plus"."""
    around = marks.tokens[max(0, well.start - 3) : well.end + 2]
    return any(token.norm in marks.lists.negation.negations for token in around)
