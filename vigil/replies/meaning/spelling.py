"""Which words of the vocabulary a written word may be: exactly, as a beginning, by ear, or within a typing error.

Forgiveness has guards: only in longer words of the vocabulary, never for an everyday word, and the first sound must be
the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from vigil.replies.meaning.folding import by_ear, fold, is_within

_SHORTEST = 5
_LONG = 9


class Speller:
    """Numbers the atoms (words and beginnings of words) of a vocabulary and finds those that a word may be."""

    def __init__(self, common: Iterable[str]) -> None:
        self._common = frozenset(fold(word) for word in common)
        self._numbers: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._forgiving: set[str] = set()
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self.atoms = lru_cache(1 << 14)(self._atoms)

    def atom(self, written: str, forgiven_from: int) -> int:
        """The number of a word, or of a beginning where it ends in ``*``."""
        number = self._numbers.setdefault(written, len(self._numbers))
        stem = written.rstrip("*")
        if written.endswith("*"):
            self._beginnings[stem] = number
        if len(stem) >= forgiven_from and written not in self._forgiving:
            self._forgiving.add(written)
            self._by_sound[by_ear(stem)[:1]].append(written)
        return number

    def is_known(self, word: str) -> bool:
        return word in self._common or bool(self.atoms(word))

    def _atoms(self, word: str) -> frozenset[int]:
        """The numbers of the atoms that a folded word may be."""
        exact = {self._numbers[word]} if word in self._numbers else set()
        for length in range(2, len(word) + 1):
            if word[:length] in self._beginnings:
                exact.add(self._beginnings[word[:length]])
        if word in self._numbers or word in self._common or len(word) < _SHORTEST - 1 or not word.isalpha():
            return frozenset(exact)
        near = (atom for atom in self._by_sound.get(by_ear(word)[:1], ()) if _is_near(word, atom))
        return frozenset(exact.union(self._numbers[atom] for atom in near))


def _is_near(word: str, atom: str) -> bool:
    stem = atom.rstrip("*")
    sound, wanted = by_ear(word), by_ear(stem)
    if sound == wanted:
        return True
    is_beginning = atom.endswith("*")
    if is_beginning and len(wanted) >= 4 and sound.startswith(wanted):
        return True
    limit = 2 if len(stem) >= _LONG else 1
    if not is_beginning:
        return is_within(word, stem, limit)
    return any(is_within(word[: len(stem) + extra], stem, limit if extra == 0 else 1) for extra in (0, 1, -1))
