"""A text with everything that the vocabulary finds in it: what every rule of this package reads."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vigil.replies.meaning.composing import HURTING_SITE, SITE_PAIN, site_pains
from vigil.replies.meaning.likening import without_likenesses
from vigil.replies.meaning.lists import Lists
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import ENDS, Token, composed, tokenise
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.worsening import worsenings

LONGEST_SENTENCE = 60
"""Tokens on either side that a rule looks at, where no mark ends the sentence."""


@dataclass(frozen=True)
class Marks:
    """``found`` are all matches by name; ``covered`` the tokens that each name stands on.

    ``mentions`` are the concepts, in order, without those that a longer one holds; ``topics`` those of them that a
    sentence can be about: reactions and pain, not how one is; ``named`` the tokens of all mentions; ``lists`` the
    small words that rules look at.
    """

    text: str
    tokens: Sequence[Token]
    found: dict[str, list[Match]]
    covered: dict[str, frozenset[int]]
    mentions: tuple[Match, ...]
    topics: tuple[Match, ...]
    named: frozenset[int]
    ends: tuple[int, ...]
    lists: Lists

    def covers(self, name: str, place: int) -> bool:
        return place in self.covered.get(name, _NOWHERE)

    def has(self, name: str) -> bool:
        return name in self.found

    def sentence(self, place: int) -> tuple[int, int]:
        """The first token of the sentence around a token, and the one after its last word (its end mark)."""
        index = bisect_right(self.ends, place - 1)
        first = self.ends[index - 1] + 1 if index else 0
        end = self.ends[index] if index < len(self.ends) else len(self.tokens)
        return max(first, place - LONGEST_SENTENCE), min(end, place + LONGEST_SENTENCE)

    def words(self, start: int, end: int) -> str:
        """The exact words of the tokens from ``start`` up to ``end``."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def within(self, name: str, start: int, end: int) -> list[Match]:
        """The matches of a name that lie in a stretch of tokens."""
        matches = self.found.get(name, [])
        begins = bisect_left(matches, start, key=_start)
        return [match for match in matches[begins : bisect_left(matches, end, key=_start)] if match.end <= end]


_PAIN = "pain"
_IDIOM = "idiom"
_SHIELDING = {"requests.alarm": SITE_PAIN, "requests.danger": HURTING_SITE}
"""What alarms elsewhere and is read there: the hole of "le trou de l'aiguille me lance" is that of a needle."""
_MEANT_ELSEWHERE = frozenset(f"requests.{name}" for name in ("alarm", "body", "danger"))
_NOWHERE: frozenset[int] = frozenset()


def _start(match: Match) -> int:
    return match.start


def mark(text: str, vocabulary: Vocabulary) -> Marks:
    """Everything that the vocabulary finds in a text; at most ``LONGEST_TEXT`` characters are read."""
    text = composed(text)
    tokens = tokenise(text, vocabulary.short, vocabulary.is_word)
    found: dict[str, list[Match]] = defaultdict(list)
    for match in vocabulary.patterns.find(tokens):
        found[match.name].append(match)
    kept = {name: _longest(matches) for name, matches in found.items()}
    kept.update(site_pains(kept, tokens, vocabulary.lists.composing))
    kept.update(worsenings(kept, tokens, vocabulary.lists.composing))
    for name in _MEANT_ELSEWHERE.intersection(kept):
        held = [*kept.get(_IDIOM, ()), *(kept.get(_SHIELDING[name], ()) if name in _SHIELDING else ())]
        kept[name] = _without_idioms(kept[name], held)
    covered = {name: frozenset(place for match in matches for place in match.places) for name, matches in kept.items()}
    every = _uncontained(match for name in vocabulary.concepts for match in kept.get(name, ()))
    mentions = without_likenesses(every, tokens, vocabulary)
    topics = tuple(match for match in mentions if vocabulary.concepts[match.name].code or match.name == _PAIN)
    ends = tuple(place for place, token in enumerate(tokens) if token.kind in ENDS)
    named = frozenset(place for match in mentions for place in match.places)
    return Marks(text, tokens, kept, covered, mentions, topics, named, ends, vocabulary.lists)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Without those that share a token with a longer one of the same name."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda one: (-len(one.places), one.end - one.start, one.start)):
        if taken.isdisjoint(match.places):
            taken.update(match.places)
            kept.append(match)
    return sorted(kept, key=lambda one: one.start)


def _without_idioms(matches: Sequence[Match], idioms: Sequence[Match]) -> list[Match]:
    """Without those that are part of an idiom: the hand of "le hand" is none, and a shock that one stands no alarm."""
    held = [frozenset(idiom.places) for idiom in idioms]
    return [match for match in matches if not any(places.issuperset(match.places) for places in held)]


def _uncontained(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Without those all of whose words belong to a longer one, in the order of the text.

    A pain that was put together hides nothing: how strong it is may be a sign beside another.
    """
    ordered = sorted(matches, key=lambda one: -len(one.places))
    holders: dict[int, list[Match]] = defaultdict(list)
    kept = []
    for match in ordered:
        if not any(_holds(holder, match) for holder in holders[match.start]):
            kept.append(match)
            for place in match.places if match.name != SITE_PAIN else ():
                holders[place].append(match)
    return tuple(sorted(kept, key=lambda one: (one.start, one.end)))


def _holds(longer: Match, shorter: Match) -> bool:
    return len(longer.places) > len(shorter.places) and set(shorter.places) <= set(longer.places)
