"""When a score was: now, or at an earlier time that the text compares with."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_TIME_REACH = 6
_LIKENED_WITHIN = 4
_PARTING = frozenset({Kind.COMMA, Kind.COLON})
_SAID_WITHIN = 4
_FAR = 6
_LEFT = (["from", "a"], ["from", "an"], ["from"], ["venant", "de"], ["venant", "d'", "un"])
"""What stands before the score that another has come down from."""
_OWN_WORDS = 3


def is_timed(marks: Marks, number: Number) -> bool:
    """ "Avant 8 maintenant 5": a number right beside a word of time."""
    near = range(max(0, number.start - 3), number.start), range(number.end, number.end + 2)
    places = [place for beside in near for place in beside]
    return any(marks.covers(name, place) for name in ("pain.earlier", "pain.now") for place in places)


def moment(marks: Marks, number: Number, since: int, until: int) -> str:
    """When a score was: the word of time right after it, else the last one before it since another number."""
    words = marks.lists.moments
    if not number.joined and any(_norms(marks, number.start - len(said), number.start) == said for said in _LEFT):
        return "earlier"
    first, end = marks.sentence(number.start)
    after = [
        time
        for time in _times(marks, number.end, min(end, until))
        if time[0] - number.end <= 1
        and marks.tokens[time[0]].norm not in words.opposing
        and not _belongs_to_next(marks, time[0], until)
    ]
    if after and not any(token.norm in words.likening for token in marks.tokens[number.end : after[0][0]]):
        return after[0][1]
    barriers = [match.end for match in marks.within("cues.barrier", first, number.start)]
    before = _times(marks, max(first, since, *barriers), number.start)
    if before and since and before[0][0] == since and _is_parted(marks, since, number.start):
        before = before[1:]  # "8 avant, 3 après": told of the number before
    is_past = before and before[-1][1] != "now"
    if is_past and (_is_said_of_now(marks, before[-1][0], number) or _is_named_anew(marks, before[-1][0], number)):
        return ""
    if not before:
        return ""
    is_earlier = before[-1][1] == "weakly earlier" and any(time == "earlier" for _, time in before)
    return "earlier" if is_earlier else before[-1][1]


def _norms(marks: Marks, start: int, end: int) -> list[str]:
    return [token.norm for token in marks.tokens[max(0, start) : end]]


def _belongs_to_next(marks: Marks, start: int, until: int) -> bool:
    """ "Hier 7 aujourd'hui 5": a word of time with no comma before the next number speaks of that one."""
    is_near = until < len(marks.tokens) and until - start <= _TIME_REACH
    return is_near and not any(token.kind in (Kind.COMMA, Kind.END) for token in marks.tokens[start:until])


def _is_likened(marks: Marks, place: int) -> bool:
    """ "Comme la dernière fois", "par rapport à la dernière fois": told of now."""
    words = marks.lists.moments
    before = [token.norm for token in marks.tokens[max(0, place - _LIKENED_WITHIN) : place]]
    before_article = before[:-1] if before and before[-1] in words.articles else before
    return bool(before_article) and (before_article[-1] in words.likening or not words.comparing.isdisjoint(before))


def _is_of_order(marks: Marks, match: Match) -> bool:
    """ "Avant de répondre", and "il y a" of a thing: no time of its own."""
    after = marks.tokens[match.end].norm if match.end < len(marks.tokens) else ""
    if [token.norm for token in marks.tokens[match.start : match.end]] == ["il", "y", "a"]:
        return marks.lists.moments.ages.isdisjoint(token.norm for token in marks.tokens[match.end : match.end + 3])
    return marks.tokens[match.start].norm == "avant" and after in ("de", "d'", "que", "qu'", "bras")


def _is_parted(marks: Marks, start: int, end: int) -> bool:
    return any(token.kind is Kind.COMMA for token in marks.tokens[start:end])


def _is_said_of_now(marks: Marks, start: int, number: Number) -> bool:
    """Whether a clause of its own says "est à" or "je m'en tire à" of it, after a time told before its comma."""
    words = marks.lists.moments
    tokens = marks.tokens[start : number.start]
    commas = [place for place, token in enumerate(tokens) if token.kind in _PARTING or token.norm in ("et", "and")]
    if commas and marks.covers("pain.saying", number.start - 1):
        return words.was.isdisjoint(token.norm for token in tokens[commas[-1] :][:-1])
    return bool(commas) and any(token.norm in words.being for token in tokens[commas[-1] :][-_SAID_WITHIN:])


def _is_named_anew(marks: Marks, start: int, number: Number) -> bool:
    """ "Le lendemain rien la peau va bien eva 2", "forcé hier, dos à 4": named before the number, after the time."""
    words = marks.lists.moments
    if _is_in_own_clause(marks, start, number):
        return True
    if number.start - start <= _FAR or any(token.norm in words.was for token in marks.tokens[start : number.start]):
        return False
    return bool(marks.within("pain.score", number.start - 2, number.start))


def _is_in_own_clause(marks: Marks, start: int, number: Number) -> bool:
    """Whether the time ends another clause than that of the number, and that one names pain and nothing that was."""
    first, _ = marks.sentence(number.start)
    commas = [place for place in range(start, number.start) if marks.tokens[place].kind is Kind.COMMA]
    if not commas or start - first < _OWN_WORDS or commas[0] - start > _OWN_WORDS:
        return False
    own = marks.tokens[commas[-1] : number.start]
    is_named = marks.within("pain.zone", commas[-1], number.start) or marks.within(
        "pain.score", commas[-1], number.start
    )
    return bool(is_named) and not any(token.norm in marks.lists.moments.was - {"a"} for token in own)


def _times(marks: Marks, start: int, end: int) -> list[tuple[int, str]]:
    found = [(match.start, "now") for match in marks.within("pain.now", start, end)]
    before = marks.within("cues.before_session", start, end)
    found += [(match.start, "earlier") for match in before if not _is_likened(marks, match.start)]
    for match in marks.within("pain.earlier", start, end):
        if not (_is_likened(marks, match.start) or _is_of_order(marks, match)):
            is_weak = marks.tokens[match.start].norm in marks.lists.moments.weak
            found.append((match.start, "weakly earlier" if is_weak else "earlier"))
    return sorted(found)
