"""Small words by which a person must read a text, or need not: requests, what is ruled out, what no rule has read."""

from dataclasses import dataclass

from vigil.replies.meaning.kinds import Beginnings, Ends, Phrases, Words


@dataclass(frozen=True)
class Asking:
    subjects: Words
    no_verbs: Words
    before_inversion: Words
    asking: Words
    no_matter: Words


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
class Requests:
    polite: Words
    closings: Words
    stops: Words


@dataclass(frozen=True)
class RulingOut:
    back: Words
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
class LeftOver:
    sizes: Words
    small: Words
    links: Words


@dataclass(frozen=True)
class Parts:
    links: Words
    own: Words
    his: Words


@dataclass(frozen=True)
class Limits:
    pressing: Words
    treated: Words
    turning: Words
    """Words that turn from how one thing is to another: "un poids dans la poitrine, mais le cou va bien"."""


@dataclass(frozen=True)
class Naming:
    titles: Words


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
    diseases: Ends
    """How the names of diseases and signs end."""


@dataclass(frozen=True)
class Unexplained:
    sites: Words
    pricks: Words
    numbers: Words
    opening: Words
    """Words that say when something is, and not how it is."""


@dataclass(frozen=True)
class Working:
    verbs: Beginnings
    """Beginnings of verbs that are work where their object is a thing, and could be a sign otherwise."""
    subjects: Words
    oneself: Words
    before_objects: Words
    no_things: Words
    trades: Ends
    """How the names of trades end."""
    of: Words
    at: Words
    """Where somebody works: "Chapelière à Sète"."""
