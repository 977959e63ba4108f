"""The picture of a course: where each score, session and threshold lies. Numbers alone; a template draws them.

Each occasion has a shape of its own, so that colour says nothing that cannot be seen without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva
from vigil.domain.findings import Bilingual
from vigil.domain.outcome import Criteria
from vigil.domain.response_lines import response_at, worse_at
from vigil.domain.timeline import CourseTimeline, EvaPoint, EvaWhen
from vigil.domain.wording import day, score

WIDE, NARROW = 760, 340
_TOP, _BOTTOM, _LEFT, _RIGHT = 30.0, 250.0, 34.0, 16.0
_HEIGHT = 292
_APART, _LABELS_APART = 46.0, 21.0


@dataclass(frozen=True)
class Mark:
    """A score: its shape around (x, y), and the ends of a range; ``label`` is empty where it has no room."""

    x: float
    y: float
    shape: str
    when: EvaWhen
    counts: bool
    y_low: float
    y_high: float
    label: Bilingual | None = None


@dataclass(frozen=True)
class Label:
    x: float
    text: Bilingual


@dataclass(frozen=True)
class Band:
    """The time after a session in which a rebound is expected and no score counts."""

    x: float
    width: float


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    grid: tuple[tuple[float, int], ...]
    marks: tuple[Mark, ...]
    line: str
    sessions: tuple[Label, ...]
    lines: tuple[float, ...]
    bands: tuple[Band, ...]
    days: tuple[Label, ...]
    missing: tuple[float, ...]
    base_y: float | None
    response_y: float | None
    worse_y: float | None


def picture(
    timeline: CourseTimeline, base: Eva | None, criteria: Criteria, zone: ZoneInfo, width: int = WIDE
) -> Picture | None:
    """The picture of a course, ``None`` while there is nothing to draw. ``base`` is what its scores are compared to."""
    held = [point for point in timeline.points if point.value is not None]
    performed = [session.at for session in timeline.performed]
    instants = [point.at for point in timeline.points] + performed
    if not held:
        return None
    scale = _Scale(min(instants), max(instants), width)
    response, worse = (find(base, criteria) if base else None for find in (response_at, worse_at))
    settles = criteria.windows.settles_after
    return Picture(
        width,
        _HEIGHT,
        _LEFT,
        width - _RIGHT,
        _TOP,
        _BOTTOM,
        tuple((_y(tenths), tenths // 10) for tenths in range(0, 101, 20)),
        _marks(held, scale),
        " ".join(f"{scale.x(point.at):.1f},{_y(_middle(point)):.1f}" for point in held if point.counts),
        _spaced([Label(scale.x(at), _session(rank)) for rank, at in enumerate(performed, start=1)], _LABELS_APART),
        tuple(scale.x(at) for at in performed),
        tuple(Band(scale.x(at), scale.x(at + settles) - scale.x(at)) for at in performed),
        _spaced(_days([*performed, *instants], scale, zone), _APART),
        tuple(scale.x(point.at) for point in timeline.missing),
        _y(base.low) if base else None,
        _y(response) if response is not None else None,
        _y(worse) if worse is not None else None,
    )


class _Scale:
    """From an instant to a place across the picture, with a little air at both ends."""

    def __init__(self, first: datetime, last: datetime, width: int) -> None:
        span = max(last - first, timedelta(days=7))
        self._first, self._span = first - span * 0.03, span * 1.06
        self._width = width - _LEFT - _RIGHT
        self._end = width - _RIGHT

    def x(self, at: datetime) -> float:
        return min(self._end, round(_LEFT + self._width * ((at - self._first) / self._span), 1))


def _y(tenths: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * tenths / 100, 1)


def _middle(point: EvaPoint) -> float:
    assert point.value is not None
    return (point.value.low + point.value.high) / 2


def _marks(points: Sequence[EvaPoint], scale: _Scale) -> tuple[Mark, ...]:
    made, last = [], -_LABELS_APART
    for point in points:
        assert point.value is not None
        x, y = scale.x(point.at), _y(_middle(point))
        has_room = x - last >= _LABELS_APART
        last = x if has_room else last
        label = score(point.value) if has_room else None
        ends = _y(point.value.low), _y(point.value.high)
        made.append(Mark(x, y, shape(point.when, x, y), point.when, point.counts, *ends, label))
    return tuple(made)


def shape(when: EvaWhen, x: float, y: float) -> str:
    """The path of the occasion's shape, about 12 units wide."""
    if when in (EvaWhen.BASELINE, EvaWhen.BEFORE):
        return f"M{x - 5.5:.1f} {y:.1f}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z"
    if when == EvaWhen.FOLLOWUP:
        return f"M{x - 5:.1f} {y - 5:.1f}h10v10h-10z"
    if when == EvaWhen.BETWEEN:
        return f"M{x:.1f} {y - 6.5:.1f}l6.5 11.5h-13z"
    if when == EvaWhen.END:
        return f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"
    return f"M{x - 2:.1f} {y - 6:.1f}h4v4h4v4h-4v4h-4v-4h-4v-4h4z"


def _session(rank: int) -> Bilingual:
    return Bilingual(f"S{rank}", f"S{rank}")


def _days(instants: Iterable[datetime], scale: _Scale, zone: ZoneInfo) -> list[Label]:
    return [Label(scale.x(at), day(at, zone)) for at in instants]


def _spaced(labels: Sequence[Label], apart: float) -> tuple[Label, ...]:
    """As many of the labels as have room, the first ones preferred, from left to right."""
    kept: list[Label] = []
    for label in labels:
        if all(abs(label.x - other.x) >= apart for other in kept):
            kept.append(label)
    return tuple(sorted(kept, key=lambda label: label.x))
