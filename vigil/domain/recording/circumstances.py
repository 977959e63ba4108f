"""What the checks know besides the facts: the patient at that date, the course, and what else is on record."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vigil.domain.words import RiskFactor


@dataclass(frozen=True)
class PatientRecord:
    """What is on record about the patient. ``holding_since``: when each open alert that holds a session was opened."""

    born_on: date | None = None
    risk_factors: frozenset[RiskFactor] = frozenset()
    holding_since: tuple[datetime, ...] = ()

    def age_on(self, day: date) -> int | None:
        """Completed years on a day; ``None`` when the date of birth is not on record."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True)
class EarlierCourse:
    """Another course of the patient. ``last_performed_at`` is its latest performed session."""

    zone: str
    is_closed: bool
    last_performed_at: datetime | None


@dataclass(frozen=True)
class SameDay:
    """Another session of the course on the same day, planned or performed."""

    external_id: str
    at: datetime
    is_performed: bool


@dataclass(frozen=True)
class CourseRecord:
    """The course that a session belongs to, and the patient's others. ``is_new`` says that it has no session yet.

    ``same_day`` are its other sessions of the day on which one was performed, where it is added or moved.
    """

    zone: ZoneInfo  # time zone in which days are counted: the patient's
    treated_zone: str = ""
    is_painful: bool = True
    is_competitor: bool = False
    is_closed: bool = False
    is_new: bool = False
    others: tuple[EarlierCourse, ...] = ()
    same_day: tuple[SameDay, ...] = ()
