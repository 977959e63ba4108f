"""Whose state it is: "mon téléphone est à plat" tells of no tired patient."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match

_STATES = frozenset({"fatigue"})
_ADVERBS_WITHIN = 3


def is_of_a_thing(marks: Marks, mention: Match) -> bool:
    """Whether a state is told of what is neither the patient nor a part of the patient: "mon matelas est raplapla"."""
    if mention.name not in _STATES:
        return False
    words = marks.lists.people
    first, _ = marks.sentence(mention.start)
    for place in range(mention.start - 1, max(first, mention.start - 1 - _ADVERBS_WITHIN) - 1, -1):
        if marks.tokens[place].norm in words.copulas:
            return _is_thing(marks, first, place - 1)
    return False


def _is_thing(marks: Marks, first: int, place: int) -> bool:
    """Whether a noun with its article stands there that names no part of the body, "les batteries du tracteur" too."""
    words = marks.lists.people
    while place - 2 > first and marks.tokens[place - 1].norm in words.of_things:
        place -= 2
    if place <= first - 1 or marks.tokens[place].norm in words.selves:
        return False
    is_named = place > first and marks.tokens[place - 1].norm in words.owning
    is_body = any(marks.covers(name, place) for name in ("requests.body", "pain.zone"))
    return is_named and not is_body
