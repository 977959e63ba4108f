"""How soon a person must know, by the signs that are told; words may raise an urgency and never lower one."""

from collections.abc import Sequence

from vigil.replies.meaning.concluding import together
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Level


def urgency(found: Sequence[Finding], vocabulary: Vocabulary) -> tuple[Level, list[Finding]]:
    """The highest urgency and the mentions that make it; none for a routine one."""
    level = max((finding.urgency for finding in found), default=Level.ROUTINE)
    causes = [finding for finding in found if finding.urgency is level]
    for combination in vocabulary.combinations:
        parts = together(found, combination.when)
        if parts and combination.urgency > level:
            level, causes = combination.urgency, parts
    return level, causes if level > Level.ROUTINE else []
