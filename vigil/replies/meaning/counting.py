"""What a number is when it is no pain score: a date, a dose, a count, a mark for something else."""

from itertools import pairwise

from vigil.replies.meaning.followers import is_an_amount, is_followed_by_nothing
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind, Token

_REACH = 9
_PART_WITHIN = 4
_PRAISE = 9
_SCALE = 10
_GIVEN_WITHIN = 4
_ADDING = frozenset({"+", "*", "&", "|"})
_PARTING = frozenset({Kind.END, Kind.COMMA, Kind.COLON, Kind.QUESTION, Kind.HYPHEN})
_GLUED = frozenset({Kind.WORD, Kind.HYPHEN})


def is_of_another_kind(marks: Marks, number: Number) -> bool:
    """A date ("le 4/10"), a fraction, a percentage, a telephone number."""
    tokens, start, end = marks.tokens, number.start, number.end
    before = tokens[start - 1] if start else None
    words = list(tokens[max(0, start - 2) : start])
    is_parted = bool(words) and words[-1].kind is not Kind.WORD
    is_scale = not is_parted and any(token.norm in ("echelle", "scale") for token in words)
    is_whole_scale = number.joined in ("a", "to") and number.first in (0, 1) and number.last == 10
    is_scale &= bool(number.joined) or number.last == _SCALE
    if (is_scale or is_whole_scale) and not number.is_over_ten:
        return True
    after = tokens[end] if end < len(tokens) else None
    if before and before.norm == "du" and is_share(marks, number):
        return False
    if is_chosen(marks, number):
        return False
    if before and (before.kind in (Kind.NOISE, Kind.SLASH) or before.norm in marks.lists.counting.dating):
        return not (before.norm in ("au", "du") and number.is_over_ten)
    if after and after.norm == ":":
        return not number.is_over_ten and not _is_of_pain(marks, number)
    return bool(after and after.kind in (Kind.NOISE, Kind.SLASH))


def _is_of_pain(marks: Marks, number: Number) -> bool:
    """ "Une douleur à 2 : ...", "pour faire court 3 : ...", and not "question 2 : ..."."""
    place = number.start - 1
    is_reached = (
        place > 0
        and marks.tokens[place].norm in ("a", "at", "de")
        and (marks.covers("pain.score", place - 1) or marks.covers("pain.zone", place - 1))
    )
    return is_reached or (place >= 0 and marks.covers("pain.introducing", place))


def is_share(marks: Marks, number: Number) -> bool:
    """ "Encore du 4", and not "la séance du 4"."""
    words = marks.lists.counting
    place = number.start - 2
    if place < -1 or marks.tokens[place + 1].norm != "du":
        return False
    if place < 0 or marks.tokens[place].kind in _PARTING:
        return is_followed_by_nothing(marks, number)
    return marks.tokens[place].norm in words.before_shares


def is_part_of_another(marks: Marks, number: Number) -> bool:
    """ "Vingt-deux", "B6", "5G", "3+": one part of a longer number or name, or one of several in a row."""
    words = marks.lists.counting
    before, after = beside(marks, number)
    if any(token is not None and (token.norm in words.tens or _is_number(marks, token)) for token in (before, after)):
        return True
    if any(token is not None and token.norm in _ADDING for token in (before, after)):
        return True
    start, end = marks.tokens[number.start].start, marks.tokens[number.end - 1].end
    is_glued = before is not None and before.end == start and before.kind in _GLUED and before.norm[-1] != "'"
    is_glued &= before is not None and before.norm != "a" and not marks.covers("pain.score", number.start - 1)
    return is_glued or (after is not None and after.start == end and after.kind in _GLUED)


def beside(marks: Marks, number: Number) -> tuple[Token | None, Token | None]:
    """The tokens before and after a number."""
    before = marks.tokens[number.start - 1] if number.start else None
    return before, marks.tokens[number.end] if number.end < len(marks.tokens) else None


def _is_number(marks: Marks, token: Token) -> bool:
    return token.kind is Kind.NUMBER or token.norm in marks.lists.counting.digits


def is_chosen(marks: Marks, number: Number) -> bool:
    """ "Je choisis le 3.", "le 4 me paraît juste": a mark on the scale, where no day or thing could be meant."""
    first, end = marks.sentence(number.start)
    if number.start == 0 or marks.tokens[number.start - 1].norm != "le" or _is_booked(marks, first, end):
        return False
    if any(match.start == number.end for match in marks.within("pain.fitting", number.end, end)):
        return True
    is_ended = number.end >= len(marks.tokens) or marks.tokens[number.end].kind in (Kind.END, Kind.COMMA)
    return is_ended and any(match.end == number.start for match in marks.within("pain.choosing", first, number.start))


def _is_booked(marks: Marks, first: int, end: int) -> bool:
    """Whether a sentence speaks of a day to meet."""
    words = marks.lists.counting
    tokens = marks.tokens[first:end]
    return bool(marks.within("requests.appointment", first, end)) or any(token.norm in words.booked for token in tokens)


def counts_something(marks: Marks, number: Number) -> bool:
    if is_share(marks, number) or is_chosen(marks, number):
        return False
    if is_an_amount(marks, number.end):
        return True
    if number.end < len(marks.tokens) and marks.covers("pain.unit", number.end):
        return not (_denies_next(marks, number.end) or _is_in_points(marks, number))
    is_pointed = number.end < len(marks.tokens) and marks.tokens[number.end].norm == "pointe"
    if any(one.start == number.end and one.name != "pain" for one in marks.mentions) and not is_pointed:
        return True
    is_named = number.start > 0 and marks.covers("pain.naming", number.start - 1) and not _is_made(marks, number)
    return is_named and not marks.covers("pain.now", number.start - 1) and not _is_on(marks, number)


def _is_made(marks: Marks, number: Number) -> bool:
    """ "Ce dos fait 6": a part that hurts makes its score."""
    return marks.tokens[number.start - 1].norm == "fait" and marks.covers("pain.zone", number.start - 2)


def _is_on(marks: Marks, number: Number) -> bool:
    """ "I'm on 3 now", "I'd settle on 2", and not "on 3 June"."""
    before = marks.tokens[max(0, number.start - 2) : number.start]
    is_said = before[-1].norm == "on" and marks.covers("pain.saying", number.start - 1)
    return is_said or [token.norm for token in before] in (["am", "on"], ["m'", "on"], ["still", "on"])


def _is_in_points(marks: Marks, number: Number) -> bool:
    """ "Ma nuque vaut six points": the unit of a score, after a part that hurts; not "2 points rouges"."""
    place = number.end + 1
    is_closed = place >= len(marks.tokens) or marks.tokens[place].kind in _PARTING or marks.covers("pain.now", place)
    is_unit = marks.tokens[number.end].norm in ("point", "points")
    first, _ = marks.sentence(number.start)
    return is_unit and is_closed and bool(marks.within("pain.zone", first, number.start))


def _denies_next(marks: Marks, place: int) -> bool:
    """ "6 pas de bleu": no steps are counted."""
    return [token.norm for token in marks.tokens[place : place + 2]] in (["pas", "de"], ["pas", "d'"], ["pas", "trop"])


def _is_given_to_you(marks: Marks, number: Number, since: int) -> bool:
    """ "Je vous mets 10": praise from nine on or out of ten, and else the score that was asked for."""
    before = [token.norm for token in marks.tokens[max(since, number.start - 3) : number.start]]
    is_praise = number.is_over_ten or number.last >= _PRAISE
    return is_praise and any(pair in marks.lists.counting.giving for pair in pairwise(before))


def is_of_another_scale(marks: Marks, number: Number) -> bool:
    """ "Sommeil 7/10", "10/10 pour l'accueil": a mark for something else than pain."""
    first, end = marks.sentence(number.start)
    since = max(first, number.start - _REACH)
    since = max([since, *(match.end for match in marks.within("cues.barrier", since, number.start))])
    others = marks.within("pain.other_scale", since, number.start)
    pains = marks.within("pain.score", since, number.start) + marks.within("pain.stating", since, number.start)
    until = next((place for place in range(number.end, end) if marks.tokens[place].kind is Kind.COMMA), end)
    is_of_part = bool(marks.within("pain.zone", number.end, min(until, number.end + _PART_WITHIN)))
    if others and not is_of_part and not any(pain.start >= others[-1].end for pain in pains):
        return True
    if _is_given_to_you(marks, number, since):
        return True
    after = marks.tokens[number.end].norm if number.end < len(marks.tokens) else ""
    if after in ("en", "de"):  # "8 en gentillesse", and not "4 en fin de service"
        return marks.covers("pain.other_scale", number.end + 1)
    given = marks.within("pain.other_scale", number.end, min(end, number.end + _GIVEN_WITHIN))
    return after in ("pour", "for") and bool(given)
