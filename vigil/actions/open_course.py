"""A course of sessions begins, or what is known of it changes."""

from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.recording.course_records import course_record, current_patient, patient_record
from vigil.actions.recording.recorded import Recorded, columns_of, differing, keep, record_once
from vigil.actions.replan import replan
from vigil.domain import eva
from vigil.domain.errors import Refused
from vigil.domain.eva import Instrument
from vigil.domain.instants import local_date
from vigil.domain.recording.facts import CourseFacts
from vigil.domain.recording.measures import check_course
from vigil.domain.recording.notices import require_acknowledged
from vigil.domain.recording.patient_checks import course_warnings, patient_warnings
from vigil.domain.recording.texts import tidied
from vigil.domain.schedule import Schedule
from vigil.domain.words import AnalgesicLevel, Role
from vigil.store.database import new_id
from vigil.store.histories import parsed
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Course, Eva, Patient, Staff, TreatmentSession

_ELSEWHERE = ("patient", "physician", "baseline", "baseline_instrument", "baseline_at", "acknowledged")
"""Facts that are not a column of the course's own row."""


def open_course(
    session: Session, clinic_id: UUID, facts: CourseFacts, now: datetime, request_id: str | None = None
) -> Recorded:
    """Open a course, or change the one of that external id; warnings are acknowledged when it is opened."""

    def act() -> Recorded:
        shelf = Shelf(session, session.get_one(Clinic, clinic_id))
        done = write_course(shelf, facts, now)
        shelf.flush()
        if done.did_something:
            replan(session, session.get_one(Course, done.id).patient_id, now)
        return done

    return record_once(session, clinic_id, request_id, "open_course", now, act)


def write_course(shelf: Shelf, facts: CourseFacts, now: datetime) -> Recorded:
    """Write without planning: whoever calls plans once at the end."""
    facts = tidied(facts)
    check_course(facts, now)
    row = shelf.find(Course, facts.external_id)
    patient = current_patient(shelf, facts.patient)
    if row is not None and row.patient_id != patient.id:
        raise Refused(f"Course {row.external_id!r} belongs to another patient: it cannot move.", field="patient")
    physician = _physician(shelf, facts.physician)
    facts = _resolved(shelf, facts, row, now)
    if row is None:
        return _open(shelf, facts, patient, physician, now)
    changed = differing(facts_of(shelf, row, facts.patient), facts, "acknowledged")
    if changed:
        row.physician_id = physician.id if physician else None
        keep(row, facts, tuple(name for name in changed if name not in _ELSEWHERE))
        _score(shelf, row, facts)
    return Recorded(row.id, changed=changed)


def facts_of(shelf: Shelf, row: Course, patient: str) -> CourseFacts:
    """The facts of a course on record; ``patient`` is the external id by which it is spoken of."""
    physician = shelf.session.get(Staff, row.physician_id) if row.physician_id else None
    score = _baseline(shelf, row)
    return CourseFacts(
        **columns_of(CourseFacts, row, *_ELSEWHERE, "analgesics"),
        patient=patient,
        physician=physician.external_id if physician else "",
        analgesics=frozenset(AnalgesicLevel(level) for level in row.analgesics),
        baseline=eva.Eva(score.low, score.high) if score else None,
        baseline_instrument=score.instrument if score else Instrument.EN_0_10,
        baseline_at=score.answered_at if score else None,
        acknowledged=frozenset(row.acknowledged),
    )


def _open(shelf: Shelf, facts: CourseFacts, patient: Patient, physician: Staff | None, now: datetime) -> Recorded:
    starts_at = facts.opened_at or now
    draft = Course(
        id=new_id(shelf.session),
        clinic_id=shelf.clinic.id,
        patient_id=patient.id,
        physician_id=physician.id if physician else None,
        acknowledged=[],
    )
    keep(draft, facts, tuple(name for name in CourseFacts.__dataclass_fields__ if name not in _ELSEWHERE))
    on: date = local_date(starts_at, ZoneInfo(patient.zone))
    shelf.fresh(draft.id, (Eva, "course_id"), (TreatmentSession, "course_id"))
    record = course_record(shelf, draft, patient, starts_at)
    warnings = list(
        chain(patient_warnings(patient_record(shelf, patient, starts_at), on), course_warnings(record, starts_at))
    )
    draft.acknowledged = list(require_acknowledged(warnings, facts.acknowledged))
    shelf.enter(draft)
    shelf.enter_of(draft, "patient_id")
    _score(shelf, draft, facts)
    return Recorded(draft.id, is_new=True)


def _resolved(shelf: Shelf, facts: CourseFacts, row: Course | None, now: datetime) -> CourseFacts:
    """The facts with what they leave open: the clinic's schedule, its number of sessions, when it began."""
    name = facts.schedule_name or shelf.clinic.schedule_name
    intended = facts.intended_sessions or schedule_of(shelf, name).intended_sessions
    opened_at = facts.opened_at or (row.opened_at if row else now)
    score = _baseline(shelf, row) if row else None
    scored_at = facts.baseline_at or (score.answered_at if score else opened_at)
    return replace(
        facts,
        schedule_name=name,
        intended_sessions=intended,
        opened_at=opened_at,
        baseline_at=scored_at if facts.baseline else None,
        baseline_instrument=facts.baseline_instrument if facts.baseline else Instrument.EN_0_10,
    )


def schedule_of(shelf: Shelf, name: str) -> Schedule:
    """The clinic's current schedule of that name; ``Refused`` when it has none."""
    version = shelf.version("schedule", name)
    if version is None:
        raise Refused(f"schedule_name {name!r}: the clinic has no schedule of that name.", field="schedule_name")
    return parsed(f"schedules/{name}.toml", version.content)


def _physician(shelf: Shelf, external_id: str) -> Staff | None:
    if not external_id:
        return None
    person = shelf.get(Staff, external_id, field="physician")
    if person.role is not Role.PHYSICIAN:
        raise Refused(
            f"physician {external_id!r} is on record as {person.role}, not as a physician.", field="physician"
        )
    return person


def _baseline(shelf: Shelf, row: Course) -> Eva | None:
    """The baseline that the clinic took; one that the patient recalled afterwards belongs to a report."""
    scores = shelf.of(Eva, "course_id", row.id)
    return next((each for each in scores if each.occasion == "baseline" and each.report_id is None), None)


def _score(shelf: Shelf, row: Course, facts: CourseFacts) -> None:
    score = _baseline(shelf, row)
    if facts.baseline is None:
        if score is not None:
            shelf.strike_of(score, "course_id")
        return
    if score is None:
        score = Eva(
            id=new_id(shelf.session),
            clinic_id=row.clinic_id,
            course_id=row.id,
            occasion="baseline",
            is_recalled=False,
            is_current=True,
        )
        shelf.enter_of(score, "course_id")
        shelf.after_flush(score)
    assert facts.baseline_at is not None
    score.low, score.high = facts.baseline.low, facts.baseline.high
    score.instrument, score.answered_at = facts.baseline_instrument, facts.baseline_at
