"""Words that only name or count: of people, of units, beside a score."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import numbers
from vigil.replies.meaning.tokens import Kind

_NAME_LINE = 4


def is_scored(marks: Marks, first: int, end: int) -> bool:
    return any(first <= number.start < end for number in numbers(marks))


def counts(marks: Marks, place: int) -> bool:
    """ "8 degrés", "12 kg"."""
    return marks.covers("pain.unit", place) and place > 0 and marks.tokens[place - 1].kind is Kind.NUMBER


def is_name(marks: Marks, place: int) -> bool:
    """A capital inside a sentence, after a title, or on a last line of nothing but capitals."""
    first, end = marks.sentence(place)
    if place > first and marks.tokens[place - 1].norm in marks.lists.naming.titles:
        return True
    if not _is_title(marks, place):
        return False
    words = [other for other in range(first, end) if marks.tokens[other].kind is Kind.WORD]
    if all(_is_title(marks, other) for other in words):
        return first > 0 and len(words) <= _NAME_LINE
    return place > first


def _is_title(marks: Marks, place: int) -> bool:
    token = marks.tokens[place]
    written = marks.text[token.start : token.end]
    return written[:1].isupper() and written[1:].islower()
