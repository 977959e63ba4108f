"""Scores that no word for pain stands beside: "genou 3", "le dos je mets 5", "tout va bien, 3.".

They are looked for only in a text that tells no score in fuller words. A bare number counts where its clause ends with
it and holds nothing else, or nothing but a zone and a few small words.
"""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind

_REACH = 7
_CLOSING = frozenset({Kind.END, Kind.COMMA, Kind.QUESTION})


def is_bare_score(marks: Marks, number: Number) -> bool:
    """Whether a number that counts nothing else stands as a score of its own."""
    if not _ends_clause(marks, number) or _is_listed(marks, number):
        return False
    return _is_of_zone(marks, number) or _is_whole_clause(marks, number) or _is_reached(marks, number)


def _ends_clause(marks: Marks, number: Number) -> bool:
    if number.end >= len(marks.tokens):
        return True
    after = marks.tokens[number.end]
    return after.kind in _CLOSING or after.norm in marks.lists.bare_scores.after


def _is_listed(marks: Marks, number: Number) -> bool:
    """ "Les 3, 4 et 5": one of several numbers in a row."""
    beside = (number.start - 2, number.end + 1)
    return any(0 <= place < len(marks.tokens) and marks.tokens[place].kind is Kind.NUMBER for place in beside)


def _is_of_zone(marks: Marks, number: Number) -> bool:
    """A zone that is treated before it, and nothing but small words between."""
    words = marks.lists.bare_scores
    first, _ = marks.sentence(number.start)
    for place in range(number.start - 1, max(first, number.start - _REACH) - 1, -1):
        if marks.covers("pain.zone", place):
            return True
        token = marks.tokens[place]
        if token.kind not in (Kind.COLON, Kind.COMMA, Kind.HYPHEN) and token.norm not in words.small:
            return False
    return False


def _is_whole_clause(marks: Marks, number: Number) -> bool:
    """Nothing but small words since the mark before it, which ends what else was told."""
    words = marks.lists.bare_scores
    place = number.start - 1
    while place >= 0 and marks.tokens[place].norm in words.small:
        place -= 1
    if place < 0:
        return marks.tokens[number.start - 1].norm == "ai"
    is_said = marks.tokens[place].kind is Kind.COLON and place - 1 not in marks.named
    is_begun = marks.tokens[place].kind in _CLOSING or is_said
    return is_begun and marks.tokens[number.start - 1].norm not in words.counting


def _is_reached(marks: Marks, number: Number) -> bool:
    """ "Ça tourne à 5.", "plutôt 5.", where nobody is to meet at that hour."""
    words = marks.lists.bare_scores
    first, end = marks.sentence(number.start)
    is_hour = marks.within("requests.appointment", first, end) or marks.within("cues.family", first, end)
    is_met = any(token.norm in words.meeting for token in marks.tokens[first:end])
    return number.start > first and marks.tokens[number.start - 1].norm in words.reaching and not (is_hour or is_met)
