"""Whether a mention is told at all: not what is feared, imagined, or not known."""

from vigil.replies.meaning.clauses import after_barrier
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_FEAR_REACH = 7
_POINTING_WITHIN = 2
_SEEN = frozenset({"haematoma", "redness", "nodule", "spot", "swelling", "itching", "bleeding", "fatigue"})


def is_supposed(marks: Marks, mention: Match) -> bool:
    """Whether it is feared or imagined rather than told: "si j'ai de la fièvre", "peur d'une infection"."""
    first, _ = marks.sentence(mention.start)
    first = after_barrier(marks, first, mention.start)
    if _is_pointed_at(marks, mention):
        return False
    for match in marks.within("cues.hypothesis", first, mention.start + 1):
        if match.start < mention.start and not _is_real(marks, match) and _is_joined(marks, match, mention):
            return True
    return is_feared(marks, mention)


def is_feared(marks: Marks, mention: Match) -> bool:
    """ "Peur d'une infection", and no question whether what is seen is grave."""
    first = after_barrier(marks, marks.sentence(mention.start)[0], mention.start)
    return any(
        mention.start - match.end <= _FEAR_REACH
        and _is_joined(marks, match, mention)
        and not _asks_how_grave(marks, match, mention)
        for match in marks.within("cues.fear", first, mention.start)
    )


def _is_pointed_at(marks: Marks, mention: Match) -> bool:
    """ "J'ai peur que ce petit hématome cache quelque chose", "si cette rougeur s'étend": what is shown is there."""
    words = marks.lists.supposing
    before = [token.norm for token in marks.tokens[max(0, mention.start - _POINTING_WITHIN) : mention.start]]
    return any(word in words.pointing for word in before[-1:]) or (
        any(word in words.pointing for word in before[:1])
        and all(word in words.listing or word in words.sizes for word in before[1:])
    )


def _asks_how_grave(marks: Marks, fear: Match, mention: Match) -> bool:
    """ "Faut-il que je m'inquiète d'un bleu ?" asks about one that is seen; what is not seen is feared."""
    _, end = marks.sentence(mention.start)
    is_question = end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION
    is_seen = mention.name in _SEEN
    return (
        is_question
        and is_seen
        and marks.tokens[fear.start].norm in marks.lists.supposing.to_worry
        and marks.tokens[fear.start - 1].norm == "m'"
    )


def _is_joined(marks: Marks, match: Match, mention: Match) -> bool:
    """Whether nothing but a list stands between: "si j'ai de la fièvre, des rougeurs ou du pus"."""
    commas = [p for p in range(match.end, mention.start) if marks.tokens[p].kind is Kind.COMMA]
    return all(_lists(marks, comma, mention.start) for comma in commas)


def _lists(marks: Marks, comma: int, end: int) -> bool:
    """Whether a mention ends right before a comma, and nothing but a list follows it."""
    words = marks.lists.supposing
    if comma - 1 not in marks.named:
        return False
    return all(p in marks.named or marks.tokens[p].norm in words.listing for p in range(comma + 1, end))


def _is_real(marks: Marks, match: Match) -> bool:
    return any(marks.covers("cues.not_hypothesis", place) for place in match.places)


def is_unsure(marks: Marks, mention: Match) -> bool:
    """ "Je ne sais pas si j'ai de la fièvre": neither told nor denied."""
    first, _ = marks.sentence(mention.start)
    return any(_is_joined(marks, match, mention) for match in marks.within("cues.unsure", first, mention.start))
