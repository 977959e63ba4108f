"""The small words by what they do beside others, of ``config/vocabulary/words.toml``: one class per module of rules."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from vigil.domain.configuration import Table
from vigil.replies.meaning.folding import fold

Words = frozenset[str]
"""Single words, as folded."""

Phrases = frozenset[tuple[str, ...]]
"""Words in a row."""

Beginnings = tuple[str, ...]
"""How words begin, for ``str.startswith``; or how they end, for ``str.endswith``."""


@dataclass(frozen=True)
class Asking:
    subjects: Words
    no_verbs: Words
    before_inversion: Words
    asking: Words
    no_matter: Words


@dataclass(frozen=True)
class BareScores:
    small: Words
    reaching: Words
    meeting: Words
    after: Words
    counting: Words


@dataclass(frozen=True)
class Earlier:
    nothing: Words
    as_if: Phrases
    had: Words


@dataclass(frozen=True)
class People:
    belonging: Words
    his: Words
    of_images: Words
    like: Words
    oneself: Words
    compared: Words


@dataclass(frozen=True)
class Supposing:
    listing: Words
    pointing: Words
    sizes: Words
    to_worry: Words


@dataclass(frozen=True)
class Topics:
    answers: Words
    counts: Words
    general: Words


@dataclass(frozen=True)
class Clauses:
    joining: Words
    patient: Words
    taking_up: Words
    """Pronouns before a verb that take up what the clause before named: "je la cache"."""
    clinic: Words
    treating: Beginnings
    articles: Words


@dataclass(frozen=True)
class Counting:
    dating: Words
    booked: Words
    before_shares: Words
    tens: Words
    digits: Words
    giving: Phrases


@dataclass(frozen=True)
class Ending:
    lasting: Words
    what_is_now: Words
    before_nothing: Words
    next_days: Phrases
    taking_up: Words
    """Pronouns for what was told before, as subjects of an end: "c'est parti"."""
    set_after: Words
    """What may stand between an end and what is over: "disparus, les bleus"."""
    gone_before: Words
    links: Words
    turning: Words
    """Words that turn to something else: "ça gratte, sinon la douleur a disparu"."""
    reaching: Words
    of_who_goes: Beginnings
    persons: Words
    errands: Words
    away_from: Words
    from_itself: Words
    into: Words
    times: Words
    needles: Words
    units: Words
    still: Words
    joining: Words
    continues: Words


@dataclass(frozen=True)
class Lasting:
    lengths: Words
    some: Words
    parts: Words
    of: Words
    reckoned: Words
    """Before a length that is none of the reaction: "depuis deux jours"."""
    going_on: Words
    past: Words
    having: Words


@dataclass(frozen=True)
class Likening:
    like: Words
    articles: Words
    likened: Words
    """Concepts that patients liken to something else."""
    pains: Words


@dataclass(frozen=True)
class Eva:
    before_score: Words
    following: Words
    greetings: Words
    own_articles: Words
    situations: Words


@dataclass(frozen=True)
class Followers:
    function: Words
    counting: Phrases
    of_several: Words
    telling: Words


@dataclass(frozen=True)
class Leaving:
    between: Words
    own: Words
    ours: Words
    you: Words
    having: Words
    doing: Words
    none: Words
    final: Words
    denying: Words
    polite: Words


@dataclass(frozen=True)
class LeftOver:
    sizes: Words
    small: Words
    links: Words


@dataclass(frozen=True)
class Limits:
    treated: Words


@dataclass(frozen=True)
class Moments:
    weak: Words
    likening: Words
    ages: Words
    articles: Words
    comparing: Words
    being: Words
    was: Words
    opposing: Words


@dataclass(frozen=True)
class Negation:
    negations: Words
    listing: Words
    of: Words
    not_any: Phrases
    hurting: Words
    after_item: Words
    before_points: Words
    """Before "point" where it is a place and no negation."""


@dataclass(frozen=True)
class Numbers:
    before_one: Words
    no_more: Phrases
    reached: Words
    joining: Words
    over: Phrases
    halves: Phrases
    decimal_points: Words
    after_one: Words


@dataclass(frozen=True)
class Requests:
    polite: Words
    closings: Words
    stops: Words


@dataclass(frozen=True)
class RulingOut:
    before_others: Words
    reaching: Words
    nearly: Words
    before_articles: Words
    being: Words
    am: Words
    are: Words
    several: Words
    own: Words
    states: Phrases
    oneself: Words
    own_after: Words
    subjects: Words
    only: Words
    waking: Beginnings


@dataclass(frozen=True)
class Lacking:
    undone: Words
    """What is told as not done: "sans m'arrêter"."""
    adding: Words
    """What adds to a denial: "aucun effet, ni sur le coup ni après"."""
    harmlessly_denied: Beginnings
    """Beginnings of what it is no loss to deny: "ça aide pas", "can't complain"."""
    denying: Words
    feeling: Beginnings


@dataclass(frozen=True)
class Naming:
    titles: Words


@dataclass(frozen=True)
class Unexplained:
    sites: Words
    pricks: Words
    numbers: Words
    opening: Words
    """Words that say when something is, and not how it is."""


@dataclass(frozen=True)
class Things:
    before_states: Words
    """What may stand before a word that says how somebody is, or what is had or felt."""
    before_objects: Words
    """What follows a verb that does something to a thing."""
    articles: Words
    definite: Words
    contracted: Words
    prepositions: Words
    diseases: Beginnings
    """How the names of diseases and signs end."""


@dataclass(frozen=True)
class Lists:
    asking: Asking
    bare_scores: BareScores
    earlier: Earlier
    people: People
    supposing: Supposing
    topics: Topics
    clauses: Clauses
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
    requests: Requests
    ruling_out: RulingOut
    lacking: Lacking
    naming: Naming
    unexplained: Unexplained
    things: Things


def read_lists(table: Table) -> Lists:
    """The lists of ``[words]``, whole; a missing or unknown one is refused with ``ConfigurationError``."""
    kinds = get_type_hints(Lists)
    return Lists(**{one.name: _of_rule(table.table(one.name), kinds[one.name]) for one in fields(Lists)})


def _of_rule(table: Table, kind: type[Any]) -> Any:
    kinds = get_type_hints(kind)
    read = kind(**{one.name: _as(kinds[one.name], table, one.name) for one in fields(kind)})
    table.done()
    return read


def _as(kind: object, table: Table, name: str) -> Words | Phrases | Beginnings:
    written = [fold(word) for word in table.texts(name)]
    if kind == Phrases:
        return frozenset(tuple(phrase.split()) for phrase in written)
    if kind == Words:
        return frozenset(written)
    if all(ending.startswith("*") for ending in written):
        return tuple(ending.removeprefix("*") for ending in written)
    if not all(beginning.endswith("*") for beginning in written):
        raise table.wrong(name, 'beginnings of words ("pass*"), or ends ("*ite")')
    return tuple(beginning.removesuffix("*") for beginning in written)
