"""Words as they sound rather than as they are spelt: without accents, by ear, and within a typing error."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "`": "'", "´": "'", "‘": "'"})
_MEMORY = 1 << 14


@lru_cache(_MEMORY)
def fold(word: str) -> str:
    """Lower case, without accents, with plain apostrophes: ``Hématome`` is ``hematome``."""
    lowered = word.lower().translate(_LIGATURES)
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# French by ear, in this order; what remains are consonants and a few vowel classes.
_BY_EAR = [
    (re.compile(pattern), by)
    for pattern, by in (
        (r"ph", "f"),
        (r"qu?|ck|c(?![eihy])|ch(?=[rl])", "k"),
        (r"c(?=[eiy])", "s"),
        (r"gu(?=[eiy])", "g"),
        (r"ge(?=[ao])|g(?=[ei])", "j"),
        (r"eaux?|aux?", "o"),
        (r"h", ""),
        (r"y", "i"),
        (r"[ae][mn](?![aeiounm])", "A"),
        (r"o[mn](?![aeiounm])", "O"),
        (r"a?i[mn](?![aeiounm])", "I"),
        (r"[ae]i|oe", "e"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:e?s|e[rzt]|ent|e|x|t)$", ""),
    )
]


@lru_cache(_MEMORY)
def by_ear(folded: str) -> str:
    """A key that words of the same sound share: ``demengaison`` and ``démangeaisons``."""
    for pattern, sound in _BY_EAR:
        folded = pattern.sub(sound, folded)
    return folded


def is_within(one: str, other: str, limit: int) -> bool:
    """Whether at most ``limit`` letters are changed, missing, added or swapped with their neighbour."""
    if abs(len(one) - len(other)) > limit:
        return False
    one, other = _differing(one, other)
    if limit == 1 or not one or not other:
        return max(len(one), len(other)) <= limit or (len(one) == 2 and one == other[::-1])
    return max(len(one), len(other)) <= _LONGEST_DIFFERENCE and _distance(one, other) <= limit


_LONGEST_DIFFERENCE = 12


def _differing(one: str, other: str) -> tuple[str, str]:
    """Two words without what begins both and what ends both."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]


def _distance(one: str, other: str) -> int:
    """The number of letters changed, missing, added or swapped (optimal string alignment)."""
    previous: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, previous, row = previous, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]
