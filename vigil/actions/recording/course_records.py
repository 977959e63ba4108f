"""From rows to what the checks of a recording are told of the patient and of the course."""

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from vigil.domain.holding import TOLD_ON_THE_DAY, lifts
from vigil.domain.instants import at_local, local_date
from vigil.domain.recording.circumstances import CourseRecord, EarlierCourse, PatientRecord, SameDay
from vigil.domain.words import AlertState, RiskFactor, SessionState
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Clearance, Course, Patient, TreatmentSession

TAKES_PLACE = (SessionState.PLANNED, SessionState.PERFORMED)


def current_patient(shelf: Shelf, external_id: str) -> Patient:
    """The patient of that file number; the one whom they were merged into, when they were."""
    patient = shelf.get(Patient, external_id, field="patient")
    while patient.merged_into_id is not None:
        patient = shelf.session.get_one(Patient, patient.merged_into_id)
    return patient


def patient_record(shelf: Shelf, patient: Patient, at: datetime) -> PatientRecord:
    """``at`` is when the session takes place (or the course begins) that is being recorded."""
    return PatientRecord(
        born_on=date.fromisoformat(patient.born_on) if patient.born_on else None,
        risk_factors=frozenset(RiskFactor(factor) for factor in patient.risk_factors),
        holding_since=tuple(_holding_since(shelf, patient, at)),
    )


def _holding_since(shelf: Shelf, patient: Patient, at: datetime) -> Iterator[datetime]:
    """When each unresolved alert that holds a session was opened, but for those that a physician's yes has lifted.

    What was told on the day holds the whole of that day: the session may be recorded by the hour of its appointment.
    """
    zone = ZoneInfo(patient.zone)
    holding = [
        alert
        for alert in shelf.of(Alert, "patient_id", patient.id)
        if alert.holds_next_session and alert.state is not AlertState.RESOLVED
    ]
    given = [clearance.given_at for clearance in shelf.of(Clearance, "patient_id", patient.id)] if holding else []
    performed = _performed(shelf, patient) if given else []
    for alert in holding:
        if not lifts(given, alert.opened_at, performed, at, zone):
            is_told_today = alert.rule == TOLD_ON_THE_DAY
            yield at_local(local_date(alert.opened_at, zone), time(0), zone) if is_told_today else alert.opened_at


def _performed(shelf: Shelf, patient: Patient) -> list[datetime]:
    return [
        each.at
        for course in shelf.of(Course, "patient_id", patient.id)
        for each in shelf.of(TreatmentSession, "course_id", course.id)
        if each.state is SessionState.PERFORMED
    ]


def course_record(
    shelf: Shelf, course: Course, patient: Patient, starts_at: datetime, row: TreatmentSession | None = None
) -> CourseRecord:
    """``row`` is the session that is being recorded, when it was before."""
    others = [other for other in shelf.of(Course, "patient_id", patient.id) if other.id != course.id]
    shelf.fetch_of(TreatmentSession, "course_id", [course.id, *(other.id for other in others)])
    earlier = [
        each
        for each in shelf.of(TreatmentSession, "course_id", course.id)
        if each is not row and each.state in TAKES_PLACE and each.at <= starts_at
    ]
    return CourseRecord(
        zone=ZoneInfo(patient.zone),
        treated_zone=course.zone,
        is_painful=course.is_painful,
        is_competitor=course.is_competitor,
        is_new=not earlier,
        others=tuple(_earlier(shelf, other, starts_at) for other in others),
    )


def same_day(shelf: Shelf, course: Course, zone: ZoneInfo, at: datetime, row: TreatmentSession | None) -> list[SameDay]:
    """The course's other sessions of that day, the earliest first."""
    day = local_date(at, zone)
    found = [
        SameDay(each.external_id, each.at, each.state is SessionState.PERFORMED)
        for each in shelf.of(TreatmentSession, "course_id", course.id)
        if each is not row and each.state in TAKES_PLACE and local_date(each.at, zone) == day
    ]
    return sorted(found, key=lambda one: one.at)


def _earlier(shelf: Shelf, course: Course, before: datetime) -> EarlierCourse:
    performed = [
        each.at
        for each in shelf.of(TreatmentSession, "course_id", course.id)
        if each.state is SessionState.PERFORMED and each.at <= before
    ]
    return EarlierCourse(course.zone, course.closed_at is not None, max(performed, default=None))
