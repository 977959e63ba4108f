"""Which of several numbers is the score asked for: one's own, of the part that we treat, told outright, the last."""

from vigil.replies.meaning.followers import does_not_count
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.ruling_out import is_of_own_clause, is_of_somebody_else
from vigil.replies.meaning.tokens import Kind

_DATED_WITHIN = 4
_PAIR = 2


def is_own(marks: Marks, number: Number) -> bool:
    """Whether nothing speaks against a score: no noun after it, nobody else's pain, no part that others treat."""
    counts = not number.is_over_ten and not does_not_count(marks, number)
    return not (counts or _is_untreated(marks, number) or is_of_somebody_else(marks, number))


def foremost(marks: Marks, found: list[Number]) -> list[Number]:
    """One's own, where another's is told too; those of the part that "you treat"; those not in brackets."""
    found = [number for number in found if is_of_own_clause(marks, number)] or found
    treated = [number for number in found if _is_of_part(marks, number, "pain.treated_part", number.start)] or found
    return [number for number in treated if not _is_in_brackets(marks, number)] or treated


def are_dated(marks: Marks, found: list[Number]) -> bool:
    """ "Le 12, 8. Le 14, 6.": a day is told before each, so that the last is of now."""
    return all(_is_dated(marks, number) for number in found)


def are_of_one_sentence(marks: Marks, found: list[Number]) -> bool:
    """ "3 sans effort, 5 avec": two scores of one sentence, for two ways to be."""
    return len(found) == _PAIR and marks.sentence(found[0].start) == marks.sentence(found[1].start)


def _is_untreated(marks: Marks, number: Number) -> bool:
    _, end = marks.sentence(number.start)
    return _is_of_part(marks, number, "pain.untreated_part", end)


def _is_of_part(marks: Marks, number: Number, name: str, end: int) -> bool:
    """Whether a clause about the part stands between the number and the one before, or up to ``end``."""
    first, _ = marks.sentence(number.start)
    before = [place + 1 for place in range(first, number.start) if marks.tokens[place].kind is Kind.NUMBER]
    after = [place for place in range(number.end, end) if marks.tokens[place].kind is Kind.NUMBER]
    return bool(marks.within(name, max(before, default=first), min(after, default=end)))


def _is_in_brackets(marks: Marks, number: Number) -> bool:
    first, _ = marks.sentence(number.start)
    brackets = [token.norm for token in marks.tokens[first : number.start] if token.norm in ("(", ")")]
    return brackets[-1:] == ["("]


def _is_dated(marks: Marks, number: Number) -> bool:
    first, _ = marks.sentence(number.start)
    near = range(max(first, number.start - _DATED_WITHIN), number.start)
    return any(_is_day(marks, place) for place in near)


def _is_day(marks: Marks, place: int) -> bool:
    """ "Lundi", "le 12", and not the "le" of "le dos"."""
    token = marks.tokens[place]
    if token.norm == "le":
        return marks.tokens[place + 1].kind in (Kind.NUMBER, Kind.NOISE)
    return token.norm in marks.lists.counting.dating and token.norm not in ("du", "au")
