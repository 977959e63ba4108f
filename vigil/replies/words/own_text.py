"""Our own sentences, recognised wherever they come back: wrapped, re-spaced, without accents or marks.

They are read from the templates of the mails, so that a text that a clinic writes itself is known as well. A name, a
date or a number that a template fills in is matched by its shape.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_STRONG_LETTERS = 24  # letters that make a sentence ours beyond doubt
_STRONG_WORDS = 4
_BLOCKS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_INLINE_IF = re.compile(r"\{%-? *if\b[^\n]*?\{%-? *endif *-?%\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_URL = re.compile(r"<?(?:https?://|mailto:|tel:|sms:)[^\s<>]+>?", re.IGNORECASE)
_HOLES = {
    "clinic_phone": r"[\d ]{2,30}",
    "minutes": r"\d{1,3}",
    "count": r"\d{1,5}",
    "further": r"\d{1,5}",
    "link": r" ?",
    "unsubscribe_link": r" ?",
    "also_before_link": r" ?",
    "list_link": r" ?",
}
_ANY_HOLE = r"(?:[^ ]+ ){0,8}?"
_HOLE_MARK = "\ue010"


class _Folding(dict[int, str]):
    """Each character as one plain lower-case letter or digit, or a space: offsets stay what they are."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFD", character)[0].lower()[:1] if character.isalnum() else " "
        self[code] = folded
        return folded


_FOLDING = _Folding()


def folded(text: str) -> str:
    """The text in plain lower-case letters, same length, addresses of pages blanked."""
    return _URL.sub(lambda match: " " * len(match[0]), text).translate(_FOLDING)


@dataclass(frozen=True)
class _Sentence:
    pattern: re.Pattern[str]
    literal: str  # its longest stretch of fixed words: what is looked for first
    is_strong: bool


@dataclass(frozen=True)
class OwnText:
    """Sentences of ours. The strong ones are long enough to prove that a text is ours; the others only go with them."""

    sentences: tuple[_Sentence, ...] = ()

    @classmethod
    def of(cls, templates: Iterable[str]) -> "OwnText":
        """From the sources of the plain-text templates (Jinja2)."""
        found: dict[str, _Sentence] = {}
        for source in templates:
            for unit in _units(source):
                sentence = _sentence(unit)
                if sentence is not None:
                    found.setdefault(sentence.pattern.pattern, sentence)
        return cls(tuple(found.values()))

    def spans(self, text: str, *, at_least: int = 1) -> list[tuple[int, int]]:
        """Where sentences of ours stand in the text, in order; empty below ``at_least`` different strong ones."""
        plain = folded(text)
        words = f" {' '.join(plain.split())} "
        present = [sentence for sentence in self.sentences if sentence.literal in words]
        strong = [(sentence, list(sentence.pattern.finditer(plain))) for sentence in present if sentence.is_strong]
        if sum(bool(matches) for _, matches in strong) < at_least:
            return []
        spans = [match.span() for _, matches in strong for match in matches]
        if not spans:
            return []
        weak = [sentence for sentence in present if not sentence.is_strong]
        return _merged(spans + _weak_lines(text, plain, weak, spans))

    def without(self, text: str, *, at_least: int = 2) -> str:
        """The text with our sentences taken out, and with them the bare links and marks that they leave behind."""
        spans = self.spans(text, at_least=at_least)
        if not spans:
            return text
        pieces, at = [], 0
        for start, end in spans:
            pieces.append(text[at:start])
            at = end
        first, *rest = [*pieces, text[at:]]
        return "\n".join([first.rstrip(), *(_left_over(piece) for piece in rest)]).strip()

    def after(self, text: str) -> str | None:
        """What follows the last of our sentences; ``None`` when there is none in the text."""
        spans = self.spans(text)
        return _left_over(text[spans[-1][1] :]) if spans else None


def _left_over(piece: str) -> str:
    """What stands between sentences of ours, without the punctuation and the links that belonged to them."""
    lines = [_URL.sub("", line) for line in piece.split("\n")]
    lines[0] = re.sub(r"^[\s\W]+", "", lines[0]) if lines else ""
    return "\n".join(line for line in lines if re.search(r"\w", line) or not line.strip()).strip("\n ")


def _units(source: str) -> list[str]:
    """The template's sentences, each hole marked with its kind."""
    source = _INLINE_IF.sub(lambda _: f"{_HOLE_MARK}any{_HOLE_MARK}", source)
    source = _BLOCKS.sub(_hole, source)
    return [unit for line in source.split("\n") for unit in _SENTENCE.split(line)]


def _hole(match: re.Match[str]) -> str:
    if not match[0].startswith("{{"):
        return "\n"
    name = re.match(r"\{\{-?\s*(\w+)", match[0])
    return f"{_HOLE_MARK}{name[1] if name else 'any'}{_HOLE_MARK}"


def _sentence(unit: str) -> _Sentence | None:
    pieces = unit.split(_HOLE_MARK)
    literals = [" ".join(folded(piece).split()) for piece in pieces[::2]]
    if not any(literals):
        return None
    pattern = ""
    for index, literal in enumerate(literals):
        pattern += literal.replace(" ", " +")
        if index + 1 < len(literals):
            hole = pieces[2 * index + 1]
            pattern += " *" + _HOLES.get(hole, _ANY_HOLE) + " *"
    is_strong = max(len(literal.replace(" ", "")) for literal in literals) >= _STRONG_LETTERS
    is_strong = is_strong and max(len(literal.split()) for literal in literals) >= _STRONG_WORDS
    longest = max(literals, key=len)
    return _Sentence(re.compile(rf"(?<![^ ]){pattern}(?![^ ])"), f" {longest} ", is_strong)


def _weak_lines(
    text: str, plain: str, weak: list[_Sentence], spans: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Whole lines that are a short sentence of ours, among the strong ones or next to them."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    found: list[tuple[int, int]] = []
    at = 0
    lines = []
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    before = [line for line in lines if line[1] <= first and plain[line[0] : line[1]].strip()][-1:]
    after = [line for line in lines if line[0] >= last and plain[line[0] : line[1]].strip()]
    for start, end in [*before, *(line for line in lines if line[1] > first and line[0] < last), *after[:3]]:
        content = " ".join(plain[start:end].split())
        if content and any(sentence.pattern.fullmatch(content) for sentence in weak):
            found.append((start, end))
        elif start >= last:
            break
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
