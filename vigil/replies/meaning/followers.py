"""What may follow a score, and what follows a number that counts."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind

_CLOSING = frozenset({Kind.END, Kind.COMMA, Kind.QUESTION, Kind.HYPHEN})
_FUNCTION = frozenset(
    {
        "et", "mais", "donc", "or", "ni", "car", "a", "au", "aux", "en", "pour", "avec", "sans", "sur", "dans",
        "quand", "lorsque", "lorsqu'", "si", "s'", "comme", "pendant", "depuis", "apres", "avant", "le", "la", "les",
        "l'", "ce", "cet", "cette", "mon", "ma", "mes", "son", "sa", "que", "qu'", "je", "j'", "tu", "il", "elle",
        "on", "nous", "vous", "ca", "c'", "pas", "bien", "environ", "peut", "encore", "toujours", "seulement",
        "juste", "maintenant", "aujourd'hui", "hier", "ici", "partout", "deja", "enfin", "helas", "merci", "docteur",
        "doc", "dr", "docteure", "madame", "monsieur", "mme", "cordialement", "cdlt", "bonne", "bon", "bonjour",
        "bonsoir", "bisous", "bises", "amicalement", "amities", "sinon", "voila", "quoi", "hein", "lol", "mdr",
        "ptdr", "svp", "grosso", "maxi", "max", "maximum", "mini", "minimum", "tout", "impec", "impeccable", "nickel",
        "super", "top", "tranquille", "large", "largement", "fort", "faible", "sec", "stable", "puis", "alors",
        "parce", "puisque", "tandis", "malgre", "grace", "suite", "selon", "suivant", "vu", "des", "jusqu'", "contre",
        "hormis", "sauf", "meme", "aussi", "non", "oui", "ok", "rien", "aucun", "aucune", "quant", "plutot",
        "presque", "desormais", "actuellement", "actuel", "constant", "pareil", "comparee", "avance", "repos", "net",
        "ou", "precisement", "exactement", "aujourd", "ressenti", "ressentis", "mieux", "ainsi", "surtout", "du",
        "vers", "point", "malheureusement", "pointe", "rond", "marchant", "assis", "assise", "debout", "couche",
        "couchee", "effort", "walking", "resting", "standing", "sitting", "lying", "ish", "tops", "but", "and", "so",
        "for", "with", "without", "when", "if", "as", "at", "in", "since", "after", "before", "while", "still", "now",
        "today", "though", "the", "my", "this", "that", "it", "i", "you", "we", "he", "she", "is", "was", "only",
        "maybe", "thanks", "thank", "cheers", "doctor", "regards", "sir", "please", "no", "not", "tonight", "first",
        "until", "unless", "because", "honestly", "overall", "again", "ever", "right", "most", "mostly", "there",
        "here", "all", "compared", "which", "too", "either", "best", "currently",
    }
)  # fmt: skip
_COUNTING = (
    ("en", "tout"), ("en", "plus"), ("en", "trop"), ("au", "total"), ("in", "all"), ("in", "total"), ("en", "moins"),
    ("a", "la", "suite"), ("a", "la", "fois"), ("a", "table"), ("a", "la", "maison"), ("in", "a", "row"),
    ("at", "once"), ("on", "en"), ("a", "cote"), ("a", "manger"), ("au", "chocolat"), ("a", "faire"),
    ("tout", "petits"), ("et", "c'", "est"), ("pour", "venir"), ("pour", "arriver"), ("pour", "rentrer"),
    ("pour", "faire"), ("pour", "y"), ("a", "day"), ("a", "night"), ("a", "week"), ("au", "thermometre"),
    ("dans", "la", "voiture"), ("en", "voiture"), ("per", "day"),
)  # fmt: skip
_OF_SEVERAL = frozenset({"sur", "out", "ou", "or", "a", "to", "et", "and", "fois", "x"})


def does_not_count(marks: Marks, number: Number) -> bool:
    """Whether no noun follows: nothing, a mark, or a small word that no counted thing begins with."""
    if is_followed_by_nothing(marks, number):
        return True
    place = number.end
    after = marks.tokens[place]
    if after.kind is not Kind.WORD or marks.covers("pain.unit", place) or is_an_amount(marks, place):
        return False
    other = marks.tokens[place + 1] if place + 1 < len(marks.tokens) else None
    if other is not None and other.kind is Kind.NUMBER and after.norm in _OF_SEVERAL:
        return False
    is_time = marks.covers("pain.now", place) or marks.covers("pain.earlier", place)
    return is_time or after.norm in _FUNCTION or marks.covers("requests.small_talk", place)


def is_followed_by_nothing(marks: Marks, number: Number) -> bool:
    """Whether a number ends the text or its clause."""
    return number.end >= len(marks.tokens) or marks.tokens[number.end].kind in _CLOSING


def is_an_amount(marks: Marks, place: int) -> bool:
    """ "2 en tout", "3 pour arriver": small words after a number that make it a count or a duration."""
    following = tuple(token.norm for token in marks.tokens[place : place + 3])
    return any(following[: len(words)] == words for words in _COUNTING)
