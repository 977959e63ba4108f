"""Our sentences as the templates of the mails have them, made patterns: a name or a number matches by its shape."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vigil.replies.words.folding import folded

_STRONG_LETTERS = 24  # letters that make a sentence ours beyond doubt
_STRONG_WORDS = 4
_BLOCKS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_INLINE_IF = re.compile(r"\{%-? *if\b[^\n]*?\{%-? *endif *-?%\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_HOLES = {
    "first_name": r"(?: +[a-z]++){0,3}?",
    "staff_name": r"(?: +[a-z]++){0,5}?",
    "clinic_phone": r" *[\d ]{2,30}?",
    "minutes": r" *\d{1,3}",
    "count": r" *\d{1,5}",
    "further": r" *\d{1,5}",
    "link": r"",
    "unsubscribe_link": r"",
    "also_before_link": r"",
    "list_link": r"",
    "": r"[a-z]{0,3}",
}
_ANY_HOLE = r"(?: +[^ ]++){0,8}?"
_HOLE_MARK = "\ue010"


@dataclass(frozen=True)
class Sentence:
    pattern: re.Pattern[str]
    words: frozenset[str]  # of its longest fixed stretch: looked for first, since most texts hold none of our sentences
    is_strong: bool
    has_hole: bool
    has_open_end: bool  # it ends with what the template fills in


def sentences_of(templates: Iterable[str]) -> tuple[Sentence, ...]:
    """The sentences of plain-text templates (Jinja2), each once."""
    found: dict[str, Sentence] = {}
    for source in templates:
        for unit in _units(source):
            read = _sentence(unit)
            if read is not None:
                found.setdefault(read.pattern.pattern, read)
    return tuple(found.values())


def _units(source: str) -> list[str]:
    """The template's sentences, each hole marked with its kind."""
    source = _INLINE_IF.sub(_optional, source)
    source = _BLOCKS.sub(_hole, source)
    units = [unit for line in source.split("\n") for unit in (line, *_SENTENCE.split(line))]
    return list(dict.fromkeys(unit.strip() for unit in units))


def _optional(match: re.Match[str]) -> str:
    """An optional stretch of a line, as the hole of the name that it fills in; alternatives stay as sentences."""
    if "elif" in match[0]:
        return match[0]
    named = re.search(r"\{\{-?\s*(\w+)", match[0])
    return f"{_HOLE_MARK}{named[1] if named else 'any'}{_HOLE_MARK}"


def _hole(match: re.Match[str]) -> str:
    if not match[0].startswith("{{"):
        return "\n"
    name = re.match(r"\{\{-?\s*(\w+)", match[0])
    return f"{_HOLE_MARK}{name[1] if name else ''}{_HOLE_MARK}"


def _sentence(unit: str) -> Sentence | None:
    pieces = unit.split(_HOLE_MARK)
    literals = [" ".join(folded(piece).split()) for piece in pieces[::2]]
    if not any(literals):
        return None
    pattern = ""
    for index, literal in enumerate(literals):
        pattern += literal.replace(" ", " +")
        if index + 1 < len(literals):
            hole = pieces[2 * index + 1]
            pattern += _HOLES.get(hole, _ANY_HOLE) + " *"
    is_strong = max(len(literal.replace(" ", "")) for literal in literals) >= _STRONG_LETTERS
    is_strong = is_strong and max(len(literal.split()) for literal in literals) >= _STRONG_WORDS
    longest = max(literals, key=len)
    has_open_end = len(pieces) > 1 and not literals[-1] and pieces[-2] not in ("", "clinic_phone")
    return Sentence(
        re.compile(rf"(?<![^ ]){pattern}(?![^ ])"), frozenset(longest.split()), is_strong, len(pieces) > 1, has_open_end
    )
