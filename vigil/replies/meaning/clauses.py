"""Who does what in a part of a sentence: what the patient does on an ordinary day, and what we did."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.tokens import Kind

_BREAKS = frozenset({Kind.COMMA, Kind.COLON, Kind.HYPHEN})
_JOINING = frozenset({"et", "mais", "donc", "puis", "alors", "ensuite", "and", "but", "so", "then"})
_PATIENT = frozenset({"je", "j'", "nous", "i", "we"})
_TAKING_UP = frozenset({"le", "la", "les", "l'", "y", "en", "it", "them"})
"""Pronouns before a verb that take up what the clause before named: "je la cache"."""
_CLINIC = frozenset({"vous", "you"})
_VERB_REACH = 4
_TREATING = ("piqu", "inject", "infiltr", "soign", "traite", "prick", "jab", "treat", "needl")
_ARTICLES = frozenset({"un", "une", "le", "a", "an", "the", "petit", "bon", "gros", "good"})
_HIGHEST = 10


def clause_of_patient(marks: Marks, place: int) -> tuple[int, int] | None:
    """The tokens of the clause around a word, if its subject is the patient and it names nothing of the one before.

    "2/10 au poignet, je tape mes rapports": the wrist does not belong to what is typed.
    """
    first, end = marks.sentence(place)
    start = max((p + 1 for p in range(first, place) if marks.tokens[p].kind in _BREAKS), default=first)
    end = min((p for p in range(place, end) if marks.tokens[p].kind in _BREAKS), default=end)
    subject = start + (marks.tokens[start].norm in _JOINING)
    if start == first or subject >= place or marks.tokens[subject].norm not in _PATIENT:
        return None
    is_taking_up = marks.tokens[subject + 1].norm in _TAKING_UP
    return None if is_taking_up else (start, end)


def is_done_by_clinic(marks: Marks, place: int) -> bool:
    """ "Là où vous avez injecté", "avant que vous me piquiez": the words of what we do."""
    before = {token.norm for token in marks.tokens[max(0, place - _VERB_REACH) : place]}
    return not before.isdisjoint(_CLINIC) and marks.tokens[place].norm.startswith(_TREATING)


def qualifies_number(marks: Marks, place: int) -> bool:
    """ "A solid 3", "un honnête 4": the word between an article and a number up to ten."""
    if not 0 < place < len(marks.tokens) - 1 or marks.tokens[place - 1].norm not in _ARTICLES:
        return False
    after = marks.tokens[place + 1]
    return after.kind is Kind.NUMBER and after.value <= _HIGHEST
