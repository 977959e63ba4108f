"""Whether a fever that is told has passed: "39 le lendemain, température normale depuis", "38,4 puis 36,8"."""

from collections.abc import Sequence

from vigil.replies.meaning.marks import Marks

_FEVER_OVER = "fever_over"
_NO_FEVER = "no_fever"


def is_cooled(marks: Marks, told: Sequence[tuple[str, int]], fevers: Sequence[int]) -> bool:
    """Whether a normal temperature is told after the last fever; ``told`` are mentions by concept and place."""
    ended = [place for name, place in told if name == _FEVER_OVER]
    cooled = [place for name, place in told if name == _NO_FEVER]
    if cooled and not _fluctuates(marks, cooled[-1]):
        ended += cooled
    return bool(fevers and ended) and max(fevers) <= max(ended)


def _fluctuates(marks: Marks, last: int) -> bool:
    """ "39 tous les soirs et 37 le matin": what is normal at times is not over."""
    words = marks.lists.ending
    return bool(marks.found.get("cues.goes_on")) or any(token.norm in words.every for token in marks.tokens[:last])
