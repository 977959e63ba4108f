"""Small words beside numbers: what they count, whose score they are, of when."""

from dataclasses import dataclass

from vigil.replies.meaning.kinds import Phrases, Words


@dataclass(frozen=True)
class BareScores:
    small: Words
    reaching: Words
    meeting: Words
    after: Words
    counting: Words


@dataclass(frozen=True)
class Counting:
    dating: Words
    booked: Words
    before_shares: Words
    tens: Words
    digits: Words
    giving: Phrases


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
class Numbers:
    before_one: Words
    no_more: Phrases
    reached: Words
    joining: Words
    over: Phrases
    halves: Phrases
    decimal_points: Words
    after_one: Words
