"""What may follow a score, and what follows a number that counts."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.tokens import Kind

_CLOSING = frozenset({Kind.END, Kind.COMMA, Kind.QUESTION, Kind.HYPHEN})
_FUNCTION = frozenset(
    {
        "et", "mais", "donc", "or", "ni", "car", "a", "au", "aux", "en", "pour", "avec", "sans", "sur", "dans", "quand",
        "lorsque", "lorsqu'", "si", "s'", "comme", "pendant", "depuis", "apres", "avant", "le", "la", "les", "l'", "ce",
        "cet", "cette", "mon", "ma", "mes", "son", "sa", "que", "qu'", "je", "j'", "tu", "il", "elle", "on", "nous",
        "vous", "ca", "c'", "pas", "bien", "environ", "peut", "encore", "toujours", "seulement", "juste", "maintenant",
        "aujourd'hui", "hier", "la", "ici", "partout", "deja", "enfin", "helas", "merci", "docteur", "doc", "dr",
        "docteure", "madame", "monsieur", "mme", "cordialement", "cdlt", "bonne", "bon", "bonjour", "bonsoir", "bisous",
        "bises", "amicalement", "amities", "sinon", "voila", "quoi", "hein", "lol", "mdr", "ptdr", "svp", "grosso",
        "maxi", "max", "maximum", "mini", "minimum", "tout", "impec", "impeccable", "nickel", "super", "top",
        "tranquille", "large", "largement", "fort", "faible", "sec", "stable", "puis", "alors", "parce", "puisque",
        "tandis", "malgre", "grace", "suite", "selon", "suivant", "vu", "des", "jusqu'", "contre", "hormis", "sauf",
        "meme", "aussi", "non", "oui", "ok", "rien", "aucun", "aucune", "quant", "plutot", "presque", "desormais",
        "actuellement", "actuel", "constant", "pareil", "comparee", "avance", "repos", "net", "ou", "precisement",
        "exactement", "aujourd", "ressenti", "ressentis", "mieux", "ainsi", "surtout", "du", "vers", "point", "malheureusement",
        "but", "and", "so", "for", "with", "without", "when", "if", "as", "at", "in", "on", "since", "after", "before",
        "while", "still", "now", "today", "though", "the", "my", "this", "that", "it", "i", "you", "we", "he", "she",
        "is", "was", "only", "maybe", "thanks", "thank", "cheers", "doctor", "regards", "sir", "please", "no", "not",
        "tonight", "first", "until", "unless", "because", "honestly", "overall", "again", "ever", "right", "most",
        "mostly", "there", "here", "all", "compared", "which", "too", "either", "best", "overall", "currently", "max",
    }
)  # fmt: skip
_COUNTING = (
    ("en", "tout"), ("en", "plus"), ("en", "trop"), ("au", "total"), ("in", "all"), ("in", "total"), ("en", "moins"),
    ("a", "la", "suite"), ("a", "la", "fois"), ("a", "table"), ("a", "la", "maison"), ("in", "a", "row"),
    ("at", "once"), ("au", "lieu"), ("on", "en"), ("a", "cote"), ("a", "manger"), ("au", "chocolat"), ("a", "faire"), ("tout", "petits"),
)  # fmt: skip
_OF_SEVERAL = frozenset({"sur", "out", "ou", "or", "a", "to", "et", "and", "fois", "x"})
_SPEAKING = frozenset({"il", "elle", "ils", "elles"})


def does_not_count(marks: Marks, number: Number) -> bool:
    """Whether no noun follows: nothing, a mark, or a small word that no counted thing begins with."""
    if is_end(marks, number):
        return True
    tokens = marks.tokens
    after = tokens[number.end]
    if after.kind is not Kind.WORD or marks.covers("pain.unit", number.end):
        return False
    following = tuple(token.norm for token in tokens[number.end : number.end + 3])
    if any(following[: len(words)] == words for words in _COUNTING):
        return False
    other = tokens[number.end + 1] if number.end + 1 < len(tokens) else None
    if other is not None and other.kind is Kind.NUMBER and after.norm in _OF_SEVERAL:
        return False
    return after.norm in _FUNCTION or marks.covers("requests.small_talk", number.end) or _is_time(marks, number.end)


def is_end(marks: Marks, number: Number) -> bool:
    return number.end >= len(marks.tokens) or marks.tokens[number.end].kind in _CLOSING


def is_closed(marks: Marks, number: Number) -> bool:
    return is_end(marks, number) or does_not_count(marks, number)


def _is_time(marks: Marks, place: int) -> bool:
    return marks.covers("pain.now", place) or marks.covers("pain.earlier", place)
