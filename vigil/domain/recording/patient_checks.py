"""Warnings that hang on the patient and not on a product: age, formal contra-indications, a course too soon."""

from collections.abc import Iterator
from datetime import date, datetime

from vigil.domain.findings import Bilingual
from vigil.domain.instants import local_date
from vigil.domain.recording.circumstances import CourseRecord, EarlierCourse, PatientRecord
from vigil.domain.recording.notices import Notice, Warned
from vigil.domain.recording.products import folded
from vigil.domain.words import RiskFactor

YOUNGEST = 10  # years: not before, in practice (DIU teaching)
MONTHS_BETWEEN_COURSES = 3  # calendar months after the last session of a course, before a new one

_FORMAL = {
    RiskFactor.IMMUNOSUPPRESSION: (
        Warned.IMMUNOSUPPRESSION,
        Bilingual(
            "Contre-indication formelle : traitement immunosuppresseur.",
            "Formal contra-indication: immunosuppressive treatment.",
        ),
    ),
    RiskFactor.UNSTABLE_AUTOIMMUNE: (
        Warned.UNSTABLE_AUTOIMMUNE,
        Bilingual(
            "Contre-indication formelle : maladie auto-immune non stabilisée.",
            "Formal contra-indication: unstable autoimmune disease.",
        ),
    ),
    RiskFactor.COAGULOPATHY: (
        Warned.COAGULOPATHY,
        Bilingual(
            "Contre-indication formelle : trouble majeur de la coagulation.",
            "Formal contra-indication: major coagulation disorder.",
        ),
    ),
    RiskFactor.SKIN_DISEASE_ON_ZONE: (
        Warned.SKIN_DISEASE_ON_ZONE,
        Bilingual(
            "Maladie ou infection de la peau sur la zone : ne pas piquer cette zone avant guérison.",
            "Skin disease or infection on the zone: do not inject that zone before it has healed.",
        ),
    ),
}


def patient_warnings(patient: PatientRecord, on: date) -> Iterator[Notice]:
    """What the patient's record warns of, whatever is injected."""
    age = patient.age_on(on)
    if age is not None and age < YOUNGEST:
        yield Notice(
            Warned.UNDER_10,
            Bilingual(
                f"Le patient a {age} ans : pas de mésothérapie avant {YOUNGEST} ans.",
                f"The patient is {age} years old: no mesotherapy before the age of {YOUNGEST}.",
            ),
            "patient",
        )
    for factor, (code, sentence) in _FORMAL.items():
        if factor in patient.risk_factors:
            yield Notice(code, sentence, "patient")


def course_warnings(course: CourseRecord, starts_at: datetime) -> Iterator[Notice]:
    """A new course less than three months after the last: of the same zone, or any that is closed."""
    starts_on = local_date(starts_at, course.zone)
    for other in course.others:
        if other.last_performed_at is None or other.last_performed_at > starts_at or not _counts(other, course):
            continue
        last_on = local_date(other.last_performed_at, course.zone)
        if starts_on < months_after(last_on, MONTHS_BETWEEN_COURSES):
            yield Notice(
                Warned.COURSE_TOO_SOON,
                Bilingual(
                    f"Dernière séance de la cure précédente ({other.zone}) le {last_on:%d/%m/%Y} : "
                    f"attendre {MONTHS_BETWEEN_COURSES} à 6 mois avant une nouvelle cure.",
                    f"The last session of the previous course ({other.zone}) was on {last_on}: "
                    f"wait {MONTHS_BETWEEN_COURSES} to 6 months before a new course.",
                ),
                "opened_at",
            )
            return


def _counts(other: EarlierCourse, course: CourseRecord) -> bool:
    return other.is_closed or folded(other.zone.strip()) == folded(course.treated_zone.strip())


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day when it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
