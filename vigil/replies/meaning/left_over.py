"""The scores that are left when all else that a number can be is ruled out: "la hanche vaut 5", "un 8 bien tassé".

The other rules license a number by a word beside it. This one turns the question around. A number from 0 to 10 that
counts no noun, names no day, hour, floor or page, is no price, dose or age, and is nobody else's, is a score where its
words speak of a part that hurts, or where it stands there as nothing else could: "un 3", "6 sinon", "à 4 environ".
"""

from vigil.replies.meaning.circumstances import is_of_another, is_supposed, written_for_patient
from vigil.replies.meaning.counting import is_of_another_kind, is_of_another_scale
from vigil.replies.meaning.followers import does_not_count, is_closed
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind, Token

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
_BEFORE_OTHERS = frozenset(
    {
        "le", "l'", "au", "aux", "les", "des", "mes", "tes", "ses", "nos", "vos", "leurs", "ces", "quelques", "the",
        "these", "those", "our", "their", "your", "par", "chaque", "tous", "toutes", "every", "each", "depuis", "since",
        "pendant", "during", "jusqu'", "until", "till", "en", "de", "d'", "des", "dans", "in", "apres", "after", "plus",
        "moins", "than", "under", "over", "nous", "eux", "elles", "both", "entre", "between", "from", "la", "cette",
        "ce", "number", "et", "and", "ou", "or", "sous", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
        "dimanche", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "pas", "ne", "not",
        "of", "contre", "before",
    }
)  # fmt: skip
_REACHING = frozenset({"a", "at", "vers", "environ", "around", "about"})
_NEARLY = frozenset({"vers", "autour", "alentours", "environs", "dans"})
_ARTICLES = frozenset({"un", "a", "du"})
_SIZES = frozenset(
    {
        "petit", "bon", "gros", "beau", "joli", "solide", "honnete", "gentil", "vrai", "faible", "fort", "leger",
        "timide", "tout", "mauvais", "generous", "big", "small", "solid", "steady", "good", "bad", "mere", "strong",
        "modeste", "maigre", "sale", "sacre", "franc", "brave", "weak", "comfortable", "honest", "decent", "firm",
    }
)  # fmt: skip
_BEFORE_SHARES = frozenset(
    {"c'", "est", "fait", "font", "faisait", "fais", "vaut", "encore", "toujours", "plutot", "sur", "sent", "tourne"}
)
_PLURALS = frozenset({"nous", "on", "sommes", "etions", "etait", "sont", "etaient", "serons", "are", "were", "etes"})
_ONES = frozenset({"suis", "est", "is", "am", "etait", "etais"})
_SMALL = frozenset(
    {
        "aujourd'hui", "ce", "matin", "soir", "maintenant", "la", "moi", "donc", "sinon", "toujours", "encore", "now",
        "today", "still", "allez", "bon", "alors", "disons", "plutot", "enfin", "pour", "voila", "bref", "juste",
        "seulement", "hello", "bonjour", "bonsoir", "salut", "coucou", "slt", "ok", "mettons", "soit", "va", "et",
    }
)  # fmt: skip
_LINKS = frozenset(
    {
        "a", "au", "aux", "a l'", "la", "le", "les", "l'", "pour", "sur", "dans", "du", "mon", "ma", "mes", "son",
        "sa", "ses", "for", "in", "on", "my", "the", "her", "his", "at", "niveau", "cote", "of", "de", "en",
    }
)  # fmt: skip
_AFTER_WITHIN = 5


def is_left_over(marks: Marks, number: Number) -> bool:
    """Whether a number can be nothing but a score of the patient's own pain."""
    if is_of_another_kind(marks, number) or is_of_another_scale(marks, number):
        return False
    if _is_part_of_another(marks, number) or not does_not_count(marks, number):
        return False
    if _is_named(marks, number) or _is_among_others(marks, number) or _is_not_told(marks, number):
        return False
    return _speaks_of_pain(marks, number)


def _is_part_of_another(marks: Marks, number: Number) -> bool:
    """ "Vingt-deux", "B6", "5G", "3+": one part of a longer number or name, or one of several in a row."""
    before, after = _beside(marks, number)
    if any(token is not None and (token.norm in _TENS or _is_number(token)) for token in (before, after)):
        return True
    if before and before.kind is Kind.COMMA and before.norm in "+&*|" or after and after.norm in ("+", "*", "&"):
        return True
    first, last = marks.tokens[number.start], marks.tokens[number.end - 1]
    is_glued = before is not None and before.kind is Kind.WORD and before.end == first.start and before.norm[-1] != "'"
    is_glued |= before is not None and before.kind is Kind.HYPHEN and before.end == first.start
    glued_after = after is not None and after.kind in (Kind.WORD, Kind.HYPHEN) and after.start == last.end
    return is_glued or glued_after


def _is_number(token: Token) -> bool:
    return token.kind is Kind.NUMBER or token.norm in _DIGITS


def _beside(marks: Marks, number: Number) -> tuple[Token | None, Token | None]:
    before = marks.tokens[number.start - 1] if number.start else None
    return before, marks.tokens[number.end] if number.end < len(marks.tokens) else None


def _is_named(marks: Marks, number: Number) -> bool:
    """ "Étage 3", "le 4", "tous les 2": what stands before makes it a name, a date, a share, an amount."""
    if not number.start:
        return False
    before = marks.tokens[number.start - 1]
    place = number.start - 1
    if before.norm == "les" and place and marks.tokens[place - 1].norm in _NEARLY:
        return False
    if before.norm == "du":
        return not (place and marks.tokens[place - 1].norm in _BEFORE_SHARES)
    if before.norm in ("un", "a") and place and marks.tokens[place - 1].norm in ("l'", "quelqu'"):
        return True
    if before.norm in _BEFORE_OTHERS:
        return True
    return marks.covers("pain.numbered", place) or _is_labelled(marks, number)


def _is_labelled(marks: Marks, number: Number) -> bool:
    """ "Enfants : 3": a label of one or two words that names neither pain nor a part that hurts."""
    place = number.start - 1
    if marks.tokens[place].kind is not Kind.COLON:
        return False
    first, _ = marks.sentence(number.start)
    first = max([first, *(at + 1 for at in range(first, place) if marks.tokens[at].kind is Kind.COMMA)])
    label = range(first, place)
    is_ours = any(marks.covers(name, at) for at in label for name in ("pain.score", "pain.zone", "pain.now"))
    return len(label) <= 2 and not is_ours


def _is_among_others(marks: Marks, number: Number) -> bool:
    """ "On était 5", "j'en ai 3": how many people, or how many of what was named."""
    first = _clause(marks, number)
    before = [token.norm for token in marks.tokens[first : number.start]]
    if before and before[-1] in _PLURALS - {"est"} and not {"nous", "on", "ils", "elles", "we", "they"}.isdisjoint(before):
        return True
    if before[-2:] in (["on", "est"], ["c'", "a"]):
        return True
    is_of_them = "en" in before[-4:-1] and not (before[-1] in _REACHING and not _ONES.isdisjoint(before[-4:]))
    is_there = [*before[-3:]] in (["il", "y", "a"],) or before[-2:] == ["y", "a"]
    return is_of_them or is_there


def _is_not_told(marks: Marks, number: Number) -> bool:
    """Another's, supposed, wished, asked, denied."""
    mention = Match("", (number.start,), False)
    _, end = marks.sentence(number.start)
    is_asked = end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION
    if is_asked or is_supposed(marks, mention) or is_of_another(marks, mention):
        return True
    first = _clause(marks, number)
    if any(marks.within(name, first, end) for name in ("pain.counting", "pain.wishing")):
        return True
    own = _of_pain(marks, first, number.start) or _names_part_after(marks, number)
    if not own and marks.within("pain.counting", marks.sentence(number.start)[0], number.start):
        return True
    return denial(marks, mention) is not Denial.NONE and not _of_pain(marks, number.start - 2, number.start)


def _clause(marks: Marks, number: Number) -> int:
    """The first token of the part of the sentence that a number stands in: after the last comma or "mais"."""
    first, _ = marks.sentence(number.start)
    starts = [place + 1 for place in range(first, number.start - 1) if marks.tokens[place].kind is Kind.COMMA]
    starts += [match.end for match in marks.within("cues.barrier", first, number.start)]
    return max(starts, default=first)


def _speaks_of_pain(marks: Marks, number: Number) -> bool:
    """A part that hurts in its sentence, an article before it, nothing else in its clause, or a relative's words."""
    first, end = marks.sentence(number.start)
    clause = _clause(marks, number)
    if not is_closed(marks, number):
        return False
    is_hour = bool(marks.within("pain.hour", clause, end)) and _is_at(marks, number)
    if is_hour and not marks.within("pain.zone", clause, number.start):
        return False
    if _has_article(marks, number) or _names_part_after(marks, number) or _is_whole_clause(marks, number, clause):
        return True
    is_word = marks.tokens[number.start].kind is Kind.WORD
    if is_word and _is_at(marks, number) and not _of_pain(marks, clause, number.start):
        return False
    return _of_pain(marks, first, number.start) or _is_at(marks, number) and not is_word or bool(written_for_patient(marks))


def _is_at(marks: Marks, number: Number) -> bool:
    return number.start > 0 and marks.tokens[number.start - 1].norm in _REACHING


def _of_pain(marks: Marks, first: int, end: int) -> bool:
    first = max(0, first)
    return any(marks.within(name, first, end) for name in ("pain.zone", "pain.score", "pain.stating", "pain"))


def _has_article(marks: Marks, number: Number) -> bool:
    """ "Un 3", "un beau zéro", "encore du 4"."""
    place = number.start - 1
    while place > 0 and marks.tokens[place].norm in _SIZES:
        place -= 1
    return place >= 0 and marks.tokens[place].norm in _ARTICLES


def _names_part_after(marks: Marks, number: Number) -> bool:
    """ "4 au genou", "3 pour le dos"."""
    for place in range(number.end, min(len(marks.tokens), number.end + _AFTER_WITHIN)):
        if marks.covers("pain.zone", place):
            return place > number.end
        if marks.tokens[place].norm not in _LINKS:
            return False
    return False


def _is_whole_clause(marks: Marks, number: Number, clause: int) -> bool:
    """ "6 sinon", "5 le matin": nothing but small words before it since the mark, and no word for a number."""
    if marks.tokens[number.start].kind is Kind.WORD and number.end < len(marks.tokens):
        return False
    return all(
        token.norm in _SMALL or token.kind in (Kind.COLON, Kind.COMMA, Kind.HYPHEN)
        for token in marks.tokens[clause : number.start]
    )
