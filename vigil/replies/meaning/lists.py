"""The small words by what they do beside others, of ``config/vocabulary/words.toml``: one class for each rule."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from vigil.domain.configuration import Table
from vigil.replies.meaning.folding import fold
from vigil.replies.meaning.kinds import Beginnings, Ends, Phrases, Words
from vigil.replies.meaning.limit_lists import (
    Asking,
    Lacking,
    Leaving,
    LeftOver,
    Limits,
    Naming,
    Parts,
    Requests,
    RulingOut,
    Things,
    Unexplained,
    Working,
)
from vigil.replies.meaning.score_lists import (
    BareScores,
    Counting,
    Eva,
    Followers,
    Numbers,
)
from vigil.replies.meaning.status_lists import (
    Causes,
    Clauses,
    Composing,
    Earlier,
    Ending,
    Lasting,
    Likening,
    Moments,
    Negation,
    NoneTold,
    People,
    Supposing,
    Topics,
)


@dataclass(frozen=True)
class Lists:
    asking: Asking
    bare_scores: BareScores
    earlier: Earlier
    people: People
    supposing: Supposing
    topics: Topics
    causes: Causes
    clauses: Clauses
    composing: Composing
    counting: Counting
    ending: Ending
    lasting: Lasting
    likening: Likening
    eva: Eva
    followers: Followers
    leaving: Leaving
    left_over: LeftOver
    limits: Limits
    moments: Moments
    negation: Negation
    numbers: Numbers
    parts: Parts
    requests: Requests
    ruling_out: RulingOut
    lacking: Lacking
    naming: Naming
    unexplained: Unexplained
    none_told: NoneTold
    things: Things
    working: Working


def read_lists(table: Table) -> Lists:
    """The lists of ``[words]``, whole; a missing or unknown one is refused with ``ConfigurationError``."""
    kinds = get_type_hints(Lists)
    return Lists(**{one.name: _of_rule(table.table(one.name), kinds[one.name]) for one in fields(Lists)})


def _of_rule(table: Table, kind: type[Any]) -> Any:
    kinds = get_type_hints(kind)
    read = kind(**{one.name: _as(kinds[one.name], table, one.name) for one in fields(kind)})
    table.done()
    return read


def _as(kind: object, table: Table, name: str) -> Words | Phrases | Beginnings | Ends:
    written = [fold(word) for word in table.texts(name)]
    if kind == Phrases:
        return frozenset(tuple(phrase.split()) for phrase in written)
    if kind == Words:
        return frozenset(written)
    if kind == Ends:
        if not all(end.startswith("*") for end in written):
            raise table.wrong(name, 'ends of words ("*ite")')
        return Ends(tuple(end.removeprefix("*") for end in written))
    if not all(beginning.endswith("*") for beginning in written):
        raise table.wrong(name, 'beginnings of words ("pass*")')
    return tuple(beginning.removesuffix("*") for beginning in written)
