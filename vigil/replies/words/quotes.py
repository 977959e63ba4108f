"""What the author typed, apart from what is quoted: above, below and between, in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vigil.replies.words.attribution import attribution_length, may_attribute
from vigil.replies.words.header_blocks import BLANK_LINES, cut_length, is_forward
from vigil.replies.words.marks import DROPPED, plain

_MORE_THAN = re.compile(r"^\s*>\s?=?\s?\d")  # ">38 de fièvre", typed
_LEVEL = re.compile(r"^(?:\s{0,3}>)+ ?")


@dataclass
class Split:
    """``runs``: the author's lines, one list for each stretch between quotes. ``cut``: a message quoted unmarked."""

    runs: list[list[str]] = field(default_factory=list)
    cut: list[str] | None = None
    quoted: list[str] = field(default_factory=list)
    has_quote: bool = False
    is_forward: bool = False


def split_quotes(lines: Sequence[str]) -> Split:
    """The lines of one text, told apart."""
    split = Split()
    run: list[str] = []
    at = 0
    can_attribute = may_attribute("\n".join(lines))
    while at < len(lines):
        taken = 1
        if _is_quoted(lines, at, is_first=not split.has_quote):
            split.quoted.append(_LEVEL.sub("", plain(lines[at])))
        elif (taken := (attribution_length(lines, at) if can_attribute else 0) or cut_length(lines, at)) > 0:
            split.is_forward |= is_forward(lines, at)
        else:
            run.append(lines[at])
            at += 1
            continue
        split.has_quote = True
        split.runs.append(run)
        run = []
        is_unmarked = not _is_quoted(lines, at, is_first=False) and not _goes_on_marked(lines, at + taken)
        at += taken
        if is_unmarked:
            split.cut = [plain(line) for line in lines[at:]]
            break
    split.runs.append(run)
    split.runs = [found for found in split.runs if any(line.strip() for line in found)]
    return split


def _is_quoted(lines: Sequence[str], at: int, *, is_first: bool) -> bool:
    """Whether a line is marked as quoted. A "more than" that nothing quoted touches (``is_first``) is typed."""
    text = plain(lines[at]).lstrip()
    if not text.startswith(">"):
        return False
    if not _MORE_THAN.match(text):
        return True
    below = plain(lines[at + 1]).lstrip() if at + 1 < len(lines) else ""
    return not is_first or below.startswith(">")


def _goes_on_marked(lines: Sequence[str], at: int) -> bool:
    """Whether what follows an attribution is marked line by line, so that unmarked lines are the author's."""
    end = min(len(lines), at + BLANK_LINES)
    while at < end:
        text = plain(lines[at]).strip()
        if text and not lines[at].startswith(DROPPED):
            return text.startswith(">")
        at += 1
    return False
