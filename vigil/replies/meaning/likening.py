"""What another thing is only likened to: "ça brûlait comme un coup de soleil" tells of no sunburn."""

from collections.abc import Sequence

from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.status_lists import Likening
from vigil.replies.meaning.tokens import ENDS, Token
from vigil.replies.meaning.vocabulary import Vocabulary

_PAINS = frozenset({"injection_site_pain", "site_pain", "aches"})
_LIKENED = _PAINS | {
    "itching", "redness", "swelling", "haematoma", "nodule", "fatigue", "malaise", "pain_rebound", "worsening", "flush",
    "bleeding",
}  # fmt: skip
"""Concepts that patients liken to something else."""


def without_likenesses(mentions: Sequence[Match], tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Match, ...]:
    """The mentions without the reactions that follow "comme" in a sentence that has told what is so.

    A grave one is kept, as patients name an allergy so ("des plaques comme de l'urticaire"), but not where a pain at
    the needle is likened to it.
    """
    words = vocabulary.lists.likening
    kept: list[Match] = []
    for mention in mentions:
        told = kept[-1] if kept and _is_in_one_sentence(tokens, kept[-1].end, mention.start) else None
        is_told = told is not None and told.name in _LIKENED and told.end <= mention.start
        is_pain = told is not None and told.name in _PAINS
        concept = vocabulary.concepts[mention.name]
        is_image = concept.code is not None and (is_pain or not concept.is_red_flag)
        if is_told and is_image and _is_likened(mention, tokens, words):
            continue
        kept.append(mention)
    return tuple(kept)


def _is_in_one_sentence(tokens: Sequence[Token], start: int, end: int) -> bool:
    return not any(token.kind in ENDS for token in tokens[start:end])


def _is_likened(mention: Match, tokens: Sequence[Token], words: Likening) -> bool:
    """ "Comme", "like a": at the head of the mention, or before it and its article."""
    place = mention.start
    if tokens[place].norm in words.like:
        return True
    while place and tokens[place - 1].norm in words.articles:
        place -= 1
    return place > 0 and tokens[place - 1].norm in words.like
