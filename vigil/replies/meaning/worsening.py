"""That the treated pain has grown, put together: a part that hurts, that it hurts more, and since we treated it.

"Ma hanche est devenue plus méchante depuis la séance", "flambée le soir des piqûres", "le dos fait plus de misères
qu'avant". A pain that is past bearing has grown where that is so since the session alone.
"""

from collections.abc import Mapping, Sequence

from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.status_lists import Composing
from vigil.replies.meaning.tokens import ENDS, Token

WORSENING = "worsening"
_WRITTEN = ("pain_rebound", "pain_rebound_over")
_FRAMES = ("composed.since", "composed.then", "composed.than_before", "cues.earlier")
_REACH = 12
"""Tokens between a part that hurts and what it does."""

Found = Mapping[str, Sequence[Match]]


def worsenings(found: Found, tokens: Sequence[Token], words: Composing) -> dict[str, list[Match]]:
    """The mentions of a treated pain that has grown, but for those that a phrase of the vocabulary names whole."""
    taken = {place for name in _WRITTEN for match in found.get(name, ()) for place in match.places}
    told: list[Match] = []
    for name in ("growth", "worse", "growing", "past_bearing"):
        for match in found.get(f"composed.{name}", ()):
            if taken.isdisjoint(match.places) and _is_told(found, tokens, words, match, name):
                told.append(Match(WORSENING, match.places, False))
                taken.update(match.places)
    return {WORSENING: sorted(told, key=lambda one: one.start)} if told else {}


def _is_told(found: Found, tokens: Sequence[Token], words: Composing, match: Match, name: str) -> bool:
    first, end = _sentence(tokens, match.start)
    frames = [frame for frame in _FRAMES if _within(found, frame, first, end, match)]
    if name == "past_bearing":
        return "composed.since" in frames and _has_part(found, tokens, words, match, first, end)
    if name == "growth":
        return bool(frames) and not _is_of_another_sign(found, tokens, words, match)
    if name == "growing":
        return bool(frames) and (
            _has_part(found, tokens, words, match, first, end)
            or _is_of_pain(tokens, words, match, first)
            or match.end - match.start > 1
        )
    return bool(frames) and not _is_of_something(tokens, words, match)


def _sentence(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    first = place
    while first and tokens[first - 1].kind not in ENDS:
        first -= 1
    end = place
    while end < len(tokens) and tokens[end].kind not in ENDS:
        end += 1
    return first, end


def _within(found: Found, name: str, first: int, end: int, other: Match) -> bool:
    return any(first <= one.start < end and not set(one.places) <= set(other.places) for one in found.get(name, ()))


def _is_of_another_sign(found: Found, tokens: Sequence[Token], words: Composing, match: Match) -> bool:
    """ "Une crise d'urticaire", "une poussée de fièvre": it is none of a pain, nor of a part that hurts."""
    place = match.end
    if place >= len(tokens) or tokens[place].norm not in words.of:
        return False
    while place < len(tokens) and (tokens[place].norm in words.of or tokens[place].norm in words.of_a_part):
        place += 1
    named = (one for name in ("pain.zone", "pain", "composed.pain_name") for one in found.get(name, ()))
    is_of_time = place < len(tokens) and tokens[place].norm in words.of_a_time
    return not is_of_time and place not in {one.start for one in named}


def _has_part(found: Found, tokens: Sequence[Token], words: Composing, match: Match, first: int, end: int) -> bool:
    """A part that hurts, or a pain, near it in its sentence; and nobody who does it instead ("j'ai doublé")."""
    if any(token.norm in words.doers for token in tokens[max(first, match.start - 3) : match.start]):
        return False
    pains = [*found.get("pain", ()), *found.get("composed.pain_name", ())]
    is_size = tokens[match.start].norm in words.sizes  # "le mollet a doublé" is no pain
    parts = pains if is_size else [*found.get("pain.zone", ()), *pains]
    return any(
        first <= part.start < end
        and max(match.start - part.end, part.start - match.end) <= _REACH
        and tokens[part.start].norm not in words.no_parts
        for part in parts
    )


def _is_of_pain(tokens: Sequence[Token], words: Composing, match: Match, first: int) -> bool:
    """ "Ça a empiré", "elle s'est réveillée": a pronoun that stands for the pain."""
    return any(token.norm in words.for_pain for token in tokens[max(first, match.start - 4) : match.start])


def _is_of_something(tokens: Sequence[Token], words: Composing, match: Match) -> bool:
    """ "Je n'ai plus mal", "je dors plus fort", "un bleu plus vif": what is more is none of a pain."""
    before = tokens[max(0, match.start - 3) : match.start]
    is_no_longer = tokens[match.start].norm == "plus" and (
        any(token.norm in ("n'", "ne") for token in before)
        or any(token.norm in ("tout", "maintenant") for token in tokens[match.end : match.end + 2])
    )
    is_done = tokens[match.end - 1].norm.startswith("fort") and any(token.norm in words.doers for token in before)
    return is_no_longer or is_done or any(token.norm in words.no_pains for token in before)
