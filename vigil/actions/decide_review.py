"""A physician ends a diagnosis review: the decision is kept with its evidence, and what follows is done with it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.acknowledge_alert import resolve_alert
from vigil.actions.close_course import write_closing
from vigil.actions.judge import rule_book
from vigil.actions.open_course import write_course
from vigil.actions.recording.recorded import Recorded
from vigil.actions.replan import replan
from vigil.domain import diagnosis_review
from vigil.domain.decisions import Following
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import CourseFacts
from vigil.domain.review_facts import ReviewFacts, check_review
from vigil.domain.words import AlertState, AnalgesicLevel, Role, SessionState
from vigil.store import histories
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Clinic, Course, Patient, ReviewDecision, Staff, TreatmentSession


@dataclass(frozen=True)
class Decided:
    """The decision that was kept, and the course that was opened with it, if one was."""

    id: UUID
    new_course_id: UUID | None = None


def decide_review(
    session: Session, alert: Alert, facts: ReviewFacts, staff_id: UUID, now: datetime, request_id: str | None = None
) -> Decided:
    """Keep the decision, close the alert with it, and do what follows; a course that goes on is judged again later.

    ``Refused`` for whoever is no physician, for a review that was ended already, and for a decision that says too
    little. When the course stops, its appointments to come are cancelled with it.
    """
    check_review(facts)
    _check_physician(session, alert, staff_id)

    def act() -> dict[str, Any]:
        if alert.rule not in diagnosis_review.REVIEW_RULES or alert.course_id is None:
            raise Refused("This alert asks for no diagnosis review.", field="alert")
        if alert.state is AlertState.RESOLVED:
            raise Refused("This review was ended already.", field="alert")
        course = session.get_one(Course, alert.course_id)
        decision = _keep(session, alert, course, facts, staff_id, now)
        resolve_alert(session, alert, facts.outcome.label[_language(session, alert)], staff_id, now)
        opened = _follow(session, course, facts, staff_id, now)
        if opened is not None:
            session.flush()
            decision.new_course_id = opened.id
        replan(session, course.patient_id, now)
        return {"id": decision.id.hex, "new_course": opened.id.hex if opened else None}

    done = once(session, alert.clinic_id, request_id, "decide_review", now, act)
    return Decided(UUID(done["id"]), UUID(done["new_course"]) if done["new_course"] else None)


def _check_physician(session: Session, alert: Alert, staff_id: UUID) -> None:
    staff = session.get(Staff, staff_id)
    if staff is None or staff.clinic_id != alert.clinic_id or staff.role is not Role.PHYSICIAN:
        raise Refused("A diagnosis review is decided by a physician of the clinic.", field="staff")


def _language(session: Session, alert: Alert) -> str:
    return session.get_one(Clinic, alert.clinic_id).language


def _keep(
    session: Session, alert: Alert, course: Course, facts: ReviewFacts, staff_id: UUID, now: datetime
) -> ReviewDecision:
    loaded = histories.load(session, course.patient_id, now)
    history = loaded.history(next(each for each in loaded.courses if each.id == course.id))
    shown = diagnosis_review.evidence(history, rule_book(session, course.clinic_id)[0].criteria, now)
    decision = ReviewDecision(
        id=new_id(session),
        clinic_id=course.clinic_id,
        patient_id=course.patient_id,
        course_id=course.id,
        alert_id=alert.id,
        staff_id=staff_id,
        decided_at=now,
        rank=len(history.course.performed),
        outcome=facts.outcome,
        following=facts.following,
        causes=sorted(facts.causes),
    )
    sentences = [[line.fr, line.en] for line in shown.sentences] if shown else []
    decision.evidence = json.dumps(sentences, ensure_ascii=False)
    for name in ("reason", "diagnosis", "treatment", "referral"):
        setattr(decision, name, getattr(facts, name).strip())
    session.add(decision)
    session.flush()
    return decision


def _follow(session: Session, course: Course, facts: ReviewFacts, staff_id: UUID, now: datetime) -> Recorded | None:
    if facts.following is Following.CONTINUE:
        course.go_on_decided_at = now
        return None
    _cancel_appointments(session, course, now)
    write_closing(session, course, facts.outcome.label[_language_of(session, course)], now)
    if facts.following is Following.STOP:
        return None
    shelf = Shelf(session, session.get_one(Clinic, course.clinic_id))
    opened = write_course(shelf, _successor(session, course, facts, staff_id, now), now)
    shelf.flush()
    return opened


def _language_of(session: Session, course: Course) -> str:
    return session.get_one(Clinic, course.clinic_id).language


def _cancel_appointments(session: Session, course: Course, now: datetime) -> None:
    coming = session.scalars(
        select(TreatmentSession).where(
            TreatmentSession.clinic_id == course.clinic_id,
            TreatmentSession.course_id == course.id,
            TreatmentSession.state == SessionState.PLANNED,
            TreatmentSession.at > now,
        )
    ).all()
    for each in coming:
        each.state, each.is_held = SessionState.VOID, False
    session.flush()


def _successor(session: Session, course: Course, facts: ReviewFacts, staff_id: UUID, now: datetime) -> CourseFacts:
    """What the new course takes over from the old one, and what the decision says of it."""
    assert facts.new_course is not None
    count = session.scalar(
        select(func.count()).where(Course.clinic_id == course.clinic_id, Course.patient_id == course.patient_id)
    )
    return CourseFacts(
        external_id=f"{course.external_id[:90]}/{(count or 0) + 1}",
        patient=session.get_one(Patient, course.patient_id).external_id,
        physician=session.get_one(Staff, staff_id).external_id,
        zone=facts.new_course.zone,
        indication=facts.new_course.indication or facts.diagnosis or course.indication or "",
        is_painful=course.is_painful,
        circumstance=course.circumstance,
        intended_sessions=facts.new_course.intended_sessions,
        schedule_name=course.schedule_name,
        lesion_age_months=course.lesion_age_months,
        previous_treatment=course.previous_treatment or "",
        analgesics=frozenset(AnalgesicLevel(level) for level in course.analgesics),
        referring_doctor=course.referring_doctor or "",
        is_competitor=course.is_competitor,
        opened_at=now,
        acknowledged=facts.new_course.acknowledged,
    )
