"""Figures of many: medians and high percentiles."""

import math
import statistics
from collections.abc import Sequence


def median(values: Sequence[float], digits: int = 2) -> float:
    return round(statistics.median(values), digits)


def percentile(values: Sequence[float], share: float, digits: int = 2) -> float:
    """The smallest value that ``share`` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], digits)
