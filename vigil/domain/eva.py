"""EVA, the pain score from 0 (none) to 10 (worst imaginable), held as low and high integer tenths.

A range ("1 à 2/10") keeps both ends: whether a patient responded is judged on the worse bound, means use the middle.
The instrument is part of the value: a visual scale measured in millimetres is not the numerical scale of a web page.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from vigil.domain.errors import Refused


class Instrument(StrEnum):
    """How a score was taken: the visual analogue scale in mm, or the numerical scale (échelle numérique) 0-10."""

    EVA_MM = "EVA-mm"
    EN_0_10 = "EN-0-10"


@dataclass(frozen=True, order=True)
class Eva:
    """A pain score in tenths, ``0 <= low <= high <= 100``; ``Eva(70, 70)`` is 7/10."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 100:
            raise Refused(f"EVA {self.low / 10:g} to {self.high / 10:g} is not possible: a score lies from 0 to 10.")

    @classmethod
    def of(cls, points: float) -> "Eva":
        """A single score given in points, to the tenth (7 or 7.5)."""
        tenths = round(points * 10)
        return cls(tenths, tenths)

    @property
    def middle(self) -> float:
        """The middle of the range, in points."""
        return (self.low + self.high) / 20

    def __str__(self) -> str:
        low, high = (f"{end / 10:g}" for end in (self.low, self.high))
        return low if low == high else f"{low}–{high}"


_SCORE = r"(\d{1,3}(?:[.,]\d)?)"
_WRITTEN = re.compile(rf"^\s*{_SCORE}(?:\s*(?:à|a|-|–|to)\s*{_SCORE})?\s*(?:/\s*10)?\s*$")


def parse_eva(written: str) -> Eva:
    """The score in a table's cell: ``7``, ``7,5``, ``7/10`` or a range ``1 à 2/10``; ``Refused`` otherwise."""
    match = _WRITTEN.match(written)
    if not match:
        raise Refused(f"EVA {written!r} is not a score: write a number from 0 to 10, or a range such as 1-2.")
    ends = [round(float(end.replace(",", ".")) * 10) for end in match.groups() if end is not None]
    if max(ends) > 100:
        raise Refused(f"EVA {written.strip()} is outside 0 to 10.")
    return Eva(min(ends), max(ends))
