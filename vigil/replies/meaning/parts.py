"""A score right beside the part that it is of: "épaule à 4", "le dos dit 2", "hip's a three".

So near a part it is the patient's own whatever else its sentence counts, unless a relative is told right there.
"""

from vigil.replies.meaning.followers import does_not_count
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.supposing import is_supposed
from vigil.replies.meaning.tokens import Kind

_LINKS = 4
"""Small words between a part and its score."""


def is_beside_part(marks: Marks, number: Number) -> bool:
    """Whether nothing but a few small words ("est à", "dit", "lui aussi à") stands between a part that hurts and it."""
    words = marks.lists.parts
    if not number.start or not does_not_count(marks, number) or _is_numbered(marks, number):
        return False
    place = number.start - 1
    while place > number.start - 1 - _LINKS and place >= 0 and marks.tokens[place].norm in words.links:
        place -= 1
    if place == number.start - 1 or place < 0 or not marks.covers("pain.zone", place):
        return False
    is_parted = any(token.kind in (Kind.COMMA, Kind.COLON) for token in marks.tokens[place : number.start])
    around = range(max(0, place - 2), place)
    is_anothers = any(marks.covers("cues.family", at) and marks.tokens[at].norm not in words.own for at in around)
    is_anothers |= any(marks.tokens[at].norm in words.his for at in around) and marks.has("cues.family")
    is_not_now = any(marks.covers("cues.negation", at) for at in range(place, number.start))
    is_meant = is_supposed(marks, Match("", (number.start,), False))
    return not (is_parted or is_anothers or is_not_now or is_meant)


def _is_numbered(marks: Marks, number: Number) -> bool:
    """ "Étage du dos 3", a vertebra, "le 3" of a month."""
    return marks.covers("pain.numbered", number.start - 1)
