"""The numbers of a text that could be scores: digits and words, halves, "sur 10", ranges and movements."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.score_lists import Numbers
from vigil.replies.meaning.tokens import Kind, Token

_WORDS = {
    "zero": 0, "deux": 2, "trois": 3, "troi": 3, "quatre": 4, "quatr": 4, "cinq": 5, "cinc": 5, "six": 6,
    "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_ONE = {"un": 1, "une": 1, "one": 1}
_BASE = 10
_TWO = frozenset({"2", "deux", "two"})
_TEN = frozenset({"10", "dix", "ten"})


@dataclass(frozen=True)
class Number:
    """A score that could be, ``first`` and ``last`` as written (two for a range), from token ``start`` up to ``end``.

    ``is_over_ten`` is "4/10"; ``joined`` the word that joins a range or a movement.
    """

    first: float
    last: float
    start: int
    end: int
    is_over_ten: bool
    joined: str = ""


def numbers(marks: Marks) -> list[Number]:
    """The numbers from 0 to 10, ranges joined, in the order of the text."""
    found: list[Number] = []
    place = 0
    while place < len(marks.tokens):
        number = _number(marks.tokens, place, marks.lists.numbers)
        place = number.end if number else place + 1
        if number:
            joined = _joined(marks.tokens, found[-1], number, marks.lists.numbers) if found else None
            found[-1:] = [joined] if joined else [*found[-1:], number]
    return [number for number in found if max(number.first, number.last) <= 10]


def _number(tokens: Sequence[Token], start: int, lists: Numbers) -> Number | None:
    value = _value(tokens, start)
    if value is None:
        return None
    value, end = _with_decimals(tokens, start, value, lists)
    over = _over_ten(tokens, end, lists)
    is_one = over == end and tokens[start].norm in _ONE
    if is_one and not (_is_lone_one(tokens, start, lists) or _begins_range(tokens, start, lists)):
        return None
    return Number(value, value, start, over, over > end)


def _with_decimals(tokens: Sequence[Token], start: int, value: float, lists: Numbers) -> tuple[float, int]:
    """ "Deux virgule cinq", "four and a half", "3 point 5": the whole value, and the token after it."""
    end = start + 1
    half = next((words for words in lists.halves if tuple(_norms(tokens, end, len(words))) == words), None)
    if half:
        return value + 0.5, end + len(half)
    is_parted = end + 1 < len(tokens) and tokens[end].norm in lists.decimal_points
    part = _value(tokens, end + 1) if is_parted else None
    if part is None or part % 1 or part >= _BASE or value % 1:
        return value, end
    return value + part / _BASE, end + 2


def _is_lone_one(tokens: Sequence[Token], start: int, lists: Numbers) -> bool:
    """ "Je lui donne un.", "douleur : un", and neither an article nor "j'en donne un"."""
    after = tokens[start + 1] if start + 1 < len(tokens) else None
    before = _norms(tokens, max(0, start - 4), min(4, start))
    is_ended = after is None or after.kind in (Kind.END, Kind.COMMA)
    is_reached = before[-1:] == ["a"] and before[-2:-1] != [] and before[-2] in lists.reached
    if is_ended and tokens[start].norm != "une" and (start == 0 or tokens[start - 1].kind is Kind.END):
        is_last = after is None or after.kind is Kind.END
        return is_last or tuple(_norms(tokens, start + 2, 2)) in lists.no_more or _opens_alone(tokens, start, lists)
    is_set = bool(before) and (before[-1] in lists.before_one or is_reached) and "en" not in before
    return is_ended and is_set and tokens[start].norm != "une"


def _opens_alone(tokens: Sequence[Token], start: int, lists: Numbers) -> bool:
    """ "Un, monsieur le docteur", "un, au chant du coq", and not "un, j'ai mal; deux, je dors mal"."""
    after = _norms(tokens, start + 2, len(tokens))
    return bool(after) and after[0] in lists.after_one and not any(word in _TWO for word in after)


def _begins_range(tokens: Sequence[Token], start: int, lists: Numbers) -> bool:
    """ "Entre un et deux", "un ou deux"."""
    is_joined = len(tokens) > start + 2 and tokens[start + 1].norm in lists.joining and tokens[start].norm != "une"
    return is_joined and tokens[start + 2].norm in _WORDS


def _value(tokens: Sequence[Token], place: int) -> float | None:
    token = tokens[place]
    if token.kind is Kind.NUMBER:
        return token.value
    if token.kind is not Kind.WORD:
        return None
    return _WORDS.get(token.norm, _ONE.get(token.norm))


def _over_ten(tokens: Sequence[Token], place: int, lists: Numbers) -> int:
    """The token after "/10", "sur dix", "out of 10"; ``place`` itself where there is none."""
    for words in lists.over:
        end = place + len(words)
        if tuple(_norms(tokens, place, len(words))) == words and end < len(tokens) and tokens[end].norm in _TEN:
            return end + 1
    return place


def _norms(tokens: Sequence[Token], start: int, count: int) -> list[str]:
    return [token.norm for token in tokens[start : start + count]]


def _joined(tokens: Sequence[Token], one: Number, other: Number, lists: Numbers) -> Number | None:
    """Two numbers with one joining word between are a range (or a movement, which ``joined`` tells)."""
    if other.start - one.end != 1 or one.joined:
        return None
    between = tokens[one.end]
    is_pair = between.kind is Kind.SLASH and other.is_over_ten and not one.is_over_ten  # "5/6 sur 10"
    if not (between.norm in lists.joining or between.kind is Kind.HYPHEN or is_pair):
        return None
    if between.norm in ("et", "and") and not _is_between(tokens, one.start):
        return None
    is_over_ten = one.is_over_ten or other.is_over_ten
    return Number(one.first, other.last, one.start, other.end, is_over_ten, between.norm)


def _is_between(tokens: Sequence[Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].norm in ("entre", "between")
