"""How long something lasted ("deux jours de fatigue", "for a few seconds"), and of which occasion it was."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_PAST_ENDINGS = ("ait", "aient", "ed")
_PARTICIPLES = ("e", "ee", "es", "ees", "i", "ie", "is", "ies", "u", "ue", "us", "ues", "it", "t", "er")
_HALF = 3


def lasted(marks: Marks, mention: Match, stop: int) -> bool:
    """Whether it is told how long it was, and nothing more of it: right after it, before it, or in the past tense."""
    words = marks.lists.lasting
    first, end = marks.sentence(mention.start)
    goes_on = marks.within("cues.goes_on", first, end) or marks.within("cues.persisting", first, mention.end + 2)
    if goes_on or any(token.norm in words.going_on for token in marks.tokens[first:end]):
        return False
    is_past = _is_past(marks, first, mention)
    if length := _length(marks, mention.end):
        return (is_past or not mention.is_verb) and is_parted(marks, mention.end + length)
    if _lasted_before(marks, first, mention):
        return True
    return is_past and any(
        _length(marks, place) and marks.tokens[place - 1].norm not in words.reckoned
        for place in range(mention.end + 1, stop)
    )


def _length(marks: Marks, place: int) -> int:
    """The tokens of "deux jours", "une demi-heure", "an evening" at a place, or 0."""
    words = marks.lists.lasting
    tokens = marks.tokens[place : place + _HALF]
    if len(tokens) < 2 or not (tokens[0].kind is Kind.NUMBER or tokens[0].norm in words.some):
        return 0
    if tokens[1].norm in words.lengths:
        return 2
    is_part = len(tokens) == _HALF and tokens[1].norm in words.parts and tokens[2].norm in words.lengths
    return _HALF if is_part else 0


def _lasted_before(marks: Marks, first: int, mention: Match) -> bool:
    """ "Deux jours de fatigue", and not "depuis deux jours de"."""
    words = marks.lists.lasting
    if mention.start - 1 < first or marks.tokens[mention.start - 1].norm not in words.of:
        return False
    for place in range(max(first, mention.start - 1 - _HALF), mention.start - 1):
        length = _length(marks, place)
        if length and place + length == mention.start - 1:
            return place == first or marks.tokens[place - 1].norm not in words.reckoned
    return False


def _is_past(marks: Marks, first: int, mention: Match) -> bool:
    """Whether it is told in a tense of the past."""
    if marks.within("cues.past_tense", first, mention.end):
        return True
    words = marks.lists.lasting
    for place in range(mention.start, mention.end):
        norm = marks.tokens[place].norm
        if norm.endswith(_PAST_ENDINGS) or norm in words.past:
            return True
        if place and norm.endswith(_PARTICIPLES) and marks.tokens[place - 1].norm in words.having:
            return True
    return False


def is_parted(marks: Marks, place: int) -> bool:
    """Whether no word stands at a place."""
    return not 0 <= place < len(marks.tokens) or marks.tokens[place].kind is not Kind.WORD


def is_of_an_occasion(marks: Marks, mention: Match) -> bool:
    """ "J'ai eu un malaise en sortant du cabinet": in the past tense, of an occasion, and not said to go on."""
    words = marks.lists.lasting
    first, end = marks.sentence(mention.start)
    is_past = marks.within("cues.past_tense", first, mention.end)
    if not is_past or not marks.within("cues.occasion", first, end):
        return False
    following = marks.sentence(end + 1)[1] if end + 1 < len(marks.tokens) else end
    goes_on = marks.within("cues.persisting", first, following) + marks.within("cues.again", first, following)
    return not goes_on and not any(token.norm in words.going_on for token in marks.tokens[first:following])
