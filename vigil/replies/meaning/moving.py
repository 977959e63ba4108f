"""Whether scores tell of a way from one to another: "de 7 à 3", "from 8 it went to 5"."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.numbers import Number

_AFTER = 3


def moves(marks: Marks, number: Number) -> bool:
    """ "De 7 à 3" and "7 → 3" go from one to the other, unless something varies."""
    if number.joined == "→":
        return True
    is_about = marks.covers("pain.stating", number.start - 1)  # "de l'ordre de 3 à 4"
    return number.joined in ("a", "to") and comes_from(marks, number) and not (is_about or _varies(marks, number))


def has_moved(marks: Marks, chosen: list[Number]) -> bool:
    """ "De 8/10 je suis descendue à 3/10": the last of two is where the pain is now."""
    first, last = chosen[0], chosen[-1]
    is_arrival = marks.tokens[last.start - 1].norm in ("a", "to")
    is_moving = bool(marks.within("pain.moving", first.end, last.start - 1))
    return len(chosen) == 2 and is_arrival and is_moving and comes_from(marks, first)


def comes_from(marks: Marks, number: Number) -> bool:
    return number.start > 0 and marks.tokens[number.start - 1].norm in ("de", "d'", "from")


def _varies(marks: Marks, number: Number) -> bool:
    """Something varies before it, or right after: "de 5 à 6 selon les heures"."""
    first, _ = marks.sentence(number.start)
    after = marks.within("pain.varying", number.end, number.end + _AFTER)
    return bool(marks.within("pain.varying", first, number.start) or after)
