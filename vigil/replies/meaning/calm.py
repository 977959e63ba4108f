"""The words that say nothing alarming: what a sentence may hold beside what was read of it."""

from collections.abc import Iterable
from functools import lru_cache

from vigil.replies.meaning.folding import by_ear, fold

_SHORTEST = 3
_HEARD = 5
"""Letters from which a word is known by its sound: shorter ones sound like too many others ("foie", "fois")."""


class WordList:
    """Words and beginnings of words (``jardin*``), without accents; longer ones are known by ear too."""

    def __init__(self, written: Iterable[str]) -> None:
        folded = {fold(word) for word in written}
        self._beginnings = frozenset(word.rstrip("*") for word in folded if word.endswith("*"))
        self._words = frozenset(word for word in folded if not word.endswith("*"))
        whole = (word.rstrip("*") for word in folded)
        self._sounds = frozenset(by_ear(word) for word in whole if len(word) >= _HEARD)
        self.holds = lru_cache(1 << 14)(self._holds)

    def _holds(self, word: str) -> bool:
        if word in self._words or (len(word) >= _HEARD and by_ear(word) in self._sounds):
            return True
        return any(word[:length] in self._beginnings for length in range(_SHORTEST, len(word) + 1))


class Calm:
    """``everywhere`` are calm in any sentence, ``beside`` next to a reaction that was read; ``lost`` if not denied."""

    def __init__(self, everywhere: Iterable[str], beside: Iterable[str], lost: Iterable[str]) -> None:
        self.everywhere = WordList(everywhere)
        self.beside = WordList(beside)
        self.lost = WordList(lost)
