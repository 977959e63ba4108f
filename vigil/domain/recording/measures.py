"""The checks of numbers and dates that every record passes."""

from datetime import date, datetime, timedelta

from vigil.domain.errors import Refused
from vigil.domain.recording.facts import CourseFacts, PatientFacts, ProductFacts, SessionFacts

OLDEST = 120  # years
DEEPEST_MM = 50.0
MOST_ML = 1000.0
MOST_SESSIONS = 60
MOST_SYRINGES = 20
MOST_MONTHS = 1200
EARLIEST = 1990  # the first year in which a course or a session may lie
FARTHEST = timedelta(days=3 * 366)


def check_patient(facts: PatientFacts, today: date) -> None:
    """A birth date in the future, or of somebody older than anybody, is a slip."""
    born = facts.born_on
    if born is not None and not (born <= today and today.year - born.year <= OLDEST):
        raise Refused(f"born_on {born} is not possible: from {today.year - OLDEST} to today.", field="born_on")


def check_course(facts: CourseFacts, now: datetime) -> None:
    if facts.intended_sessions is not None:
        _whole("intended_sessions", facts.intended_sessions, 1, MOST_SESSIONS)
    if facts.lesion_age_months is not None:
        _whole("lesion_age_months", facts.lesion_age_months, 0, MOST_MONTHS)
    for name in ("opened_at", "baseline_at"):
        at: datetime | None = getattr(facts, name)
        if at is not None:
            _instant(name, at, now)
    if facts.baseline is not None and not facts.is_painful:
        raise Refused("This course treats no pain: it has no EVA.", field="baseline")


def check_session(facts: SessionFacts, now: datetime) -> None:
    _instant("at", facts.at, now)
    for depth in facts.depths_mm:
        _number("depths_mm", depth, DEEPEST_MM, "mm")
    if facts.volume_ml is not None:
        _number("volume_ml", facts.volume_ml, MOST_ML, "ml")


def check_product(facts: ProductFacts) -> None:
    _whole("syringe", facts.syringe, 1, MOST_SYRINGES)
    if facts.depth_mm is not None:
        _number("depth_mm", facts.depth_mm, DEEPEST_MM, "mm")
    if facts.expires_on is not None and not 1990 <= facts.expires_on.year <= 2100:
        raise Refused(f"expires_on {facts.expires_on} is not possible: from 1990 to 2100.", field="expires_on")


def _whole(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise Refused(f"{name} is {value}: a whole number from {low} to {high}.", field=name)


def _number(name: str, value: float, high: float, unit: str) -> None:
    if not 0 <= value <= high:
        raise Refused(f"{name} is {value:g} {unit}: from 0 to {high:g} {unit}.", field=name)


def _instant(name: str, at: datetime, now: datetime) -> None:
    if at.tzinfo is None:
        raise Refused(f"{name} has no time zone.", field=name)
    if at.year < EARLIEST or at > now + FARTHEST:
        raise Refused(f"{name} is {at:%Y-%m-%d}: from {EARLIEST} to three years from now.", field=name)
