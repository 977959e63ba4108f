"""Words that nobody knows, where a sentence can only name a thing or a deed with them: "je rebouche mes filets"."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary

_VERB_REACH = 4
"""Tokens before an article in which somebody does something to what it names."""

_LONG = 7
"""Letters from which a slip of a term would have been read as one: a word that only sounds alike is another."""


def is_mere_thing(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """Whether a word that no list holds, and that no word of one is a slip of, is said of neither the patient nor "ça".

    "Mes bananiers", "je retaille mes sabots", and not "je suis X", "j'ai un X", "c'est X", "X" alone, nor a disease.
    """
    words = marks.lists.things
    word = marks.tokens[place].norm
    patterns = vocabulary.patterns
    is_slip = patterns.is_known(word) if len(word) < _LONG else patterns.is_exact(word)
    is_listed = word in vocabulary.calm.alarming or vocabulary.calm.is_never(word) or is_slip
    if is_listed or word.endswith(words.diseases):
        return False
    first, end = marks.sentence(place)
    if place == first or marks.tokens[place - 1].kind is not Kind.WORD:
        return False
    if place + 1 < end:
        after = marks.tokens[place + 1]
        if after.kind is Kind.NUMBER or after.norm in words.before_objects:
            return True
    before = marks.tokens[place - 1].norm
    if before in words.definite:
        return _has_verb_or_preposition(marks, first, place - 1)
    return before not in words.before_states


def _has_verb_or_preposition(marks: Marks, first: int, place: int) -> bool:
    """ "Je joue le prélude", "dans le prétoire", and not "la mastication se bloque"."""
    if place == first:
        return False
    before = {token.norm for token in marks.tokens[max(first, place - _VERB_REACH) : place]}
    is_after_preposition = marks.tokens[place - 1].norm in marks.lists.things.prepositions
    return is_after_preposition or not before.isdisjoint(marks.lists.clauses.patient)


def is_at_a_place(marks: Marks, place: int) -> bool:
    """ "Sous la bretelle", "au bureau"."""
    words = marks.lists.things
    first, _ = marks.sentence(place)
    if place == first:
        return False
    before = marks.tokens[place - 1].norm
    is_definite = before in words.articles and place - 1 > first
    return before in words.contracted or (is_definite and marks.tokens[place - 2].norm in words.prepositions)
