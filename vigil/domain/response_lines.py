"""Where a picture draws its thresholds: the score that would be a response, and the one that would be worse."""

from vigil.domain.eva import Eva
from vigil.domain.outcome import Criteria, Outcome, classify


def response_at(base: Eva, criteria: Criteria) -> int | None:
    """The highest score, in tenths, that is a response from ``base``; ``None`` when no score would be."""
    found = [tenths for tenths in range(101) if _class(base, tenths, criteria) in _RESPONSES]
    return max(found, default=None)


def worse_at(base: Eva, criteria: Criteria) -> int | None:
    """The lowest score, in tenths, that is an aggravation from ``base``; ``None`` when no score would be."""
    found = [tenths for tenths in range(101) if _class(base, tenths, criteria) is Outcome.WORSE]
    return min(found, default=None)


_RESPONSES = (Outcome.RESPONDER, Outcome.SUBSTANTIAL)


def _class(base: Eva, tenths: int, criteria: Criteria) -> Outcome | None:
    return classify(base, Eva(tenths, tenths), criteria)
