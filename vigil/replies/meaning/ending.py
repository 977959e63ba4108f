"""Whether what was is over ("a disparu", "plus rien ensuite") or goes on ("n'est pas parti")."""

from bisect import bisect_left

from vigil.replies.meaning.afterwards import is_well_afterwards
from vigil.replies.meaning.going import goes_from, is_of_a_person, is_of_another_verb, is_since, is_still_lasting
from vigil.replies.meaning.lasting import is_parted, lasted
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.undone import goes_on, is_undone, persists

_REACH = 26
_ALL_REACH = 40
_TOPIC = 4
_OF_THE_SKIN = frozenset(
    {"nodule", "spot", "haematoma", "redness", "swelling", "itching", "injection_site_pain", "site_pain"}
)
_OF_PAIN = frozenset({"injection_site_pain", "site_pain", "pain_rebound", "worsening"})
_OF_WHAT_PASSES = _OF_PAIN | {"fatigue"}
_OF_STRENGTH = frozenset(
    {
        "fatigue", "malaise", "about_to_faint", "syncope", "other", "vomiting", "headache", "flush", "aches",
        "found_down", "fell",
    }
)  # fmt: skip


def is_over(marks: Marks, mention: Match, *, is_small: bool = False) -> bool:
    """Whether the text says, of this mention, that it came and went.

    Of a small reaction (``is_small``) the end may also be told in a next sentence that begins with a time or an end.
    """
    words = marks.lists.ending
    before = marks.within("cues.gone", mention.start - 3, mention.start)
    if any(marks.tokens[match.start].norm in words.gone_before for match in before):
        return True
    if _is_set_after_an_end(marks, mention):
        return True
    every = marks.within("cues.all_gone", mention.end, mention.end + _ALL_REACH)
    if any(not is_undone(marks, gone) for gone in every):
        return True
    if _is_still_so(marks, mention):
        return False
    stop = _reach(marks, mention, is_small)
    for gone in marks.within("cues.gone", mention.end, stop):
        if is_still_lasting(marks, gone) or is_of_a_person(marks, gone) or goes_from(marks, gone):
            continue
        if is_of_another_verb(marks, gone) or _is_of_something_else(marks, mention, gone):
            continue
        if is_since(marks, gone):
            continue
        if (
            marks.tokens[gone.start - 1].norm in words.lasting
            and marks.tokens[gone.start].norm not in words.what_is_now
        ):
            continue
        if persists(marks, mention.end, gone.start) or goes_on(marks, gone):
            return False
        return not is_undone(marks, gone)
    if mention.name in _OF_WHAT_PASSES and is_well_afterwards(marks, mention):
        return True
    return _ends_curtly(marks, mention, stop) or (is_small and lasted(marks, mention, stop))


def _is_set_after_an_end(marks: Marks, mention: Match) -> bool:
    """ "Tout a disparu, le rouge comme l'envie de gratter": the end is told first, and what is over is set after it."""
    words = marks.lists.ending
    first, _ = marks.sentence(mention.start)
    for gone in marks.within("cues.gone", first, mention.start):
        between = marks.tokens[gone.end : mention.start]
        is_set = any(token.kind is Kind.COMMA or token.kind is Kind.COLON for token in between)
        is_bare = all(
            token.kind is not Kind.WORD
            or token.norm in words.set_after
            or place in marks.named
            or marks.covers("cues.now", place)
            for place, token in enumerate(between, gone.end)
        )
        if is_set and is_bare and not is_undone(marks, gone) and _ends_list(marks, mention):
            return True
    return False


def _ends_list(marks: Marks, mention: Match) -> bool:
    """Whether nothing is said of it after it."""
    place = mention.end
    return is_parted(marks, place) or marks.tokens[place].norm in marks.lists.ending.set_after


def _is_still_so(marks: Marks, mention: Match) -> bool:
    """ "It is still bleeding, for an hour now", "toujours rouge", "chaque matin ça saigne": what is said so is so."""
    words = marks.lists.ending
    first, _ = marks.sentence(mention.start)
    if any(
        marks.tokens[place].norm in words.recurring and not marks.covers("composed.site", place + 1)
        for place in range(first, mention.start)
    ):
        return True
    return any(token.norm in words.still for token in marks.tokens[max(0, mention.start - 1) : mention.end])


def _ends_curtly(marks: Marks, mention: Match, stop: int) -> bool:
    """ "Ça a saigné, fini", "la bosse, je ne la sens plus": an end in a word or two of their own, or of the skin."""
    if mention.name in _OF_STRENGTH and any(
        not is_undone(marks, revived) for revived in marks.within("cues.revived", mention.end, stop)
    ):
        return True
    if mention.name in _OF_PAIN and _is_painless(marks, mention, stop):
        return True
    if mention.name in _OF_THE_SKIN and marks.within("cues.no_longer_felt", mention.end, stop):
        return True
    return any(
        (is_parted(marks, end.start - 1) or _is_a_time(marks, end.start - 1))
        and is_parted(marks, end.end)
        and not (persists(marks, mention.end, end.start) or is_undone(marks, end))
        for end in marks.within("cues.curt_end", mention.end, stop)
    )


def _is_painless(marks: Marks, mention: Match, stop: int) -> bool:
    """ "Ce matin plus aucune douleur là", and for the needle not "plus aucune douleur au dos"."""
    ends = [one for one in marks.within("cues.no_pain", mention.end, stop) if not is_undone(marks, one)]
    is_needle = mention.name in _OF_THE_SKIN
    return any(not (is_needle and marks.within("pain.zone", one.end, one.end + _TOPIC)) for one in ends)


def _is_a_time(marks: Marks, place: int) -> bool:
    """ "Deux minutes fini", "mardi terminé"."""
    return marks.tokens[place].norm in marks.lists.ending.units or marks.covers("cues.next_time", place)


def _reach(marks: Marks, mention: Match, is_small: bool) -> int:
    """Up to where an end can speak of the mention: the next mention that is not listed with it, or a new subject."""
    first, end = marks.sentence(mention.start)
    stop = min(len(marks.tokens), mention.end + _REACH)
    if end + 1 < len(marks.tokens) and _is_asked_and_answered(marks, first, end):
        end = marks.sentence(end + 1)[1]
    elif end + 1 < len(marks.tokens) and marks.tokens[end].kind is not Kind.QUESTION:
        following = end + 1
        if _goes_on_with(marks, following, is_small) or _revives(marks, mention, following):
            end = marks.sentence(following)[1]
    stop = min(stop, end)
    last = mention.end
    for place in range(bisect_left(marks.topics, last, key=_start), len(marks.topics)):
        other = marks.topics[place]
        if other.start < last:
            continue
        if other.start >= stop:
            break
        if marks.covers("cues.no_pain", other.start) or (other.name == "pain" and mention.name in _OF_PAIN):
            continue
        if other.name != mention.name and not _is_listed(marks, last, other):
            return other.start
        last = other.end
    return stop


def _goes_on_with(marks: Marks, following: int, is_small: bool) -> bool:
    """Whether a sentence takes up the one before: by a pronoun, by a time ("mardi", "le lendemain"), or by an end."""
    words = marks.lists.ending
    token = marks.tokens[following]
    if token.norm in words.continues:
        return True
    if tuple(other.norm for other in marks.tokens[following : following + 2]) in words.next_days:
        return True
    if _is_taken_up(marks, following):
        return True
    if not is_small:
        return False
    return token.kind is Kind.NUMBER or any(
        marks.covers(name, following) for name in ("cues.gone", "cues.all_gone", "cues.next_time")
    )


def _revives(marks: Marks, mention: Match, following: int) -> bool:
    """Whether the next sentence says that somebody who was weak is well again."""
    return mention.name in _OF_STRENGTH and bool(marks.within("cues.revived", following, marks.sentence(following)[1]))


def _is_of_something_else(marks: Marks, mention: Match, gone: Match) -> bool:
    """ "Sinon l'épaule, elle est descendue à 3": what stands after "sinon", or goes down to a number."""
    words = marks.lists.ending
    if any(token.norm in words.turning for token in marks.tokens[mention.end : gone.start]):
        return True
    after = marks.tokens[gone.end : gone.end + 2]
    return len(after) > 1 and after[0].norm in words.reaching and after[1].kind is Kind.NUMBER


def _is_taken_up(marks: Marks, following: int) -> bool:
    """ "Après, c'est parti": the subject of an end is a pronoun, which stands for what was told before."""
    words = marks.lists.ending
    _, end = marks.sentence(following)
    if end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION:
        return False
    for gone in marks.within("cues.gone", following, end):
        near = {token.norm for token in marks.tokens[max(following, gone.start - 2) : gone.end]}
        if not words.taking_up.isdisjoint(near) and words.persons.isdisjoint(near):
            return True
    return False


def _is_asked_and_answered(marks: Marks, first: int, end: int) -> bool:
    """ "Mes bleus ? Partis." """
    return marks.tokens[end].kind is Kind.QUESTION and end - first <= _TOPIC and marks.covers("cues.gone", end + 1)


def _start(match: Match) -> int:
    return match.start


def _is_listed(marks: Marks, start: int, other: Match) -> bool:
    """ "Un bleu, une rougeur et une douleur"; what is told of the pain after a comma is told of it alone."""
    words = marks.lists.ending
    between = marks.tokens[start : other.start]
    if other.name == "pain" and not any(token.norm in words.joining for token in between):
        return False
    return all(
        token.kind in (Kind.COMMA, Kind.SLASH) or token.norm in words.links or marks.covers("cues.next_time", place)
        for place, token in enumerate(between, start)
    )
