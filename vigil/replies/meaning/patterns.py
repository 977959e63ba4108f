"""Terms of the vocabulary as patterns over words, and the search for all of them at once.

A term is written as in ``config/vocabulary``: ``gratt*`` a beginning, ``a|b_c`` a choice of "a" or "b c", ``word?``
may be missing, ``...`` at most four words. Every step is bounded by the length of the terms, never by that of the text:
no backtracking runs away.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from vigil.replies.meaning.folding import fold
from vigil.replies.meaning.spelling import Speller
from vigil.replies.meaning.tokens import ENDS, Kind, Token

GAP = 4
_GAP_STOPS = frozenset({"mais", "sinon", "sauf", "je", "j'", "but", "i", "hormis", "car"})


@dataclass(frozen=True, slots=True)
class Match:
    """A term found: ``places`` are the tokens that it names, from ``start`` up to ``end`` with what lies between."""

    name: str
    places: tuple[int, ...]
    is_verb: bool

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


@dataclass(frozen=True, slots=True)
class _Step:
    atoms: frozenset[int]
    has_gap: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    is_verb: bool
    rest: tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term as written; typing errors are forgiven in its words of ``forgiven_from`` letters or more."""

    name: str
    written: str
    is_verb: bool
    forgiven_from: int


class Patterns:
    """All terms of a vocabulary."""

    def __init__(self, terms: Iterable[Term], common: Iterable[str], real: Iterable[str] = ()) -> None:
        self._speller = Speller(common, real)
        self._atoms = cache(self._atoms_of)  # many terms hold the same words
        self._by_first: dict[int, _Beginning] = defaultdict(_Beginning)
        for term in terms:
            for variant in _variants(term.written):
                steps = self._steps(variant, term.forgiven_from)
                pattern = _Pattern(term.name, term.is_verb, steps[1:])
                for atom in steps[0].atoms:
                    self._by_first[atom].add(pattern)

    def _steps(self, words: Sequence[str], forgiven_from: int) -> tuple[_Step, ...]:
        steps, has_gap = [], False
        for word in words:
            if word == "...":
                has_gap = True
                continue
            steps.append(_Step(self._atoms(word, forgiven_from), has_gap))
            has_gap = False
        return tuple(steps)

    def _atoms_of(self, word: str, forgiven_from: int) -> frozenset[int]:
        """The atoms of a word, or of a choice of words, as it is written in a term."""
        return frozenset(self._speller.atom(fold(choice), forgiven_from) for choice in word.split("|"))

    def is_known(self, word: str) -> bool:
        """Whether a folded word is an everyday word or one of the vocabulary, spelt rightly or nearly."""
        return self._speller.is_known(word)

    def is_exact(self, word: str) -> bool:
        """Whether a folded word is known as it is written."""
        return self._speller.is_exact(word)

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """Every term found, in the order of the text."""
        line = _Line(
            [self._speller.atoms(token.norm) if token.kind in _SPELT else frozenset() for token in tokens],
            [token.kind in _SPELT for token in tokens],
            [token.kind in ENDS or token.norm in _GAP_STOPS for token in tokens],
        )
        found = []
        for place, own in enumerate(line.atoms):
            following = line.atoms[place + 1] if place + 1 < len(line.atoms) else frozenset()
            for atom in own:
                beginning = self._by_first.get(atom)
                if beginning:
                    found += beginning.matches(place, following, line)
        return found


@dataclass(slots=True)
class _Beginning:
    """The patterns that begin with one atom: whole ones, and the others by each atom of their next word, with a gap
    before that or without.
    """

    whole: list[_Pattern] = field(default_factory=list)
    by_next: dict[int, list[_Pattern]] = field(default_factory=dict)
    past_gap: dict[int, list[_Pattern]] = field(default_factory=dict)

    def add(self, pattern: _Pattern) -> None:
        if not pattern.rest:
            self.whole.append(pattern)
            return
        step = pattern.rest[0]
        for atom in step.atoms:
            (self.past_gap if step.has_gap else self.by_next).setdefault(atom, []).append(pattern)

    def matches(self, place: int, following: frozenset[int], line: "_Line") -> list[Match]:
        """The patterns that are found from ``place`` on; ``following`` are the atoms of the next token."""
        found = [Match(pattern.name, (place,), pattern.is_verb) for pattern in self.whole]
        for atom in following:
            for pattern in self.by_next.get(atom, ()):
                places = _follow(pattern.rest[1:], place + 1, line)
                if places:
                    found.append(Match(pattern.name, (place, *places), pattern.is_verb))
        if self.past_gap:
            found += self._past_gap(place, line)
        return found

    def _past_gap(self, place: int, line: "_Line") -> Iterable[Match]:
        """Those that go on after a gap, each at the first place where it does."""
        done: set[int] = set()
        for following in _within_gap(place, line):
            for atom in line.atoms[following]:
                for pattern in self.past_gap.get(atom, ()):
                    places = () if id(pattern) in done else _follow(pattern.rest[1:], following, line)
                    if places:
                        done.add(id(pattern))
                        yield Match(pattern.name, (place, *places), pattern.is_verb)


_SPELT = frozenset({Kind.WORD, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class _Line:
    """What is asked of each token, worked out once: its atoms, whether it is a word, whether it stops a gap."""

    atoms: Sequence[frozenset[int]]
    is_spelt: Sequence[bool]
    is_stop: Sequence[bool]


def _follow(steps: tuple[_Step, ...], place: int, line: _Line) -> tuple[int, ...]:
    """The places of a pattern that begins at ``place``, or nothing."""
    if not steps:
        return (place,)
    step = steps[0]
    for following in _within_gap(place, line) if step.has_gap else (place + 1,):
        if following < len(line.atoms) and not step.atoms.isdisjoint(line.atoms[following]):
            places = _follow(steps[1:], following, line)
            if places:
                return (place, *places)
    return ()


def _within_gap(place: int, line: _Line) -> Iterable[int]:
    """The places after one that a gap reaches: past at most ``GAP`` words, up to the end of the sentence."""
    allowed = GAP
    for following in range(place + 1, len(line.atoms)):
        yield following
        allowed -= line.is_spelt[following]
        if line.is_stop[following] or allowed < 0:
            return


def _variants(term: str) -> Iterable[list[str]]:
    """A term with and without each word that may be missing, and with each choice of several words written out."""
    for chosen in product(*(_readings(element) for element in term.split())):
        words = [word for words in chosen for word in words]
        if words:
            yield words


def _readings(element: str) -> list[list[str]]:
    optional: list[list[str]] = [[]] if element.endswith("?") else []
    choices = element.removesuffix("?").split("|")
    single = "|".join(choice for choice in choices if "_" not in choice)
    several = [choice.split("_") for choice in choices if "_" in choice]
    return ([[single]] if single else []) + several + optional
