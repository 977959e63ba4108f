"""The clinic's rules as a form, which writes the same file as somebody who knows its keys by heart."""

import re
import tomllib
from collections.abc import Mapping

from vigil.domain.toml_text import Values, found, heading_of, put, written
from vigil.web.desk.administration.typed import in_file_words

LADDERS = ("emergency", "same_day")
RUNGS = 5
PLAIN = ("digest_at", "holidays_region")
LISTS = ("secure_mail_domains", "closed_on")
NOTES = ("closed_note.fr", "closed_note.en")
TICK = "mailbox_may_hold_health_data"


def fields() -> list[str]:
    """Every field of the form by its place in the file (``ladder.emergency[1].who``)."""
    rungs = [
        f"ladder.{ladder}[{rung}].{key}"
        for ladder in LADDERS
        for rung in range(1, RUNGS + 1)
        for key in ("who", "waits")
    ]
    return [*PLAIN, *LISTS, *NOTES, TICK, *rungs]


def values_of(content: str) -> dict[str, str]:
    """The fields as the file has them."""
    raw = tomllib.loads(content)
    shown = dict.fromkeys(fields(), "")
    for field in (*PLAIN, *NOTES):
        shown[field] = str(found(raw, field) or "")
    for field in LISTS:
        shown[field] = ", ".join(map(str, found(raw, field) or []))
    shown[TICK] = "yes" if raw.get(TICK) else ""
    for ladder in LADDERS:
        for number, rung in enumerate((found(raw, f"ladder.{ladder}") or [])[:RUNGS], start=1):
            shown |= {f"ladder.{ladder}[{number}].{key}": str(value) for key, value in rung.items()}
    return shown


def composed(content: str, typed: Mapping[str, str]) -> str:
    """The file with the fields in their places; what was typed is put in as it is, and reading says what is wrong."""
    values: Values = tomllib.loads(content)
    for field in PLAIN:
        put(values, field, typed[field] or None)
    for field in LISTS:
        put(values, field, [part for part in re.split(r"[,;\s]+", in_file_words(typed[field])) if part])
    put(values, TICK, bool(typed[TICK]))
    note = {field.rpartition(".")[2]: typed[field] for field in NOTES}
    put(values, "closed_note", note if any(note.values()) else None)
    for ladder in LADDERS:
        put(values, f"ladder.{ladder}", [rung for rung in _rungs(ladder, typed) if any(rung.values())])
    return written(values, heading_of(content))


def _rungs(ladder: str, typed: Mapping[str, str]) -> list[dict[str, str]]:
    at = [f"ladder.{ladder}[{rung}]" for rung in range(1, RUNGS + 1)]
    return [{"who": typed[f"{rung}.who"], "waits": in_file_words(typed[f"{rung}.waits"])} for rung in at]
