"""A refusal of our mails by a pronoun, or in words that hold no end: "vos mails, je m'en passerai", "gardez-les".

What is refused was named before, in the sentence or the one before it, as ours: "vos", "ces", "your". And what is told
of others ("j'ai dit à mon opérateur d'arrêter de m'écrire") refuses nothing of ours.
"""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_OURS_WITHIN = 3


def refuses_mails(marks: Marks) -> Match | None:
    """The words that refuse what is named as ours, or ``None``."""
    for refusal in marks.found.get("requests.refusing", ()):
        mail = _named_before(marks, refusal) or _named_after(marks, refusal)
        if mail and not is_said_to_others(marks, refusal):
            start, end = min(mail.start, refusal.start), max(mail.end, refusal.end)
            return Match("requests.opt_out", tuple(range(start, end)), False)
    return None


def is_said_to_others(marks: Marks, request: Match) -> bool:
    """ "I told my boss to stop emailing me": somebody else is asked, and you are not named between."""
    first, _ = marks.sentence(request.start)
    told = marks.within("requests.telling_others", first, request.end)
    if not told:
        return False
    between = marks.tokens[told[-1].start : request.end]
    return marks.lists.leaving.you.isdisjoint(token.norm for token in between)


def _named_before(marks: Marks, refusal: Match) -> Match | None:
    """What we send, as the last thing that the refusal can take up."""
    first, _ = marks.sentence(refusal.start)
    since, _ = marks.sentence(first - 2) if first > 1 else (first, first)
    named = [mail for mail in marks.within("requests.mails", since, refusal.start) if _is_ours(marks, mail)]
    return named[-1] if named and not _is_taken_up(marks, named[-1], refusal) else None


def _named_after(marks: Marks, refusal: Match) -> Match | None:
    """ "Keep your questionnaires": right after, as ours."""
    near = marks.within("requests.mails", refusal.end, refusal.end + _OURS_WITHIN)
    return next((mail for mail in near if _is_ours(marks, mail)), None)


def _is_ours(marks: Marks, mail: Match) -> bool:
    before = [token.norm for token in marks.tokens[max(0, mail.start - _OURS_WITHIN) : mail.end]]
    words = marks.lists.leaving
    return not words.ours.isdisjoint(before) and words.own.isdisjoint(before)


def _is_taken_up(marks: Marks, mail: Match, refusal: Match) -> bool:
    """Whether the treatment or what hurts is named between, and is what the pronoun means."""
    between = range(mail.end, refusal.start)
    is_other = any(
        marks.covers("pain.zone", place) or marks.tokens[place].norm in marks.lists.limits.treated for place in between
    )
    return is_other and any(marks.tokens[place].kind is Kind.END for place in between)
