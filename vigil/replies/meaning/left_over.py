"""The scores that are left when all else that a number can be is ruled out: "la hanche vaut 5", "un 8 bien tassé".

The other rules license a number by a word beside it. This one turns the question around. A number from 0 to 10 that
counts no noun, names no day, hour, floor or page, is no price, dose or age, and is nobody else's, is a score where its
words speak of a part that hurts, or where it stands there as nothing else could: "un 3", "6 sinon", "à 4 environ".
"""

from vigil.replies.meaning.counting import is_share
from vigil.replies.meaning.followers import is_followed_by_nothing
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.people import written_for_patient
from vigil.replies.meaning.ruling_out import clause, is_at, is_of_named_part, is_ruled_out, names_pain
from vigil.replies.meaning.tokens import Kind

_AFTER_WITHIN = 5


def is_left_over(marks: Marks, number: Number) -> bool:
    """Whether a number can be nothing but a score of the patient's own pain."""
    return not is_ruled_out(marks, number) and _speaks_of_pain(marks, number)


def _speaks_of_pain(marks: Marks, number: Number) -> bool:
    """An article before it, a part that hurts beside it, nothing else in its clause, or a relative's words."""
    first, _ = marks.sentence(number.start)
    own = clause(marks, number)
    if _has_article(marks, number) or _names_part_after(marks, number) or _is_whole_clause(marks, number, own):
        return True
    if is_at(marks, number) and names_pain(marks, own, number.start):
        return True
    is_digit = marks.tokens[number.start].kind is Kind.NUMBER
    if is_at(marks, number):
        return is_digit and marks.tokens[number.start - 1].norm != "vers"
    is_named = names_pain(marks, first, number.start) or is_of_named_part(marks, number, first)
    return is_named or bool(written_for_patient(marks))


def _has_article(marks: Marks, number: Number) -> bool:
    """ "Un 3", "un beau zéro", "encore du 4"."""
    place = number.start - 1
    while place > 0 and marks.tokens[place].norm in marks.lists.left_over.sizes:
        place -= 1
    if is_share(marks, number):
        return True
    if place == number.start - 1 and place > 0 and _is_adjective(marks, number, place):
        place -= 1
    return place >= 0 and marks.tokens[place].norm in ("un", "a", "an") and not is_at(marks, number)


def _is_adjective(marks: Marks, number: Number, place: int) -> bool:
    """ "A modest three", "un vilain 7.": a word between article and number that names nothing which is numbered."""
    is_article = marks.tokens[place - 1].norm in ("un", "a", "an")
    is_named = any(marks.covers(name, place) for name in ("pain.numbered", "pain.unit", "pain.counting", "cues.family"))
    is_word = (
        marks.tokens[place].kind is Kind.WORD and not is_named and marks.tokens[place].norm not in ("a", "at", "to")
    )
    return is_word and is_article and is_followed_by_nothing(marks, number)


def _names_part_after(marks: Marks, number: Number) -> bool:
    """ "4 au genou", "3 pour le dos", and not "vers 7 le dos"."""
    if is_at(marks, number) and marks.tokens[number.start - 1].norm == "vers":
        return False
    for place in range(number.end, min(len(marks.tokens), number.end + _AFTER_WITHIN)):
        if marks.covers("pain.zone", place) or marks.covers("pain.score", place):
            return place > number.end
        if marks.tokens[place].norm not in marks.lists.left_over.links:
            return False
    return False


def _is_whole_clause(marks: Marks, number: Number, own: int) -> bool:
    """ "6 sinon", "5 le matin": nothing but small words before it since the mark; a number in words stands alone."""
    words = marks.lists.left_over
    if marks.tokens[number.start].kind is Kind.WORD and not is_followed_by_nothing(marks, number):
        return False
    return all(
        token.norm in words.small
        or token.kind in (Kind.COLON, Kind.HYPHEN)
        or marks.covers("requests.small_talk", place)
        or marks.covers("pain.introducing", place)
        for place, token in enumerate(marks.tokens[own : number.start], own)
    )
