"""What seemed an end and is none: "n'est pas parti", "et ça continue", "gone hard"."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind


def persists(marks: Marks, start: int, end: int) -> bool:
    """Whether something is said to stay, in a stretch of tokens."""
    return bool(marks.within("cues.persisting", start, end))


def _denies_a_verb(marks: Marks, gone: Match) -> bool:
    """ "Je ne supporte plus rien", "il n'avale plus rien": what is no more is no sign."""
    if [token.norm for token in marks.tokens[gone.start : gone.start + 2]] != ["plus", "rien"] or not gone.start:
        return False
    before = marks.tokens[gone.start - 1]
    return before.kind is Kind.WORD and before.norm not in marks.lists.ending.before_nothing


def goes_on(marks: Marks, gone: Match) -> bool:
    """ "Trois pansements en une heure et ça continue": what seemed an end is none."""
    return bool(marks.within("cues.goes_on", gone.start - 3, marks.sentence(gone.start)[1]))


def is_undone(marks: Marks, gone: Match) -> bool:
    """ "n'est pas parti", "commence à partir", "presque disparu", "gone hard": not over."""
    if _denies_a_verb(marks, gone):
        return True
    before = any(one.start < gone.start for one in marks.within("cues.not_gone", gone.start - 4, gone.start + 1))
    told = marks.within("cues.not_gone", gone.end - 1, gone.end + 2)
    become = any(one.places == tuple(range(gone.end - 1, one.end)) and one.end > gone.end for one in told)
    return (before or become) and not _own_negation(marks, gone)


def _own_negation(marks: Marks, gone: Match) -> bool:
    return marks.tokens[gone.start].norm in ("plus", "n'", "pas", "jamais")
