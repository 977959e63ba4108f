"""A hundred ways to say one thing: short messages by heading (``tests/corpus/README.md``), and how they are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.replies.meaning.readings import ROOT, read

WAYS = ROOT / "tests" / "corpus" / "ways"
_URGENT = "urgent"


@dataclass
class Counted:
    """Of the messages under headings of one kind: how many there are, and how many are read so."""

    of: int = 0
    right: int = 0
    unsafe: int = 0
    handed: int = 0


def kind_of(heading: str) -> str:
    """What headings are counted together by."""
    words = heading.split()
    if _URGENT in words:
        return "red flags"
    if words[0] in ("score", "calm", "images"):
        return words[0]
    return "none reported" if words[0] == "none_reported" else words[1]


def ways(part: str) -> Iterator[tuple[str, str]]:
    """Heading and message, of ``studied`` or ``heldout``."""
    heading = ""
    for line in Path(WAYS, f"{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        else:
            yield heading, line


@dataclass
class Readings:
    """All counts, and the messages of danger that reach nobody."""

    by_kind: dict[str, Counted] = field(default_factory=dict)
    unsafe: list[str] = field(default_factory=list)


def read_ways(part: str) -> Readings:
    readings = Readings()
    for heading, text in ways(part):
        said = read(text).as_json()
        count = readings.by_kind.setdefault(kind_of(heading), Counted())
        count.of += 1
        count.right += is_right(heading, said)
        count.handed += bool(said["needs_human"])
        if _URGENT in heading and said["urgency"] == "routine" and not said["needs_human"]:
            count.unsafe += 1
            readings.unsafe.append(text)
    return readings


def is_right(heading: str, said: dict[str, Any]) -> bool:
    """Whether a reading puts a message under its heading and under no other."""
    code, told, *more = (*heading.split(), "")
    reactions: dict[str, str] = said["reactions"]
    present = {one for one, status in reactions.items() if status == "present"} - {"none_reported"}
    if code == "score":
        return bool(said["eva"] == (None if told == "null" else float(told)))
    if code in ("calm", "images"):
        return not (present or said["needs_human"])
    if code == "any":
        return not present
    beside = {code} | ({"fever", "infection"} if code in ("fever", "infection") else set())
    beside |= {"malaise", "other"} if "emergency" in more else set()
    is_alone = present <= beside
    wanted = more[1] if _URGENT in more else "routine"
    if told == "nothing":
        return is_alone and said["urgency"] == wanted and reactions.get(code) not in ("present", "resolved")
    return is_alone and said["urgency"] == wanted and reactions.get(code) == told
