"""How far something goes and whether it grows, told of a bruise, a lump, a redness, a swelling or an itch.

Rules read sizes and growth that they know as urgent. What else is said of either goes to a person: "le bleu déborde
sous la main", "des mollets aux épaules", "un centimètre samedi, deux aujourd'hui".
"""

from collections.abc import Sequence

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.clauses import after_barrier
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.words import Status

_SPREADING = frozenset({ReactionCode.HAEMATOMA, ReactionCode.NODULE, ReactionCode.REDNESS, ReactionCode.ITCHING})
_SWELLING = "swelling"


def extent(marks: Marks, found: Sequence[Finding]) -> tuple[int, int] | None:
    """The tokens that tell how far something present goes, or that it grows; not of what is said to be small."""
    for finding in found:
        is_spreading = finding.concept.code in _SPREADING or finding.concept.name == _SWELLING
        if finding.status is not Status.PRESENT or not is_spreading:
            continue
        first, end = marks.sentence(finding.match.start)
        first = after_barrier(marks, first, finding.match.start)
        slight = marks.within("cues.slight", first, end)
        for told in marks.within("cues.extent", first, end):
            is_small = any(set(one.places).isdisjoint(told.places) for one in slight)  # "un peu plus" is no little
            is_its_own = set(told.places).issubset(finding.match.places)
            is_small = is_small or marks.covers("idiom", told.start)
            if not (is_small or is_its_own) and denial(marks, told) is Denial.NONE:
                return told.start, told.end
    return None
