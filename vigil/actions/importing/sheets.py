"""What a file may hold: one kind of record, a header, and lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from vigil.domain.recording.kinds import Kind as Kind


@dataclass(frozen=True)
class Line:
    """One record as it is written; ``number`` is the line of the file on which it begins, from 1."""

    file: str
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    file: str
    kind: Kind
    lines: tuple[Line, ...]
