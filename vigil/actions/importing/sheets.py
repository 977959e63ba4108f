"""What a file may hold: one kind of record, a header, and lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of files, in the order in which they are recorded."""

    CLINICS = "clinics"
    STAFF = "staff"
    PATIENTS = "patients"
    COURSES = "courses"
    SESSIONS = "sessions"
    PRODUCTS = "products"


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
