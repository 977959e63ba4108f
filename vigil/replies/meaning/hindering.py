"""What pain at the needle keeps the patient from, and no limb fails in: lying, leaning, wearing something."""

from collections.abc import Sequence

from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.words import Status

_AT_THE_NEEDLE = frozenset({"site_pain", "injection_site_pain"})
_NAMED_WITHIN = 6
"""Words after "pas moyen de" in which it is named what cannot be done."""


def is_hindered_by_needle(marks: Marks, match: Match, found: Sequence[Finding]) -> bool:
    """ "Pas moyen de me coucher, les piqûres sont trop vives": what presses on the needle's place is avoided."""
    words = marks.lists.limits
    first, end = marks.sentence(match.start)
    following = marks.tokens[match.start : min(end, match.end + _NAMED_WITHIN)]
    return any(token.norm in words.pressing for token in following) and any(
        one.concept.name in _AT_THE_NEEDLE and one.status is Status.PRESENT and first <= one.match.start < end
        for one in found
    )
