"""Whether a mention is of an earlier session or time, and not of the last one."""

from itertools import pairwise

from vigil.replies.meaning.clauses import after_barrier
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match

_AGAIN_REACH = 12
_AS_IF_WITHIN = 8
_PARTICIPLES = ("e", "ee", "es", "ees", "i", "ie", "is", "ies", "u", "ue", "us", "ues", "it", "ite", "ait", "ed")


def is_earlier(marks: Marks, mention: Match) -> bool:
    """Whether it belongs to an earlier session or time: "la dernière fois j'avais eu un bleu"."""
    if marks.within("cues.again", mention.end, mention.end + _AGAIN_REACH):
        return False
    first, end = marks.sentence(mention.start)
    inner_first = _after_now(marks, first, mention.start)
    inner_end = min((m.start for m in marks.within("cues.barrier", mention.end, end)), default=end)
    for match in marks.within("cues.earlier", inner_first, inner_end):
        is_of_now = _is_likened(marks, match) or _is_of_the_other_day(marks, match)
        if not is_of_now and not _now_between(marks, match, mention):
            return True
    return _was_once(marks, inner_first, inner_end) or _is_other_than_now(marks, mention, first, end)


def is_only_before(marks: Marks, mention: Match) -> bool:
    """ "Ça m'avait fait des pois rouges, c'est parti": a pluperfect alone is no earlier session."""
    words = marks.lists.earlier
    first, end = marks.sentence(mention.start)
    matches = marks.within("cues.earlier", first, end)
    is_pluperfect = all(any(marks.tokens[place].norm in words.had for place in one.places) for one in matches)
    if any(token.norm in words.named for token in marks.tokens[first:end]):
        return False
    return bool(matches) and is_pluperfect and not marks.within("cues.once", first, end)


def _is_of_the_other_day(marks: Marks, match: Match) -> bool:
    """ "La séance d'avant-hier" is the last one, and not the one before."""
    is_before = marks.tokens[match.end - 1].norm == "avant"
    return is_before and any(token.norm == "hier" for token in marks.tokens[match.end : match.end + 2])


def _is_other_than_now(marks: Marks, mention: Match, first: int, end: int) -> bool:
    """ "En juin j'ai eu un gros bleu, rien cette fois": of a time that is named, and not of now."""
    words = marks.lists.earlier
    if not marks.within("cues.once", first, mention.start):
        return False
    return any(
        not words.nothing.isdisjoint(
            token.norm for token in marks.tokens[max(mention.end, now.start - 3) : now.end + 3]
        )
        for now in marks.within("cues.now", mention.end, end)
    )


def _was_once(marks: Marks, first: int, end: int) -> bool:
    """ "Après ma deuxième séance, des boules m'étaient restées": the pluperfect of a time that the sentence names.

    Not "j'avais oublié de vous dire".
    """
    words = marks.lists.earlier
    if not marks.within("cues.once", first, end):
        return False
    return any(
        marks.tokens[place].norm in words.had
        and marks.tokens[place + 1].norm.endswith(_PARTICIPLES)
        and not marks.covers("cues.as_earlier", place)
        for place in range(first, min(end, len(marks.tokens) - 1))
    )


def _after_now(marks: Marks, first: int, last: int) -> int:
    """The part of a sentence after the last "mais" or "cette fois" before the mention."""
    now = max((match.end for match in marks.within("cues.now", first, last)), default=first)
    return max(after_barrier(marks, first, last), now)


def _is_likened(marks: Marks, match: Match) -> bool:
    """ "Comme la dernière fois", "comme si les puces m'avaient mordu": told of today."""
    before = [token.norm for token in marks.tokens[max(0, match.start - _AS_IF_WITHIN) : match.start]]
    if any(pair in marks.lists.earlier.as_if for pair in pairwise(before)):
        return True
    return any(marks.covers("cues.as_earlier", place) for place in match.places)


def _now_between(marks: Marks, match: Match, mention: Match) -> bool:
    start, end = sorted((match, mention), key=lambda one: one.start)
    return bool(marks.within("cues.now", start.end, end.start))
