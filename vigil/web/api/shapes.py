"""The types that a body is made of: instants with their offset, days, scores; read strictly, nothing is guessed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from vigil.domain.errors import Refused
from vigil.domain.eva import Eva

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Body(BaseModel):
    """What a caller sends: an unknown key is refused, and nothing is taken for what it is not (``"7"`` for 7)."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, use_enum_values=False)


class Shown(BaseModel):
    """What a caller is shown; a field that the token may not see is left out."""

    model_config = ConfigDict(extra="forbid")


def _instant(given: object) -> datetime:
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not _INSTANT.fullmatch(given):
        raise ValueError("write an instant with its offset, such as 2026-03-10T12:00:00+01:00")
    try:
        return datetime.fromisoformat(given.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("there is no such instant") from None


def _day(given: object) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("write a day such as 1970-05-17")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError("there is no such day") from None


def _score(given: object) -> Eva:
    if isinstance(given, Eva):
        return given
    is_range = isinstance(given, dict) and set(given) == {"low", "high"}
    ends = [given["low"], given["high"]] if is_range else [given]  # type: ignore[index]
    try:
        low, *more = [_tenths(end) for end in ends]
        return Eva(low, more[0] if more else low)
    except (Refused, TypeError, OverflowError):
        raise ValueError('write a score from 0 to 10, to the tenth, or a range {"low": 1, "high": 2}') from None


def _tenths(points: Any) -> int:
    if isinstance(points, bool) or not isinstance(points, int | float) or abs(points * 10 - round(points * 10)) > 1e-6:
        raise TypeError
    return round(points * 10)


def _written_score(score: Eva) -> float | dict[str, float]:
    low, high = score.low / 10, score.high / 10
    return low if low == high else {"low": low, "high": high}


_POINTS = {"type": "number", "minimum": 0, "maximum": 10}
_RANGE = {
    "type": "object",
    "properties": {"low": _POINTS, "high": _POINTS},
    "required": ["low", "high"],
    "additionalProperties": False,
}

Moment = Annotated[datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Score = Annotated[
    Eva,
    BeforeValidator(_score),
    PlainSerializer(_written_score),
    WithJsonSchema({"anyOf": [_POINTS, _RANGE], "description": "Points from 0 to 10, to the tenth; or a range."}),
]
"""Pain from 0 to 10 in points; a range keeps both ends."""


def _whole(check: Callable[[str], bool], said: str) -> AfterValidator:
    def checked(value: str) -> str:
        if not check(value):
            raise ValueError(said)
        return value

    return AfterValidator(checked)


Printable = _whole(str.isprintable, "holds a line break or a control character")
