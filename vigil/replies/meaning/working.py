"""What somebody does to things all day, and who does it: "je secoue mes shakers", "le tonnelier de Beaune"."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary

_SUBJECT_REACH = 3
_OBJECT_REACH = 4
_SHORTEST_TRADE = 6


def is_work(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """Whether a verb that could tell of the body tells what the patient does to a thing: "j'ai fendu un stère".

    Not what is done to a part of the body, to a place of an injection, nor what is not done.
    """
    words = marks.lists.working
    first, end = marks.sentence(place)
    if not marks.tokens[place].norm.startswith(words.verbs):
        return False
    before = {token.norm for token in marks.tokens[max(first, place - _SUBJECT_REACH) : place]}
    if before.isdisjoint(words.subjects) or not before.isdisjoint(words.oneself):
        return False
    after = place + 1
    if after >= end or marks.tokens[after].norm not in words.before_objects:
        return False
    until = min(end, after + _OBJECT_REACH)
    is_of_body = bool(marks.within("requests.body", after, until)) or marks.covers("pain.zone", after + 1)
    sites = marks.lists.unexplained.sites
    is_of_sign = any(
        token.norm in sites or token.norm in vocabulary.calm.alarming for token in marks.tokens[after + 1 : until]
    )
    named = marks.tokens[min(after + 1, end - 1)].norm
    is_no_thing = named in words.no_things or named in marks.lists.ending.times
    return not (
        is_no_thing
        or is_of_body
        or is_of_sign
        or marks.within("cues.negation", max(first, place - _SUBJECT_REACH), after)
    )


def is_trade(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Mosaïste, je …", "le tonnelier de Beaune", "mon poignet de luthier": who somebody is."""
    words = marks.lists.working
    word = marks.tokens[place].norm
    if word in vocabulary.calm.alarming or vocabulary.calm.is_never(word) or len(word) < _SHORTEST_TRADE:
        return False
    first, end = marks.sentence(place)
    is_called = word.endswith(words.trades)
    if is_called and place > first and marks.tokens[place - 1].norm in words.of:
        return True
    if is_called and place == first and place + 1 < len(marks.tokens):
        after = marks.tokens[place + 1]
        if after.kind is Kind.COMMA or after.norm in words.at:
            return True
    return _is_of_a_town(marks, first, end, place)


def _is_of_a_town(marks: Marks, first: int, end: int, place: int) -> bool:
    """ "L'éclusier de Briare", at the head of a sentence."""
    words = marks.lists.working
    if place + 2 >= end or place - 1 != first or marks.tokens[first].norm not in marks.lists.things.definite:
        return False
    town = marks.text[marks.tokens[place + 2].start :][:1]
    return marks.tokens[place + 1].norm in words.of and town.isupper()
