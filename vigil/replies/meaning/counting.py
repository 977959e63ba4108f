"""What a number is when it is no pain score: a date, a dose, a count, a mark for something else."""

from vigil.replies.meaning.followers import is_an_amount
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind, Token

_REACH = 9
_PART_WITHIN = 4
_DATING = frozenset({"le", "du", "au", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"})
_BEFORE_SHARES = frozenset(
    {
        "c'", "est", "fait", "font", "faisait", "fais", "vaut", "encore", "toujours", "plutot", "sur", "sent", "tourne",
        "sens", "ressens", "affiche", "donne", "annonce", "joue", "que",
    }
)  # fmt: skip
_TENS = frozenset(
    {
        "vingt", "vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante", "nonante", "cent",
        "cents", "mille", "onze", "douze", "treize", "quatorze", "quinze", "seize", "twenty", "thirty", "forty",
        "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    }
)  # fmt: skip
_DIGITS = frozenset(
    {
        "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "two", "three", "four", "five",
        "seven", "eight", "nine", "ten",
    }
)  # fmt: skip
_ADDING = frozenset({"+", "*", "&", "|"})
_GLUED = frozenset({Kind.WORD, Kind.HYPHEN})


def is_of_another_kind(marks: Marks, number: Number) -> bool:
    """A date ("le 4/10"), a fraction, a percentage, a telephone number."""
    tokens, start, end = marks.tokens, number.start, number.end
    before = tokens[start - 1] if start else None
    words = list(tokens[max(0, start - 2) : start])
    is_parted = bool(words) and words[-1].kind is not Kind.WORD
    is_scale = not is_parted and any(token.norm in ("echelle", "scale") for token in words)
    is_whole_scale = number.joined in ("a", "to") and number.first in (0, 1) and number.last == 10
    if (is_scale or is_whole_scale) and not number.is_over_ten:
        return True
    after = tokens[end] if end < len(tokens) else None
    if before and before.norm == "du" and is_share(marks, number):
        return False
    if before and (before.kind in (Kind.NOISE, Kind.SLASH) or before.norm in _DATING):
        return not (before.norm in ("au", "du") and number.is_over_ten)
    return bool(after and (after.kind in (Kind.NOISE, Kind.SLASH) or (after.norm == ":" and not number.is_over_ten)))


def is_share(marks: Marks, number: Number) -> bool:
    """ "Encore du 4", and not "la séance du 4"."""
    place = number.start - 2
    return place >= 0 and marks.tokens[place + 1].norm == "du" and marks.tokens[place].norm in _BEFORE_SHARES


def is_part_of_another(marks: Marks, number: Number) -> bool:
    """ "Vingt-deux", "B6", "5G", "3+": one part of a longer number or name, or one of several in a row."""
    before, after = beside(marks, number)
    if any(token is not None and (token.norm in _TENS or _is_number(token)) for token in (before, after)):
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


def _is_number(token: Token) -> bool:
    return token.kind is Kind.NUMBER or token.norm in _DIGITS


def counts_something(marks: Marks, number: Number) -> bool:
    if is_share(marks, number):
        return False
    if is_an_amount(marks, number.end):
        return True
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
    since = max([since, *(match.end for match in marks.within("cues.barrier", since, number.start))])
    others = marks.within("pain.other_scale", since, number.start)
    pains = marks.within("pain.score", since, number.start) + marks.within("pain.stating", since, number.start)
    until = next((place for place in range(number.end, end) if marks.tokens[place].kind is Kind.COMMA), end)
    is_of_part = bool(marks.within("pain.zone", number.end, min(until, number.end + _PART_WITHIN)))
    if others and not is_of_part and not any(pain.start >= others[-1].end for pain in pains):
        return True
    is_given = number.end < len(marks.tokens) and marks.tokens[number.end].norm in ("pour", "for", "en", "de")
    return is_given and bool(marks.within("pain.other_scale", number.end, min(end, number.end + 4)))
