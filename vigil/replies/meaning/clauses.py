"""The parts of a sentence, and who does what in one: what the patient does on an ordinary day, and what we did."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.tokens import Kind

_BREAKS = frozenset({Kind.COMMA, Kind.COLON, Kind.HYPHEN})
_VERB_REACH = 4


def clause(marks: Marks, place: int) -> tuple[int, int]:
    """The tokens around a word up to the next comma, colon or dash on either side."""
    first, end = marks.sentence(place)
    start = max((p + 1 for p in range(first, place) if marks.tokens[p].kind in _BREAKS), default=first)
    return start, min((p for p in range(place, end) if marks.tokens[p].kind in _BREAKS), default=end)


def clause_of_patient(marks: Marks, place: int) -> tuple[int, int] | None:
    """The tokens of the clause around a word, if its subject is the patient and it names nothing of the one before.

    "2/10 au poignet, je tape mes rapports": the wrist does not belong to what is typed.
    """
    words = marks.lists.clauses
    first, _ = marks.sentence(place)
    start, end = clause(marks, place)
    subject = start + (marks.tokens[start].norm in words.joining)
    if start == first or subject >= place or marks.tokens[subject].norm not in words.patient:
        return None
    is_taking_up = marks.tokens[subject + 1].norm in words.taking_up
    return None if is_taking_up else (start, end)


def is_done_by_clinic(marks: Marks, place: int) -> bool:
    """ "Là où vous avez injecté", "avant que vous me piquiez": the words of what we do."""
    words = marks.lists.clauses
    before = {token.norm for token in marks.tokens[max(0, place - _VERB_REACH) : place]}
    return not before.isdisjoint(words.clinic) and marks.tokens[place].norm.startswith(words.treating)


def qualifies_number(marks: Marks, place: int) -> bool:
    """ "A solid 3", "un honnête 4": the word between an article and a number up to ten."""
    if not 0 < place < len(marks.tokens) - 1 or marks.tokens[place - 1].norm not in marks.lists.clauses.articles:
        return False
    after = marks.tokens[place + 1]
    return after.is_up_to_ten


def states_number(marks: Marks, place: int) -> bool:
    """ "La hanche tape à 8", "it grumbles at 3": the word that a score follows says how strong it is."""
    words = marks.lists.clauses
    if place + 2 >= len(marks.tokens) or marks.tokens[place + 1].norm not in words.reaching:
        return False
    score = marks.tokens[place + 2]
    return score.is_up_to_ten and not _is_hour(marks, place + 3)


def _is_hour(marks: Marks, place: int) -> bool:
    return place < len(marks.tokens) and marks.tokens[place].norm in marks.lists.clauses.hours


def after_barrier(marks: Marks, first: int, last: int) -> int:
    """Where the part of a sentence after the last "mais" or "sinon" before ``last`` begins."""
    return max((match.end for match in marks.within("cues.barrier", first, last)), default=first)
