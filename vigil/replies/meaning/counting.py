"""What a number is when it is no pain score: a date, a dose, a count, a mark for something else."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind

_REACH = 9
_DATING = frozenset({"le", "du", "au", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"})


def is_of_another_kind(marks: Marks, number: Number) -> bool:
    """A date ("le 4/10"), a fraction, a percentage, a telephone number."""
    tokens, start, end = marks.tokens, number.start, number.end
    before = tokens[start - 1] if start else None
    is_scale = any(token.norm in ("echelle", "scale") for token in tokens[max(0, start - 2) : start])
    is_whole_scale = number.joined in ("a", "to") and number.first in (0, 1) and number.last == 10
    if (is_scale or is_whole_scale) and not number.is_over_ten:
        return True
    after = tokens[end] if end < len(tokens) else None
    if before and (before.kind in (Kind.NOISE, Kind.SLASH) or before.norm in _DATING):
        return not (before.norm in ("au", "du") and number.is_over_ten)
    return bool(after and (after.kind in (Kind.NOISE, Kind.SLASH) or (after.norm == ":" and not number.is_over_ten)))


def counts_something(marks: Marks, number: Number) -> bool:
    if number.end < len(marks.tokens) and marks.covers("pain.unit", number.end):
        return not _denies_next(marks, number.end)
    if number.end < len(marks.tokens) and any(m.start == number.end for m in marks.mentions if m.name not in ("pain",)):
        return True
    is_today = marks.covers("pain.now", number.start - 1)
    return number.start > 0 and marks.covers("pain.naming", number.start - 1) and not is_today


def _denies_next(marks: Marks, place: int) -> bool:
    """ "6 pas de bleu": no steps are counted."""
    return [token.norm for token in marks.tokens[place : place + 2]] in (["pas", "de"], ["pas", "d'"], ["pas", "trop"])


def is_of_another_scale(marks: Marks, number: Number) -> bool:
    """ "Sommeil 7/10", "10/10 pour l'accueil": a mark for something else than pain."""
    first, end = marks.sentence(number.start)
    since = max(first, number.start - _REACH)
    others = marks.within("pain.other_scale", since, number.start)
    pains = marks.within("pain.score", since, number.start) + marks.within("pain.stating", since, number.start)
    if others and not any(pain.start >= others[-1].end for pain in pains):
        return True
    is_given = number.end < len(marks.tokens) and marks.tokens[number.end].norm in ("pour", "for", "en", "de")
    return is_given and bool(marks.within("pain.other_scale", number.end, min(end, number.end + 4)))
