"""The words that say nothing alarming: what a sentence may hold beside what was read of it."""

from collections.abc import Iterable
from functools import lru_cache

from vigil.replies.meaning.folding import by_ear, fold

_SHORTEST = 3
_HEARD = 5
"""Letters from which a word is known by its sound: shorter ones sound like too many others ("foie", "fois")."""
_ENDED = 8
"""Letters from which the end of a word tells what it is."""
_INFLECTED = (
    "e", "es", "ent", "ee", "ees", "ons", "ez", "ais", "ait", "aient", "ions", "iez", "ant", "a", "era", "eras", "erai",
    "erons", "erez", "eront", "erais", "erait", "eraient",
)  # fmt: skip
"""What an infinitive in -er ends in otherwise, without accents."""
_VERB = 5
"""Letters from which a word in -er is taken for an infinitive."""


class WordList:
    """Words, beginnings (``jardin*``) and ends (``*ivement``) of words, without accents; longer ones by ear too.

    An infinitive in -er stands for all its forms. ``spelt`` are words of the language, which are no misspelt others.
    """

    def __init__(self, written: Iterable[str], spelt: frozenset[str] = frozenset()) -> None:
        self._spelt = spelt
        folded = {fold(word) for word in written}
        self._beginnings = frozenset(word.rstrip("*") for word in folded if word.endswith("*"))
        self._ends = tuple(word.lstrip("*") for word in folded if word.startswith("*"))
        self.words = frozenset(word for word in folded if "*" not in word)
        self._verbs = frozenset(word[:-2] for word in self.words if word.endswith("er") and len(word) >= _VERB)
        whole = (word.rstrip("*") for word in folded if not word.startswith("*"))
        self._sounds = frozenset(by_ear(word) for word in whole if len(word) >= _HEARD)
        self.holds = lru_cache(1 << 14)(self._holds)

    def is_written(self, word: str) -> bool:
        """Whether a word stands in the list, or begins as one does, by its spelling."""
        return word in self.words or any(
            word[:length] in self._beginnings for length in range(_SHORTEST, len(word) + 1)
        )

    def _holds(self, word: str) -> bool:
        if word in self.words or (len(word) >= _HEARD and word not in self._spelt and by_ear(word) in self._sounds):
            return True
        if self._is_form(word):
            return True
        if self._ends and len(word) >= _ENDED and word.endswith(self._ends):
            return True
        if len(word) > _SHORTEST and word.endswith("'"):  # "you'd"
            return self._holds(word[:-1])
        return any(word[:length] in self._beginnings for length in range(_SHORTEST, len(word) + 1))

    def _is_form(self, word: str) -> bool:
        """Whether it is a form of a verb in the list: "aident" of "aider"."""
        return any(word.endswith(end) and word[: -len(end)] in self._verbs for end in _INFLECTED)


class Calm:
    """``everywhere`` are calm in any sentence, ``life`` of them tell of everyday life; ``common`` are calm where
    no part of the body is named, ``beside`` next to a reaction that was read, ``lost`` unless their lack is told.
    ``alarming`` are words of the language that only sound like calm ones ("serrée" and "serez").
    ``never`` are calm in no other list, whatever they sound like ("plaie" and "plaît"): their spelling alone counts.
    """

    def __init__(
        self,
        everywhere: Iterable[str],
        life: Iterable[str],
        common: Iterable[str],
        alarming: Iterable[str],
        beside: Iterable[str],
        lost: Iterable[str],
        never: Iterable[str],
    ) -> None:
        life, barred = tuple(life), [fold(word) for word in never]
        self._never = frozenset(word for word in barred if not word.endswith("*"))
        self._never_beginnings = tuple(word.rstrip("*") for word in barred if word.endswith("*"))
        self.common = frozenset(fold(word) for word in common)
        self.alarming = frozenset(fold(word) for word in alarming)
        spelt = self.common | self.alarming
        self.everywhere = WordList((*everywhere, *life), spelt)
        self.life = WordList(life, spelt)
        self.beside = WordList(beside)
        self.lost = WordList(lost)

    def is_never(self, word: str) -> bool:
        """Whether a word (folded) is calm nowhere but beside a reaction that was read."""
        return word in self._never or word.startswith(self._never_beginnings)
