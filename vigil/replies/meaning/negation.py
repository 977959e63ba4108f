"""Whether a mention is denied: "pas de bleu", "ni fièvre ni rougeur", "ça gratte plus", "Fièvre : non".

A negation reaches forward over a list of bare nouns and is stopped by a word that begins another thought ("mais",
"sauf", "j'ai"); a verb is denied after itself. Words that only look like a negation ("pas mal de bleus", "n'arrête pas
de gratter") are in the vocabulary and count for nothing.
"""

from enum import Enum, auto

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_REACH = 7
_PHRASE = 4
_NEXT = 10
_ENDINGS = frozenset({Kind.COMMA, Kind.END, Kind.QUESTION, Kind.SLASH})


class Denial(Enum):
    """``ENDED`` is "no longer"; ``UNSURE`` a negation too far or too tangled to be trusted with a danger sign."""

    NONE = auto()
    DENIED = auto()
    ENDED = auto()
    UNSURE = auto()


def denial(marks: Marks, mention: Match) -> Denial:
    """How a mention is denied in its own sentence."""
    inside = _inside(marks, mention)
    if inside is not Denial.NONE:
        return inside
    if mention.is_verb or _has_ne(marks, mention) or _is_said_of_it(marks, mention):
        after = _after_verb(marks, mention)
        if after is not Denial.NONE:
            return after
    return _before(marks, mention)


def is_denied_at_once(marks: Marks, mention: Match) -> bool:
    """ "Pas une goutte de sang, malgré mon anticoagulant": the words before it deny what holds no negation itself."""
    words = marks.lists.negation
    start = mention.start - (marks.tokens[max(0, mention.start - 1)].norm in words.of)
    before = tuple(token.norm for token in marks.tokens[max(0, start - 3) : start])
    is_denied = before[-1:] in words.not_any or before[-2:] in words.not_any or before in words.not_any
    return is_denied and not any(marks.covers("cues.negation", place) for place in mention.places)


def is_denied_after(marks: Marks, mention: Match) -> bool:
    """ "On dit que les bleus sont fréquents, je n'en ai pas": denied where the sentence, or the next one, ends."""
    _, end = marks.sentence(mention.start)
    for match in marks.within("cues.denied_after", mention.end, end):
        told_between = bool(marks.named.intersection(range(mention.end, match.start)))
        return not told_between and _ends_thought(marks, match.end)
    is_last = not any(place in marks.named for place in range(mention.end, end))
    following = marks.within("cues.denied_after", end + 1, end + 1 + _NEXT)
    return is_last and any(match.start <= end + 2 and _ends_thought(marks, match.end) for match in following)


def _ends_thought(marks: Marks, place: int) -> bool:
    return place >= len(marks.tokens) or marks.tokens[place].kind is not Kind.WORD


def _kind(marks: Marks, place: int, mention: Match | None = None) -> Denial:
    """What a token denies: nothing where it belongs to a phrase that only looks like a negation.

    In "aucun souci pour respirer" that phrase is part of the mention, and is denied.
    """
    if _hurts_not(marks, place):
        return Denial.DENIED
    if marks.covers("cues.no_negation", place) and not (mention and _shares_phrase(marks, place, mention)):
        return Denial.NONE
    if marks.covers("cues.no_longer", place):
        is_no_more = any(token.norm == "pas" for token in marks.tokens[max(0, place - 2) : place])
        return Denial.DENIED if is_no_more else Denial.ENDED
    if marks.covers("cues.negation", place):
        return Denial.DENIED
    return Denial.NONE


def _hurts_not(marks: Marks, place: int) -> bool:
    """ "Ça fait pas mal" denies the pain; "pas mal de bleus" denies nothing."""
    words = marks.lists.negation
    norms = [token.norm for token in marks.tokens[max(0, place - 1) : place + 3]]
    return norms[1:3] == ["pas", "mal"] and norms[0] in words.hurting and norms[3:] not in (["de"], ["d'"])


def _shares_phrase(marks: Marks, place: int, mention: Match) -> bool:
    phrases = marks.within("cues.no_negation", place - _PHRASE, mention.end)
    return any(phrase.start <= place and mention.start in phrase.places for phrase in phrases)


def _has_ne(marks: Marks, mention: Match) -> bool:
    """ "La piqûre ne coule pas": the "ne" announces a negation after the verb."""
    return any(token.norm in ("ne", "n'") for token in marks.tokens[max(0, mention.start - 1) : mention.end])


def _is_said_of_it(marks: Marks, mention: Match) -> bool:
    """ "Ça suinte pas": after "ça" stands a verb."""
    return mention.start > 0 and marks.tokens[mention.start - 1].norm in ("ca", "cela")


def _inside(marks: Marks, mention: Match) -> Denial:
    named = set(mention.places)
    for place in range(mention.start, mention.end):
        norm = marks.tokens[place].norm
        is_none = norm in marks.lists.negation.none and place + 1 in named
        if place not in named and (norm in marks.lists.negation.negations or is_none):
            kind = _kind(marks, place)
            if kind is not Denial.NONE:
                return kind
    return Denial.NONE


def _after_verb(marks: Marks, mention: Match) -> Denial:
    _, end = marks.sentence(mention.start)
    for place in range(mention.end, min(end, mention.end + 2)):
        token = marks.tokens[place]
        if token.kind is not Kind.WORD or token.norm in ("et", "mais"):
            break
        kind = _kind(marks, place)
        if token.norm == "ni" and _has_ne(marks, mention):
            return kind
        if kind is not Denial.NONE and token.norm in ("pas", "plus", "jamais", "point", "pu", "aucunement", "nulle"):
            follows = marks.tokens[place + 1].norm if place + 1 < len(marks.tokens) else ""
            return Denial.NONE if follows in ("de", "d'", "que", "qu'") else kind
    return Denial.NONE


def _is_not_at_all(marks: Marks, place: int) -> bool:
    """ "Point fatigué, au contraire": an old negation, and no point where somebody was pricked."""
    if place < 0 or marks.tokens[place].norm != "point":
        return False
    return place == 0 or marks.tokens[place - 1].norm not in marks.lists.negation.before_points


def _before(marks: Marks, mention: Match) -> Denial:
    """Looks to the left for a negation that reaches the mention."""
    first, _ = marks.sentence(mention.start)
    opening = [token.norm for token in marks.tokens[first : mention.start]]
    if _is_not_at_all(marks, mention.start - 1) or opening in (["point", "de"], ["point", "d'"]):
        return Denial.DENIED
    far, listed, bare = 0, False, True
    for place in range(mention.start - 1, first - 1, -1):
        token = marks.tokens[place]
        kind = Denial.NONE if _is_named(marks, place) else _kind(marks, place, mention)
        if kind is not Denial.NONE and token.norm not in ("non",):
            if token.norm in ("sans", "without") and _cannot_without(marks, first, place):
                return Denial.NONE
            return _reached(marks, mention, kind, listed, far)
        if _stops(marks, place, listed):
            return Denial.NONE
        if token.kind is Kind.COMMA or token.norm in ("et", "and", "ou", "or"):
            if not bare and (token.kind is Kind.COMMA or token.norm in ("et", "and")):
                return Denial.NONE
            listed = True
        elif token.norm not in marks.lists.negation.listing and place not in marks.named:
            bare = False
            far += 1
        if far > _REACH:
            return Denial.NONE
    return Denial.NONE


def _cannot_without(marks: Marks, first: int, place: int) -> bool:
    """ "Je ne peux plus dire trois mots sans chercher mon souffle": what nothing goes without is there."""
    before = marks.tokens[max(first, place - _REACH) : place]
    norms = {token.norm for token in before}
    is_whole = all(token.kind in (Kind.WORD, Kind.NUMBER) for token in before)
    is_unable = not norms.isdisjoint(marks.lists.negation.unable)
    return is_whole and is_unable and not norms.isdisjoint(("plus", "pas", "impossible", "incapable", "cannot", "not"))


def _is_named(marks: Marks, place: int) -> bool:
    """Whether a token belongs to a mention of something; the "aucune" of "aucune trace" denies all the same."""
    return place in marks.named and not marks.covers("idiom", place)


def _stops(marks: Marks, place: int, listed: bool) -> bool:
    token = marks.tokens[place]
    if token.kind in (Kind.COLON, Kind.QUESTION, Kind.END) or token.norm == "(":
        return True
    if listed and marks.covers("cues.little", place):
        return True
    return any(marks.covers(f"cues.{name}", place) for name in ("barrier", "subject", "preposition"))


def _reached(marks: Marks, mention: Match, kind: Denial, listed: bool, far: int) -> Denial:
    if listed and not _ends_item(marks, mention):
        return Denial.NONE
    return Denial.UNSURE if far > _REACH - 2 else kind


def _ends_item(marks: Marks, mention: Match) -> bool:
    """In a list, the denied item stands alone: "pas de bleu, rougeur légère" denies the first only."""
    if mention.end >= len(marks.tokens):
        return True
    token = marks.tokens[mention.end]
    return token.kind in _ENDINGS or token.norm in marks.lists.negation.after_item
