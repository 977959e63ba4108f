"""Plain text whose lines a mail program broke at its own width (Gmail at some 75 columns), put together again.

Nothing marks such a break. It is one where the line is full: its program could not have put the next word on it.
"""

import re
from itertools import pairwise

_NARROWEST = 60
"""Characters from which a line may be full."""

_WIDTH = 72
"""Columns that every program which breaks lines fills: one more word would have passed them."""

_WIDEST = 80
"""A longer line was not broken, so no other of its stretch was."""

_SHORT = 25
"""Characters from which a line after the end of a sentence is no greeting or name of its own."""

_ITEM = re.compile(r"[-*•–—>]|\d{1,2}[.)]\s|\S+\s?:\s")
_ENDED = re.compile(r"[.!?:;…)]\W*$")


def unwrapped(text: str) -> str:
    """A typed text with each paragraph on one line, where its lines were broken at a width; else as it is."""
    lines = text.split("\n")
    if any(len(line) > _WIDEST for line in lines):
        return text
    joined = lines[:1]
    for before, line in pairwise(lines):
        if _is_full(before, line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _is_full(line: str, following: str) -> bool:
    """Whether a line ends where the next word would have passed the width, and the next line goes on."""
    word = following.split(" ", 1)[0]
    is_full = len(line) >= _NARROWEST and len(line) + 1 + len(word) > _WIDTH
    if not word or not is_full or _ITEM.match(following):
        return False
    return not _ENDED.search(line) or word[0].islower() or len(following) >= _SHORT
