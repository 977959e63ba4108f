"""The pain score that a text tells, or nothing: never guessed from a number that may count something else.

A number is a score when it is "out of ten", beside a word for pain or a score, stated ("je dirais 6"), or alone on its
line. Of several, that of now is meant; what cannot be told apart is a range from the lowest to the highest, and goes
to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vigil.replies.meaning.bare_scores import is_bare_score
from vigil.replies.meaning.choosing import are_dated, are_of_one_sentence, foremost, is_own
from vigil.replies.meaning.counting import counts_something, is_chosen
from vigil.replies.meaning.followers import does_not_count
from vigil.replies.meaning.left_over import is_left_over
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.moments import is_timed, moment
from vigil.replies.meaning.moving import comes_from, has_moved, moves
from vigil.replies.meaning.numbers import Number, numbers
from vigil.replies.meaning.parts import is_beside_part
from vigil.replies.meaning.ruling_out import (
    cannot_be_score,
    clause,
    is_how_many,
    is_of_other_things,
    is_of_somebody_else,
)
from vigil.replies.meaning.tokens import Kind

_REACH = 9
_FITTING_WITHIN = 6
_MOST_NUMBERS = 40
"""Numbers of a text among which one is looked for by ruling the others out."""


@dataclass(frozen=True)
class Score:
    """A pain score in points; ``low`` and ``high`` differ for a range. ``is_unsure`` sends it to a person."""

    low: float
    high: float
    words: str
    rule: str
    is_unsure: bool = False

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class _Told:
    number: Number
    rule: str
    time: str  # "now", "earlier", "weakly earlier" or ""


def score(marks: Marks) -> Score | None:
    """The score told, or ``None``; a text that tells only an earlier one is unsure and has no value."""
    told = _all_told(marks)
    current = _current(marks, told)
    now = [one for one in current if one.time == "now"]
    if not current:
        return None
    average = [one for one in current if _is_average(marks, one.number)]
    chosen = (average or now or current) if len(current) > 1 else current
    values = {(one.number.first, one.number.last) for one in chosen}
    if len(values) == 1 or average or now or has_moved(marks, [one.number for one in chosen]):
        return _score(marks, chosen[-1])
    return _spread(marks, chosen)


def _current(marks: Marks, told: list[_Told]) -> list[_Told]:
    """The scores of now: licensed ones that count nothing after them, else the one left over, else what there is."""
    of_now = [one for one in told if one.time in ("now", "")]
    if len(of_now) > _MOST_NUMBERS:
        return of_now
    firm = [one for one in of_now if is_own(marks, one.number)]
    others = of_now or [one for one in told if one.time == "weakly earlier"][-1:]
    chosen = _foremost(marks, firm)
    return _with_other_way(marks, chosen) or _left_over(marks) or others


def _with_other_way(marks: Marks, chosen: list[_Told]) -> list[_Told]:
    """ "3 le matin et 5 le soir": one that stands alone, and beside it the other way to be, told as barely."""
    if len(chosen) != 1 or chosen[0].rule != "alone" or chosen[0].time == "now":
        return chosen
    first, end = marks.sentence(chosen[0].number.start)
    left = _all_left_over(marks)
    beside = [one for one in left if first <= one.number.start < end and one.number != chosen[0].number]
    is_pair = len(beside) == 1 and not beside[0].time and is_own(marks, beside[0].number)
    return _foremost(marks, sorted([*chosen, *beside], key=lambda one: one.number.start)) if is_pair else chosen


def _foremost(marks: Marks, told: list[_Told]) -> list[_Told]:
    kept = foremost(marks, [one.number for one in told])
    return [one for one in told if one.number in kept]


def tells_only_earlier(marks: Marks) -> bool:
    """Whether the only scores told are of an earlier time."""
    told = _all_told(marks)
    return bool(told) and all(one.time == "earlier" for one in told)


def _score(marks: Marks, told: _Told) -> Score:
    number, words = told.number, marks.words(told.number.start, told.number.end)
    if moves(marks, number):
        return Score(number.last, number.last, words, "movement")
    low, high = sorted((number.first, number.last))
    return Score(low, high, words, "range" if low != high else told.rule)


def _spread(marks: Marks, chosen: list[_Told]) -> Score:
    low = min(min(one.number.first, one.number.last) for one in chosen)
    high = max(max(one.number.first, one.number.last) for one in chosen)
    words = marks.words(chosen[0].number.start, chosen[-1].number.end)
    return Score(low, high, words, "several scores", is_unsure=True)


def _is_average(marks: Marks, number: Number) -> bool:
    before = marks.tokens[max(0, number.start - 4) : number.start]
    return any(token.norm in ("moyenne", "average", "globalement") for token in before)


def _all_told(marks: Marks) -> list[_Told]:
    every = numbers(marks)
    return _told(marks, every, lambda number: _rule(marks, number, len(every))) or _bare(marks, every)


def _told(marks: Marks, every: list[Number], rule_of: Callable[[Number], str]) -> list[_Told]:
    """The numbers that a rule takes for scores, each with the time that is told between its neighbours."""
    told = []
    since = 0  # the end of the last number that could be a score
    for index, number in enumerate(every):
        if rule := rule_of(number):
            until = every[index + 1].start if index + 1 < len(every) else len(marks.tokens)
            told.append(_Told(number, rule, moment(marks, number, since, until)))
        if number.is_over_ten or not counts_something(marks, number):
            since = number.end
    return told


def _bare(marks: Marks, every: list[Number]) -> list[_Told]:
    """The last number that stands alone, where nothing says so in fuller words."""
    for number in reversed(every):
        is_other = cannot_be_score(marks, number) or counts_something(marks, number)
        if not is_other and is_bare_score(marks, number) and not is_of_somebody_else(marks, number):
            time = moment(marks, number, 0, len(marks.tokens))
            return [] if "earlier" in time else [_Told(number, "alone", time)]
    return []


def _left_over(marks: Marks) -> list[_Told]:
    """The one number that is left when all else that numbers can be is ruled out; of two, the one of now."""
    current = _foremost(marks, [one for one in _all_left_over(marks) if "earlier" not in one.time])
    chosen = [one for one in current if one.time == "now"] or current
    values = {(one.number.first, one.number.last) for one in chosen}
    found = [one.number for one in chosen]
    if len(values) == 1 or are_dated(marks, found):
        return chosen[-1:]
    return chosen if are_of_one_sentence(marks, found) else []


def _all_left_over(marks: Marks) -> list[_Told]:
    every = numbers(marks)
    if len(every) > _MOST_NUMBERS:
        return []
    return _told(marks, every, lambda number: "left over" if is_left_over(marks, number) else "")


def _rule(marks: Marks, number: Number, count: int) -> str:
    """Why a number is a score; empty where it is none. ``count`` is how many numbers the text holds."""
    if not number.is_over_ten and is_beside_part(marks, number):
        return "beside its part"
    if cannot_be_score(marks, number):
        return ""
    if number.is_over_ten:
        return "out of ten"
    if counts_something(marks, number):
        return ""
    rule = _beside(marks, number) or _alone(marks, number) or ("chosen" if _is_fitting(marks, number) else "")
    if rule or count == 1 or not is_timed(marks, number):
        return rule
    return "" if is_of_other_things(marks, number) or is_how_many(marks, number) else "compared"


def _beside(marks: Marks, number: Number) -> str:
    """A score beside a word for pain or a score, or stated as one."""
    first, _ = marks.sentence(number.start)
    before = marks.tokens[number.start - 1].norm if number.start else ""
    is_begun = (
        _is_first(marks, number.start - 1)
        or clause(marks, number) == number.start - 1
        or marks.within("pain.moving", first, number.start - 1)
    )
    if number.joined and comes_from(marks, number) and is_begun:
        return "movement"
    if any(number.start - match.end <= 3 for match in marks.within("pain.stating", first, number.start)):
        return "stated"
    if _is_said(marks, number, first):
        return "stated"
    named = any(number.start - match.end <= _REACH for match in marks.within("pain.score", first, number.start))
    if named and (before in marks.lists.eva.before_score or marks.covers("pain.score", number.start - 1)):
        return "named"
    if before in (":", "=") and marks.covers("pain.zone", number.start - 2):
        return "named"
    following = [token.norm for token in marks.tokens[number.end : number.end + 2]]
    return (
        "named"
        if following[:1] == ["de"] and following[1:] in (["douleur"], ["douleurs"], ["mal"], ["moyenne"])
        else ""
    )


def _is_said(marks: Marks, number: Number, first: int) -> bool:
    """ "J'atteins 7", "I'd settle on a 2", and not "I'd settle on my 2 sons"."""
    words = marks.lists.eva
    place = number.start - (marks.tokens[number.start - 1].norm in words.own_articles if number.start else 0)
    said = any(match.end in (place, number.start) for match in marks.within("pain.saying", first, number.start))
    return said and does_not_count(marks, number)


def _is_fitting(marks: Marks, number: Number) -> bool:
    """ "Je choisis le 3.", "5 me semble correct", "three's about right"."""
    said = marks.within("pain.fitting", number.end, number.end + _FITTING_WITHIN)
    return is_chosen(marks, number) or any(match.start == number.end for match in said)


def _alone(marks: Marks, number: Number) -> str:
    """A score with nothing before it on its line and nothing that it counts after it."""
    words = marks.lists.eva
    tokens = marks.tokens
    after = tokens[number.end] if number.end < len(tokens) else None
    is_stopped = after is None or after.kind in (Kind.END, Kind.COMMA, Kind.QUESTION) or after.norm in words.following
    is_stopped |= marks.covers("pain.now", number.end)
    is_first = _is_first(marks, number.start)
    is_between = bool(number.joined) and number.start > 0 and tokens[number.start - 1].norm in ("entre", "between")
    if is_between and is_stopped and not marks.has("requests.appointment"):
        return "range"
    is_situated = any(token.norm in words.situations for token in tokens[number.end : number.end + 3])
    return "alone" if is_first and (is_stopped or is_situated) and (after is None or after.norm != ")") else ""


def _is_first(marks: Marks, place: int) -> bool:
    """Whether nothing but a greeting stands before a token on its line."""
    first, _ = marks.sentence(place)
    before = marks.tokens[first:place]
    return all(token.kind in (Kind.COMMA, Kind.COLON) or token.norm in marks.lists.eva.greetings for token in before)
