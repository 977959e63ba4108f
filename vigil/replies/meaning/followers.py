"""What may follow a score, and what follows a number that counts."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind

_CLOSING = frozenset({Kind.END, Kind.COMMA, Kind.QUESTION, Kind.HYPHEN})


def does_not_count(marks: Marks, number: Number) -> bool:
    """Whether no noun follows: nothing, a mark, or a small word that no counted thing begins with."""
    words = marks.lists.followers
    if is_followed_by_nothing(marks, number):
        return True
    place = number.end
    after = marks.tokens[place]
    if after.kind is not Kind.WORD or marks.covers("pain.unit", place) or is_an_amount(marks, place):
        return False
    other = marks.tokens[place + 1] if place + 1 < len(marks.tokens) else None
    if other is not None and other.kind is Kind.NUMBER and after.norm in words.of_several:
        return False
    is_time = marks.covers("pain.now", place) or marks.covers("pain.earlier", place)
    return is_time or after.norm in words.function or marks.covers("requests.small_talk", place)


def is_followed_by_nothing(marks: Marks, number: Number) -> bool:
    """Whether a number ends the text or its clause."""
    return number.end >= len(marks.tokens) or marks.tokens[number.end].kind in _CLOSING


def is_an_amount(marks: Marks, place: int) -> bool:
    """ "2 en tout", "3 pour arriver": a count or a duration by the words after; not "il a dit quatre à table"."""
    if place > 1 and marks.tokens[place - 2].norm in marks.lists.followers.telling:
        return False
    following = tuple(token.norm for token in marks.tokens[place : place + 3])
    return any(following[: len(words)] == words for words in marks.lists.followers.counting)
