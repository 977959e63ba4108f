"""The part of a sentence by which a word that no rule has read is judged: its clause, where that speaks of itself."""

from vigil.replies.meaning.clauses import clause, clause_of_patient
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.naming import is_scored
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary

_FEWEST = 2
"""Words of an opening clause that says something; one alone may be said of what follows ("Flasque, le dos à 2")."""


def scope(marks: Marks, place: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """The clause of the word, where another one tells the score of the part that it names; or else its sentence.

    "Deadline met, neck at 2", "la main est à 4, le petit épluche des patates".
    """
    own = clause_of_patient(marks, place)
    if own:
        return own
    first, end = marks.sentence(place)
    start, until = clause(marks, place)
    is_whole = (start, until) == (first, end)
    if is_whole or not _is_scored_elsewhere(marks, (first, start), (until, end)):
        return first, end
    if start == first:
        count = sum(marks.tokens[other].kind is Kind.WORD for other in range(start, until))
        return (start, until) if count >= _FEWEST else (first, end)
    return (start, until) if _has_own_subject(marks, start, place, vocabulary) else (first, end)


def _is_scored_elsewhere(marks: Marks, *others: tuple[int, int]) -> bool:
    """Whether all parts of the body that the other clauses name are treated ones of which a score is told there."""
    bodies = [match for span in others for match in marks.within("requests.body", *span)]
    is_treated = all(marks.covers("pain.zone", match.end - 1) for match in bodies)
    return is_treated and any(is_scored(marks, *span) for span in others)


def _has_own_subject(marks: Marks, start: int, place: int, vocabulary: Vocabulary) -> bool:
    """ "Et hier j'ai", "on répète", "le doliprane fait": somebody or something that is no part of the body."""
    words = marks.lists.clauses
    start += marks.tokens[start].norm in words.joining
    opening = [token.norm for token in marks.tokens[start : min(start + 3, place)]]
    if not words.patient.isdisjoint(opening):
        at = next(index for index, norm in enumerate(opening) if norm in words.patient)
        return marks.tokens[start + at + 1].norm not in words.taking_up
    if len(opening) > 1 and opening[0] in words.determiners:
        return vocabulary.calm.life.holds(opening[1])
    return False
