"""Which words of the vocabulary a written word may be: exactly, as a beginning, by ear, or within a typing error.

Forgiveness has guards: only in longer words of the vocabulary, never for an everyday word, and the first sound must be
the same; in a short word no letter may be another ("boude" is no "boule").
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from vigil.replies.meaning.folding import by_ear, fold, is_within

_SHORTEST = 5
_LONG = 9
_ROOT = 4
_INFLECTED = ("s", "e", "es", "nt", "x")
_INFLECTED_FROM = 6


class Speller:
    """Numbers the atoms (words and beginnings of words) of a vocabulary and finds those that a word may be."""

    def __init__(self, common: Iterable[str], real: Iterable[str] = ()) -> None:
        """``common`` words are known; neither they nor other ``real`` ones are forgiven as a misspelt term."""
        self._common = frozenset(fold(word) for word in common)
        self._real = self._common.union(fold(word) for word in real)
        self._numbers: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._forgiving: set[str] = set()
        self._by_sound: dict[str, list[_Atom]] = defaultdict(list)
        self.atoms = lru_cache(1 << 14)(self._atoms)

    def atom(self, written: str, forgiven_from: int) -> int:
        """The number of a word, or of a beginning where it ends in ``*``."""
        number = self._numbers.setdefault(written, len(self._numbers))
        stem = written.rstrip("*")
        if written.endswith("*"):
            self._beginnings[stem] = number
        if len(stem) >= forgiven_from and written not in self._forgiving:
            self._forgiving.add(written)
            sound = by_ear(stem)
            self._by_sound[sound[:1]].append(_Atom(number, stem, sound, _letters(stem), stem != written))
        return number

    def is_known(self, word: str) -> bool:
        return word in self._common or bool(self.atoms(word))

    def is_exact(self, word: str) -> bool:
        """Whether a word is known as it is written."""
        return word in self._common or word in self._numbers or self._begins(word)

    def _begins(self, word: str) -> bool:
        return any(word[:length] in self._beginnings for length in range(3, len(word) + 1))

    def _root(self, word: str) -> str:
        """The known word that a word is the plural, the feminine or the third person of ("demandee"), or nothing."""
        stems = (word.removesuffix(ending) for ending in _INFLECTED if word.endswith(ending))
        known = (stem for stem in stems if len(stem) >= _INFLECTED_FROM)
        return next((stem for stem in known if stem in self._real or stem in self._numbers), "")

    def _atoms(self, word: str) -> frozenset[int]:
        """The numbers of the atoms that a folded word may be."""
        exact = {self._numbers[word]} if word in self._numbers else set()
        for length in range(2, len(word) + 1):
            if word[:length] in self._beginnings:
                exact.add(self._beginnings[word[:length]])
        is_begun = any(word[:length] in self._beginnings for length in range(_SHORTEST + 1, len(word) + 1))
        if word in self._numbers or word in self._real or len(word) < _SHORTEST - 1 or not word.isalpha():
            return frozenset(exact)
        sound, letters = by_ear(word), _letters(word)
        near = (atom for atom in self._by_sound.get(sound[:1], ()) if _is_near(word, sound, letters, atom))
        root = self._root(word)
        if root:
            near = (atom for atom in near if atom.stem.startswith(root) or root.startswith(atom.stem))
        if is_begun:
            near = (atom for atom in near if atom.stem[:_ROOT] == word[:_ROOT])
        return frozenset(exact.union(atom.number for atom in near))


@dataclass(frozen=True, slots=True)
class _Atom:
    """A word of the vocabulary that is found in spite of typing errors; ``letters`` are its letters as a bit set."""

    number: int
    stem: str
    sound: str
    letters: int
    is_beginning: bool

    @property
    def limit(self) -> int:
        return 2 if len(self.stem) >= _LONG else 1


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _is_near(word: str, sound: str, letters: int, atom: _Atom) -> bool:
    if sound == atom.sound:
        return True
    if atom.is_beginning and len(atom.sound) >= 4 and sound.startswith(atom.sound):
        return True
    if (atom.letters & ~letters).bit_count() > atom.limit:
        return False
    if len(word) == len(atom.stem) <= _SHORTEST and _letters(word) != atom.letters:
        return False
    if not atom.is_beginning:
        return is_within(word, atom.stem, atom.limit)
    size = len(atom.stem)
    return any(is_within(word[: size + more], atom.stem, atom.limit if more == 0 else 1) for more in (0, 1, -1))
