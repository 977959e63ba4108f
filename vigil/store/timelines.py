"""From a patient's rows to their timeline: as many statements for ten years of treatment as for a day of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.day_checks import named, read_checks
from vigil.domain.eva import Eva as Score
from vigil.domain.findings import Bilingual
from vigil.domain.history import Course
from vigil.domain.reaction_spans import reaction_spans
from vigil.domain.scores import Windows
from vigil.domain.timeline import AlertMark, CourseTimeline, DecisionMark, EvaPoint, EvaWhen, SessionMark, eva_points
from vigil.domain.wording import say
from vigil.domain.words import Urgency
from vigil.store import alerts
from vigil.store.histories import Facts
from vigil.store.tables import (
    Alert,
    Clearance,
    DayCheck,
    Eva,
    Message,
    MessageChoice,
    Patient,
    ReviewDecision,
    Staff,
    Transfer,
    TreatmentSession,
)


def names_of(session: Session, clinic_id: UUID) -> dict[UUID, str]:
    """The names of everybody who works or worked at the clinic."""
    rows = session.scalars(select(Staff).where(Staff.clinic_id == clinic_id)).all()
    return {staff.id: staff.name or "" for staff in rows}


def course_timelines(
    session: Session, facts: Facts, names: Mapping[UUID, str], windows: Windows
) -> tuple[CourseTimeline, ...]:
    """One timeline for each course, the latest first."""
    scores = _by(_scores(session, facts), "course_id")
    details = {row.id: row for row in _of(session, TreatmentSession, facts.row)}
    report_asks = {report.id: report.ask.id for report in facts.reports}
    made = (
        _timeline(facts, course, scores[course.id], details, report_asks, names, windows) for course in facts.courses
    )
    return tuple(reversed(list(made)))


def alert_marks(session: Session, patient: Patient, names: Mapping[UUID, str]) -> tuple[AlertMark, ...]:
    """Every alert of the patient, worst and oldest first."""
    rows = _of(session, Alert, patient)
    made = [alert_mark(row, names) for row in rows]
    return tuple(sorted(made, key=lambda alert: (alert.urgency, alert.opened_at, alert.id)))


def messages_of(session: Session, patient: Patient) -> Sequence[Message]:
    """Every message that the patient was or is owed, in order of time."""
    return sorted(_of(session, Message, patient), key=lambda row: (row.sent_at or row.due_at, row.key))


def decision_marks(
    session: Session, patient: Patient, names: Mapping[UUID, str], *, is_clinical: bool
) -> tuple[DecisionMark, ...]:
    """What staff decided about the patient, oldest first; what is not clinical are the messages alone."""
    found = [
        DecisionMark(row.chosen_at, row.choice.label, names.get(row.staff_id, ""), row.reason or "")
        for row in _of(session, MessageChoice, patient)
    ]
    found += [_transfer(row, names) for row in _of(session, Transfer, patient)]
    if is_clinical:
        found += [_decision(row, names) for row in _of(session, ReviewDecision, patient)]
        found += [_clearance(row, names) for row in _of(session, Clearance, patient)]
        found += [_day(row, names) for row in _of(session, DayCheck, patient)]
    return tuple(sorted(found, key=lambda mark: mark.at))


def latest_day_check(session: Session, patient: Patient) -> DayCheck | None:
    return session.scalar(
        select(DayCheck)
        .where(DayCheck.clinic_id == patient.clinic_id, DayCheck.patient_id == patient.id)
        .order_by(DayCheck.checked_at.desc(), DayCheck.id.desc())
        .limit(1)
    )


def _scores(session: Session, facts: Facts) -> Sequence[Eva]:
    courses = [course.id for course in facts.courses]
    return session.scalars(
        select(Eva)
        .where(Eva.clinic_id == facts.row.clinic_id, Eva.course_id.in_(courses), Eva.is_current)
        .order_by(Eva.answered_at, Eva.id)
    ).all()


def _timeline(
    facts: Facts,
    course: Course,
    scores: Iterable[Any],
    details: Mapping[UUID, TreatmentSession],
    report_asks: Mapping[UUID, UUID],
    names: Mapping[UUID, str],
    windows: Windows,
) -> CourseTimeline:
    scores = list(scores)
    asked = {report_asks[row.report_id]: EvaWhen(row.occasion) for row in scores if row.report_id in report_asks}
    history = facts.history(course)
    return CourseTimeline(
        course,
        eva_points(course, (_point(course, row) for row in scores), history.asks, asked, windows),
        tuple(_mark(course, each.id, details[each.id], names) for each in course.sessions if each.id in details),
        reaction_spans(course, history.reports, facts.patient.zone),
    )


def _point(course: Course, row: Any) -> EvaPoint:
    return EvaPoint(
        row.answered_at,
        EvaWhen(row.occasion),
        Score(row.low, row.high),
        course.rank(row.session_id) if row.session_id else None,
        row.instrument,
        row.is_recalled,
    )


def _mark(course: Course, id: UUID, row: TreatmentSession, names: Mapping[UUID, str]) -> SessionMark:
    known = next(each for each in course.sessions if each.id == id)
    return SessionMark(
        id,
        row.at,
        row.state,
        course.rank(id),
        known.products,
        tuple(row.depths_mm),
        row.technique,
        row.zone,
        row.volume_ml,
        row.diluent,
        names.get(row.operator_id, "") if row.operator_id else "",
        tuple(row.deviations),
        row.deviation_reason or "",
        row.reaction_during or "",
        row.state_reason or "",
    )


def alert_mark(row: Alert, names: Mapping[UUID, str]) -> AlertMark:
    """An alert with the names of who took it on."""
    reason, evidence = alerts.read_finding(row)
    return AlertMark(
        row.id,
        row.reference,
        row.course_id,
        row.rule,
        Urgency(row.urgency),
        row.state,
        row.opened_at,
        reason,
        evidence,
        row.holds_next_session,
        row.acknowledged_at,
        names.get(row.acknowledged_by_id, "") if row.acknowledged_by_id else "",
        row.resolved_at,
        row.outcome or "",
    )


def _decision(row: ReviewDecision, names: Mapping[UUID, str]) -> DecisionMark:
    outcome, following = row.outcome.label, row.following.label
    what = say(
        f"Revue diagnostique : {outcome.fr}. {following.fr}.", f"Diagnosis review: {outcome.en}. {following.en}."
    )
    said = (row.diagnosis, row.treatment, row.reason, row.referral)
    return DecisionMark(row.decided_at, what, names.get(row.staff_id, ""), " · ".join(filter(None, said)))


def _clearance(row: Clearance, names: Mapping[UUID, str]) -> DecisionMark:
    what = say("Séance suspendue : accord du médecin", "Held session: the physician's yes")
    return DecisionMark(row.given_at, what, names.get(row.staff_id, ""), row.reason or "")


def _transfer(row: Transfer, names: Mapping[UUID, str]) -> DecisionMark:
    gone, back = say("Suivi ailleurs", "Followed elsewhere"), say("Suivi repris ici", "Followed here again")
    return DecisionMark(row.at, back if row.is_return else gone, names.get(row.staff_id, ""), row.reason or "")


def _day(row: DayCheck, names: Mapping[UUID, str]) -> DecisionMark:
    told = read_checks(row.answers).told
    if not told:
        what = Bilingual("Vérifications du jour : rien à signaler", "The day’s checks: nothing to report")
        return DecisionMark(row.checked_at, what, names.get(row.staff_id, ""), row.note or "")
    both = named(told)
    what = say(f"Vérifications du jour : {both.fr}", f"The day's checks: {both.en}")
    return DecisionMark(row.checked_at, what, names.get(row.staff_id, ""), row.note or "")


def _of(session: Session, table: Any, patient: Patient) -> Sequence[Any]:
    return session.scalars(
        select(table).where(table.clinic_id == patient.clinic_id, table.patient_id == patient.id)
    ).all()


def _by(rows: Iterable[Any], column: str) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, column)].append(row)
    return grouped
