"""From a text to its words, numbers and marks, each with its place; linear in the length of the text."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from vigil.replies.meaning.folding import fold

LONGEST_TEXT = 20_000
"""Characters read; a longer text goes to a person."""
_LONGEST_WORD = 40
_WRAPPED_AT = 55


class Kind(Enum):
    __hash__ = object.__hash__  # members are singletons; that of Enum is slow

    WORD = auto()
    NUMBER = auto()
    NOISE = auto()  # telephone numbers, dates, hours, addresses: never a score
    COMMA = auto()
    COLON = auto()
    SLASH = auto()
    HYPHEN = auto()
    QUESTION = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """``norm`` is the folded word; ``start`` and ``end`` are places in the text; ``value`` that of a number."""

    norm: str
    start: int
    end: int
    kind: Kind
    value: float = 0.0

    @property
    def is_up_to_ten(self) -> bool:
        """Whether it is a number that a score could be."""
        return self.kind is Kind.NUMBER and self.value <= _HIGHEST


ENDS = frozenset({Kind.END, Kind.QUESTION})
"""What ends a sentence."""


_TOKEN = re.compile(
    r"""(?P<noise>(?:https?://|www\.)\S{1,300}
        |[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}
        |(?:\+33|\b0)[ .]?\d(?:[ .-]?\d\d){4}\b
        |\b\d{1,2}(?P<parting>[/.-])\d{1,2}(?P=parting)(?:20)?\d\d\b
        |\b\d{5,}\b
        |\b\d{1,2}\s?(?:h|:)\s?\d\d\b
        |\b\d{1,2}\s?h\b)
    |(?P<degrees>\b(?:3[4-9]|4[0-2])(?:\s?°\s?[cC]?\s?\d?|[.,]\d(?!\d|/|\s?(?:[km]?g|k?m|ml|km|euros?)\b|\s?[€%])(?:\s?°\s?[cC]?|\s?degr[ée]s)?|\s?degr[ée]s))
    |(?P<typed>\b(?:3[89]|40)\s[0-9](?!\d|[,.]\d|/|\s?(?:ans?|sur|fois|k?g|[ck]?m|mm|min|mn|h|euros?|jours?|seances?|séances?|%|/)\b))
    |(?P<number>\d{1,4}(?:[.,]\d{1,2})?)
    |(?P<word>[^\W\d_]+(?:['’ʼ`´‘-][^\W\d_]+)*['’]?)
    |(?P<newline>\n\s*)
    |(?P<arrow>[-=]{1,2}>|[→➔➜⇒])
    |(?P<end>[.!;…]+|\?+!*)
    |(?P<mark>[,():=/+&|•*–—-])
    |(?P<percent>[%€°])""",
    re.VERBOSE,
)  # fmt: skip
_MARKS = {":": Kind.COLON, "=": Kind.COLON, "/": Kind.SLASH, "-": Kind.HYPHEN, "–": Kind.HYPHEN, "—": Kind.HYPHEN}
_INITIALS = re.compile(r"\b([A-Za-z])\.([A-Za-z])\.(?:([A-Za-z])\.?)?(?![A-Za-z])")
_HIGHEST = 10
FEVER_FROM = 37.8
_COLDEST_BODY = 35.5
_ELIDABLE = frozenset({"c", "d", "j", "l", "m", "n", "s", "qu"})
_SHORTEST_PARTED = 5
_SHORTEST_SAID = 4
_VOWELS = frozenset("aeiouyh")
_IS_SAID_OF = frozenset(
    {
        "it'",
        "that'",
        "there'",
        "here'",
        "what'",
        "he'",
        "she'",
        "pain'",
        "everything'",
        "throat'",
        "face'",
        "leg'",
        "arm'",
        "foot'",
        "skin'",
        "tongue'",
        "head'",
        "chest'",
        "heart'",
        "eye'",
        "mouth'",
        "hand'",
        "speech'",
        "vision'",
        "lip'",
        "calf'",
        "back'",
        "neck'",
        "knee'",
        "hip'",
        "shoulder'",
        "elbow'",
    }
)
_NEGATED = {
    "don": "do", "doesn": "does", "didn": "did", "isn": "is", "can": "can", "won": "will", "wasn": "was",
    "couldn": "could", "haven": "have", "aren": "are",
}  # fmt: skip


def composed(text: str) -> str:
    """The text that is read, and of which evidence is cut: composed letters, no longer than is read."""
    return unicodedata.normalize("NFC", text[:LONGEST_TEXT])


def tokenise(text: str, short: Mapping[str, tuple[str, ...]], is_known: Callable[[str], bool]) -> list[Token]:
    """The tokens of a composed text; words in ``short`` are written out at the place of the short form.

    ``is_known`` tells a word of the language, so that ``narrive`` is read as ``n'`` and ``arrive``.
    """
    tokens: list[Token] = []
    text = _INITIALS.sub(lambda match: match[0].replace(".", "_"), text)
    for match in _TOKEN.finditer(text.replace("_", " ") if "_" in text else text):
        tokens += _tokens_of(match, short, text)
    return [piece for token in _elided(tokens) for piece in _parted(token, is_known)]


def _parted(token: Token, is_known: Callable[[str], bool]) -> list[Token]:
    """A word written together with what is elided before it, or with "je": ``narrive``, ``jdirais``."""
    first, rest = token.norm[:1], token.norm[1:]
    if first == "j" and len(rest) >= _SHORTEST_SAID and rest[0] not in _VOWELS and token.kind is Kind.WORD:
        is_said = is_known(rest) and not is_known(token.norm)
        return [replace(token, norm="je"), replace(token, norm=rest)] if is_said else [token]
    is_candidate = (
        token.kind is Kind.WORD and len(rest) >= _SHORTEST_PARTED and first in _ELIDABLE and rest[0] in _VOWELS
    )
    if not is_candidate or is_known(token.norm) or not is_known(rest):
        return [token]
    return [replace(token, norm=f"{first}'"), replace(token, norm=rest)]


def _elided(tokens: list[Token]) -> list[Token]:
    """Apostrophes that were left out or typed as a space: ``j ai``, ``d effet``, ``don t``."""
    for place in range(len(tokens) - 1):
        one, other = tokens[place], tokens[place + 1]
        if one.norm in _ELIDABLE and other.kind is Kind.WORD and other.norm[0] in _VOWELS:
            tokens[place] = replace(one, norm=one.norm + "'")
        elif one.norm == "aujourd" and other.norm == "hui":
            tokens[place] = replace(one, norm="aujourd'hui", end=other.end)
            tokens[place + 1] = replace(other, norm="hui", kind=Kind.NOISE)
        elif other.norm == "t" and one.norm in _NEGATED:
            tokens[place : place + 2] = [replace(one, norm=_NEGATED[one.norm]), replace(other, norm="not")]
    return tokens


def _tokens_of(match: re.Match[str], short: Mapping[str, tuple[str, ...]], text: str) -> list[Token]:
    start, end, found = match.start(), match.end(), match[0]
    group = match.lastgroup
    if group == "word":
        return _words(found, start, short)
    if group == "number":
        return [Token(found, start, end, Kind.NUMBER, float(found.replace(",", ".")))]
    if group in ("degrees", "typed"):
        return [_temperature(found, start, end)]
    if group == "newline":
        return [Token("\n", start, end, Kind.END)] if _ends_line(text, start, end, found) else []
    if group == "arrow":
        return [Token("→", start, end, Kind.HYPHEN)]
    if group == "end":
        return [Token(found[0], start, end, Kind.QUESTION if "?" in found else Kind.END)]
    if group == "mark":
        return [Token(found, start, end, _MARKS.get(found, Kind.COMMA))]
    return [Token(found, start, end, Kind.NOISE)]


def _ends_line(text: str, start: int, end: int, found: str) -> bool:
    """A mail program wraps long lines in the middle of a sentence; such a line break ends nothing."""
    if found.count("\n") > 1 or end >= len(text):
        return True
    length = start - (text.rfind("\n", 0, start) + 1)
    return length < _WRAPPED_AT or not text[end].islower()


def _temperature(found: str, start: int, end: int) -> Token:
    digits = re.findall(r"\d+", found)
    value = float(digits[0]) + (float(digits[1]) / 10 if len(digits) > 1 else 0)
    if value < _COLDEST_BODY:
        return Token(found, start, end, Kind.NOISE)
    return Token("@fever" if value >= FEVER_FROM else "@nofever", start, end, Kind.WORD)


def _words(found: str, start: int, short: Mapping[str, tuple[str, ...]]) -> list[Token]:
    if len(found) > _LONGEST_WORD:
        return [Token(fold(found[:_LONGEST_WORD]), start, start + len(found), Kind.WORD)]
    whole = fold(found)
    if whole in short:
        return [Token(norm, start, start + len(found), Kind.WORD) for norm in short[whole]]
    if whole in ("aujourd'hui", "quelqu'un"):
        return [Token(whole, start, start + len(found), Kind.WORD)]
    return [token for piece in _pieces(found, start) for token in _written_out(piece, short)]


def _pieces(found: str, start: int) -> list[Token]:
    """Cut at hyphens and after apostrophes: ``j'ai`` is ``j'`` and ``ai``; ``isn't`` is ``is`` and ``not``."""
    pieces = [
        Token(fold(match[0]), start + match.start(), start + match.end(), Kind.WORD)
        for match in re.finditer(r"[^\W\d_]+['’ʼ`´‘]?", found)
    ]
    if len(pieces) >= 2 and pieces[-1].norm == "s" and pieces[-2].norm in _IS_SAID_OF:
        subject, verb = pieces[-2:]
        pieces[-2:] = [replace(subject, norm=subject.norm[:-1]), replace(verb, norm="is")]
    if len(pieces) >= 2 and pieces[-1].norm == "t" and pieces[-2].norm.endswith("n'"):
        verb, last = pieces[-2], pieces[-1]
        stem = {"can'": "can", "won'": "will", "shan'": "shall"}.get(verb.norm, verb.norm[:-2])
        pieces[-2:] = [Token(n, verb.start, last.end, Kind.WORD) for n in (stem, "not")]
    return pieces


def _written_out(piece: Token, short: Mapping[str, tuple[str, ...]]) -> list[Token]:
    if piece.norm not in short:
        return [piece]
    return [Token(norm, piece.start, piece.end, Kind.WORD) for norm in short[piece.norm]]
