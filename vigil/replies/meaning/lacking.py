"""What is said to be less, lacking or not there: good news of a swelling, none of strength."""

from collections.abc import Sequence

from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Status

_DENYING_REACH = 5
"""Tokens after a negation in which what it denies is named."""


def is_word_denied(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Pas de tuméfaction", and not "aucune force"."""
    if is_lost(marks, place, vocabulary) or not place:
        return False
    if any(match.end == place for match in marks.within("cues.no_reaction", place - _DENYING_REACH, place)):
        return True  # "aucun effet fâcheux"
    is_noun = marks.tokens[place - 1].norm in marks.lists.lacking.denying
    return is_noun and denial(marks, Match("", (place,), False)) is Denial.DENIED


def is_less(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Moins lourde", and not "moins sensible"."""
    words = marks.lists.lacking
    is_lessened = place > 0 and marks.tokens[place - 1].norm in ("moins", "less")
    word = marks.tokens[place].norm
    return is_lessened and not vocabulary.calm.lost.holds(word) and not word.startswith(words.feeling)


def is_lost(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Plus de force", "aucune sensation": what it is no good news to be without."""
    words = marks.lists.lacking
    before = [token.norm for token in marks.tokens[max(0, place - 2) : place]]
    is_lacking = bool(before) and (before[-1] in words.denying - {"de", "d'"} or before[0] in ("plus", "pas"))
    return is_lacking and vocabulary.calm.lost.holds(marks.tokens[place].norm)


def lacks_something(marks: Marks, found: Sequence[Finding], first: int, end: int) -> bool:
    """Whether a sentence denies what is no reaction: "je ne trouve plus mes mots"."""
    words = marks.lists.lacking
    absent = [one.match.start for one in found if one.status is Status.ABSENT and first <= one.match.start < end]
    for match in marks.within("cues.negation", first, end):
        norm = marks.tokens[match.start].norm
        if norm in words.undone or (norm in words.adding and marks.within("cues.no_reaction", first, match.start)):
            continue
        around = marks.tokens[max(first, match.start - 2) : min(end, match.end + 2)]
        if any(token.norm.startswith(words.harmlessly_denied) for token in around):
            continue
        is_of_reaction = any(marks.covers("cues.no_reaction", place) for place in match.places)
        is_turned = any(marks.covers("cues.no_negation", place) for place in match.places)
        if is_turned or not (is_of_reaction or any(0 < start - match.start <= _DENYING_REACH for start in absent)):
            return True
    return False
