"""The common keys of a schedule as a form, which writes the same file as somebody who knows its keys by heart."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from vigil.domain.configuration import spelled
from vigil.domain.timing import Schedule
from vigil.domain.toml_text import Values, found, heading_of, put, written
from vigil.web.desk.administration.typed import in_file_words

_WEEKS = re.compile(r"(\d+)w")

CHECKS, CHECKS_IF, REMINDER = "late_checks.check", "late_checks.if_immunosuppressed", "reminder"


@dataclass(frozen=True)
class Group:
    """Fields that belong together; each is called by its place in the file (``followup.after``)."""

    name: str
    fields: tuple[str, ...]


GROUPS = (
    Group("hours", ("sending_hours.opens", "sending_hours.closes", "limits.per_day", "limits.per_week")),
    Group("sessions", ("intended_sessions", "review_after_sessions")),
    Group("questions", ("same_day.after", "followup.after", "between.after", "between.before_next", REMINDER)),
    Group("end", ("end_of_course.after", "end_of_course.earliest", "end_of_course.latest", CHECKS, CHECKS_IF)),
)
_LISTS = (CHECKS, CHECKS_IF, REMINDER)
_NUMBERS = ("limits.per_day", "limits.per_week", "intended_sessions", "review_after_sessions")
FIELDS = tuple(field for group in GROUPS for field in group.fields)


def values_of(schedule: Schedule, content: str) -> dict[str, str]:
    """The fields as the file has them; what it leaves out shows its default."""
    raw = tomllib.loads(content)
    shown = {field: str(given) for field in FIELDS if not isinstance(given := found(raw, field), list | None)}
    checks = schedule.late_checks.check
    lists = {
        CHECKS: [f"{check.after.days // 7}w" for check in checks if not check.if_immunosuppressed],
        CHECKS_IF: [f"{check.after.days // 7}w" for check in checks if check.if_immunosuppressed],
        REMINDER: [_hours(spelled(reminder.after)) for reminder in schedule.reminder],
    }
    defaults = {
        "sending_hours.opens": f"{schedule.sending_hours.opens:%H:%M}",
        "sending_hours.closes": f"{schedule.sending_hours.closes:%H:%M}",
        "limits.per_day": str(schedule.limits.per_day),
        "limits.per_week": str(schedule.limits.per_week),
        "intended_sessions": str(schedule.intended_sessions),
        "review_after_sessions": str(schedule.review_after_sessions),
        "same_day.after": spelled(schedule.same_day.after),
        "followup.after": _hours(spelled(schedule.followup.after)),
        "between.after": spelled(schedule.between.after),
        "between.before_next": _hours(spelled(schedule.between.before_next)),
        "end_of_course.after": spelled(schedule.end_of_course.after),
        "end_of_course.earliest": spelled(schedule.end_of_course.earliest),
        "end_of_course.latest": spelled(schedule.end_of_course.latest),
    }
    return defaults | shown | {name: ", ".join(texts) for name, texts in lists.items()}


def composed(content: str, typed: Mapping[str, str]) -> str:
    """The file with the fields put in their places; the comments at its head stay, others go.

    What was typed is put in as it is, but for the words of French units: reading the file says what is wrong with it.
    """
    values: Values = tomllib.loads(content)
    for field in FIELDS:
        if field not in _LISTS and field in typed:
            put(values, field, _number(typed[field]) if field in _NUMBERS else in_file_words(typed[field]))
    put(values, REMINDER, [{"after": after} for after in _listed(typed.get(REMINDER, ""))])
    every = [{"after": after, "if_immunosuppressed": False} for after in _listed(typed.get(CHECKS, ""))]
    some = [{"after": after, "if_immunosuppressed": True} for after in _listed(typed.get(CHECKS_IF, ""))]
    put(values, CHECKS, sorted([*every, *some], key=lambda check: _weeks(str(check["after"]))))
    return written(values, heading_of(content))


def field_of(key: str) -> str:
    """The field of the form for a key of the file (``reminder`` for ``reminder[2].after``); empty if there is none."""
    plain = re.sub(r"\[\d+\].*", "", key)
    return plain if plain in FIELDS else ""


def _listed(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", in_file_words(text)) if part]


def _weeks(text: str) -> int:
    match = _WEEKS.fullmatch(text)
    return int(match[1]) if match else 0


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


def _hours(text: str) -> str:
    """Two or three days as the clinic says it: 48h, 72h."""
    return f"{int(text[:-1]) * 24}h" if text in ("1d", "2d", "3d", "4d") else text
