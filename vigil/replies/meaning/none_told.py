"""Whether it is said outright that there was no reaction at all."""

from collections.abc import Sequence

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.concluding import Reaction
from vigil.replies.meaning.earlier import is_earlier
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.people import is_of_another
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Status

_ANY_REACTION = "any_reaction"


def with_none(
    marks: Marks, found: Sequence[Finding], told: dict[ReactionCode, Reaction], vocabulary: Vocabulary
) -> dict[ReactionCode, Reaction]:
    """Adds "no reaction" where it is said outright, or reactions as such are denied, and nothing said is present.

    Of one kind alone ("aucune réaction allergique") a denial says less.
    """
    if any(one.status is Status.PRESENT for one in told.values()):
        return told
    kinds = [match for match in marks.mentions if vocabulary.concepts[match.name].code]
    for one in found:
        start, end = one.match.start, one.match.end
        is_of_a_kind = any(end == kind.start or kind.end == start for kind in kinds)
        if one.concept.name == _ANY_REACTION and one.status is Status.ABSENT and not (one.is_unsure or is_of_a_kind):
            denied = Reaction(ReactionCode.NONE_REPORTED, Status.PRESENT, "reactions denied", start, end)
            return {**told, ReactionCode.NONE_REPORTED: denied}
    starts = {kind.start for kind in kinds}
    for match in marks.found.get("cues.no_reaction", ()):
        is_sigh = any(marks.covers("requests.uneasy", place) for place in match.places)
        if (
            is_sigh
            or match.end in starts
            or _is_of_an_idiom(marks, match)
            or _is_of_benefit(marks, match.end)
            or is_earlier(marks, match)
            or is_of_another(marks, match)
        ):
            continue
        none = Reaction(ReactionCode.NONE_REPORTED, Status.PRESENT, "said outright", match.start, match.end)
        return {**told, ReactionCode.NONE_REPORTED: none}
    return told


def _is_of_an_idiom(marks: Marks, match: Match) -> bool:
    """ "Pas de réaction de votre secrétariat": the reaction is part of other words."""
    return any(idiom.start < match.end < idiom.end for idiom in marks.found.get("idiom", ()))


def _is_of_benefit(marks: Marks, end: int) -> bool:
    """ "Aucun effet sur la douleur" says that the treatment did nothing, and not that it did no harm."""
    words = marks.lists.none_told
    following = [token.norm for token in marks.tokens[end : end + 3]]
    return following[:1] != [] and following[0] in words.of_benefit and words.on_the_body.isdisjoint(following)
