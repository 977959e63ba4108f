"""To be written to no more, told in a sentence of contact alone: any word for what we send beside any word for an end.

Where a sentence speaks of mails, an address or writing, ends, empties or refuses something, and tells nothing of the
body, the treatment or other people, little else is left for it to mean. What else is said of mails is known: a page
that does not open, an answer that comes late, praise or blame of a form.
"""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match

_ELSEWHERE = (
    "requests.body",
    "requests.appointment",
    "requests.stop_treatment",
    "requests.telling_others",
    "requests.of_mails",
)


def parts_from_us(marks: Marks) -> Match | None:
    """The words that end our writing in a sentence that is of nothing else, or ``None``."""
    for parting in marks.found.get("requests.parting", ()):
        first, end = marks.sentence(parting.start)
        contacts = [one for one in marks.within("requests.contact", first, end) if _is_beside(one, parting)]
        if contacts and not _is_of_something_else(marks, parting, first, end):
            start = min(parting.start, contacts[0].start)
            last = max(parting.end, contacts[0].end)
            return Match("requests.opt_out", tuple(range(start, last)), False)
    return None


def _is_beside(contact: Match, parting: Match) -> bool:
    return not set(contact.places) <= set(parting.places)


def _is_of_something_else(marks: Marks, parting: Match, first: int, end: int) -> bool:
    """Whether the sentence tells of the body, the treatment, a reaction, other people, or how mails work."""
    told = [one for one in marks.mentions if first <= one.start < end and one.start not in parting.places]
    return (
        any(marks.within(name, first, end) for name in _ELSEWHERE)
        or any(one.name != "idiom" for one in told)
        or any(token.norm in marks.lists.limits.treated for token in marks.tokens[first:end])
    )
