"""Our own sentences, recognised wherever they come back: wrapped, re-spaced, without accents or marks.

They are read from the templates of the mails, so that a text that a clinic writes itself is known as well. A name, a
date or a number that a template fills in is matched by its shape.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from vigil.replies.words.folding import URL, folded
from vigil.replies.words.own_sentences import Sentence, sentences_of

_OPEN_END = re.compile(r"[^.\n]{0,90}(?:\n[>\s]*[^.\n]{0,60})?\.|[^\n]{0,90}$", re.MULTILINE)
_DATE_ITEM = re.compile(r"[>\s]*- [^\n]{0,60}\d[^\n]{0,30}\Z")
_DATES = 20
_WRITTEN = re.compile(r"[^\s>|.,:;<()\[\]*_-]")
_OURS = "\ue011"  # in a folded text: part of a strong sentence


@dataclass(frozen=True)
class OwnText:
    """Sentences of ours. The strong ones are long enough to prove that a text is ours; the others only go with them."""

    sentences: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, templates: Iterable[str]) -> "OwnText":
        """From the sources of the plain-text templates (Jinja2)."""
        return cls(sentences_of(templates))

    def spans(self, text: str, *, at_least: int = 1) -> list[tuple[int, int]]:
        """Where sentences of ours stand in the text, in order; empty below ``at_least`` different strong ones."""
        plain = folded(text)
        words = frozenset(plain.split())
        present = [sentence for sentence in self.sentences if sentence.words <= words]
        strong = [(sentence, list(sentence.pattern.finditer(plain))) for sentence in present if sentence.is_strong]
        if sum(bool(matches) for _, matches in strong) < at_least:
            return []
        spans = [_whole(sentence, match, text) for sentence, matches in strong for match in matches]
        if not spans:
            return []
        weak = [sentence for sentence in present if not sentence.is_strong]
        for start, end in spans:
            plain = plain[:start] + _OURS * (end - start) + plain[end:]
        return _merged(spans + _weak_lines(plain, text, weak, max(end for _, end in spans)))

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
    lines = [URL.sub("", line) for line in piece.split("\n")]
    lines[0] = re.sub(r"^[\s\W]+", "", lines[0]) if lines else ""
    return "\n".join(line for line in lines if _WRITTEN.search(line) or not line.strip()).strip("\n ")


def _whole(sentence: Sentence, match: re.Match[str], text: str) -> tuple[int, int]:
    """Where a sentence stands, with the name at its end."""
    start, end = match.span()
    rest = _OPEN_END.match(text, end) if sentence.has_open_end else None
    return start, rest.end() if rest else end


def _weak_lines(plain: str, text: str, weak: list[Sentence], last: int) -> list[tuple[int, int]]:
    """What is left of a line, or of two, where it is a short sentence of ours among the strong ones or next to them."""
    lines = _lines(text)
    first = next((start for start, end in lines if _OURS in plain[start:end]), 0)
    written = [line for line in lines if plain[line[0] : line[1]].strip(f" {_OURS}")]
    before = _above([line for line in written if line[1] <= first], plain, text, weak)
    among = [line for line in written if line[1] > first and line[0] < last]
    after = [line for line in written if line[0] >= last][:3]
    pairs = [(one[0], two[1]) for one, two in pairwise(among)]
    fixed = [sentence for sentence in weak if not sentence.has_hole]
    found = before + [line for line in (*among, *pairs) if _is_one(plain, line, weak)]
    for line in after:
        if not _is_one(plain, line, fixed):
            break
        found.append(line)
    return found


def _above(lines: list[tuple[int, int]], plain: str, text: str, weak: list[Sentence]) -> list[tuple[int, int]]:
    """The short sentences of ours right above the first strong one, with the list of dates that they announce."""
    found: list[tuple[int, int]] = []
    dates: list[tuple[int, int]] = []
    for line in reversed(lines):
        if _is_one(plain, line, weak):
            found += [*dates, line]
            dates = []
        elif _DATE_ITEM.match(text, *line) and len(dates) < _DATES:
            dates.append(line)
        else:
            break
    return found


def _is_one(plain: str, line: tuple[int, int], sentences: list[Sentence]) -> bool:
    content = " ".join(plain[line[0] : line[1]].replace(_OURS, " ").split())
    return any(sentence.pattern.fullmatch(content) for sentence in sentences)


def _lines(text: str) -> list[tuple[int, int]]:
    """Where each line begins and ends."""
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
