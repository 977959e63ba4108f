"""Asking the rules: about an answer that has come in, and about a course that time has brought to a point.

An answer is never lost to a fault of ours: what the rules cannot evaluate opens a same-day alert that says so, and when
even that fails the course is looked at again by the next turn of the review job.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from vigil.actions.open_alert import open_alerts
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.history import Course, Report
from vigil.domain.reopening import Came
from vigil.domain.rules import RULES, Rule, RuleBook, evaluate_due, evaluate_report, next_review_at
from vigil.domain.rules.book import parse_book
from vigil.domain.rules.evaluation import FAILED
from vigil.domain.words import Urgency
from vigil.store import histories, versions
from vigil.store.savepoints import apart
from vigil.store.tables import Course as CourseRow
from vigil.store.writes import change_by_id

log = structlog.get_logger()

_parsed = lru_cache(maxsize=64)(parse_book)

Rules = Sequence[Rule[Any]]


def rule_book(session: Session, clinic_id: UUID, rules: Rules = RULES) -> tuple[RuleBook, versions.Version]:
    """The clinic's current thresholds of the rules, and the version that findings name."""
    version = versions.latest(session, clinic_id, "rules", "rules")
    if version is None:
        raise LookupError(f"clinic {clinic_id} has no rules")
    return _parsed("rules.toml", version.content, tuple(rules)), version


def judge_report(
    session: Session, facts: histories.Facts, report_id: UUID, now: datetime, rules: Rules = RULES
) -> list[Finding]:
    """Evaluate every rule on a report, for each course that it speaks of, and open the alerts."""
    report = next(report for report in facts.reports if report.id == report_id)
    courses = [course for course in facts.courses if course.id in report.ask.course_ids]
    findings: list[Finding] = []
    for course in courses:
        findings += _judge_course(session, facts, course, now, report, rules)
    guarded(session, lambda: judge_timed(session, facts, now))
    return findings


def judge_timed(session: Session, facts: histories.Facts, now: datetime) -> list[Finding]:
    """Evaluate the rules that time drives on a patient's courses, open the alerts, and store when to look again.

    Called after every change too: what has just become true does not wait for a turn of the review job.
    """
    book, _ = rule_book(session, facts.row.clinic_id)
    findings: list[Finding] = []
    for course in facts.courses:
        findings += _judge_course(session, facts, course, now, None)
        due_at = next_review_at(facts.history(course), book, now)
        if facts.review_due_at[course.id] != due_at:
            change_by_id(session, CourseRow, facts.row.clinic_id, course.id, review_due_at=due_at)
    return findings


def guarded(session: Session, *attempts: Callable[[], list[Finding]]) -> list[Finding]:
    """The first of the attempts that does not raise, each in a savepoint: what was kept before stands either way."""
    for number, attempt in enumerate(attempts, start=1):
        try:
            with apart(session):
                return attempt()
        except Exception as error:  # its text may quote answers: only its type is logged
            log.error("judging failed", action="judge_failed", attempt=number, error=type(error).__name__)
    return []


def open_failure(
    session: Session,
    patient_id: UUID,
    clinic_id: UUID,
    course_id: UUID,
    ask_id: UUID,
    report_id: UUID,
    now: datetime,
    urgency: Urgency = Urgency.SAME_DAY,
) -> list[Finding]:
    """The alert that an answer could not be evaluated; and the course is looked at again soon."""
    finding = Finding(
        rule=FAILED,
        version=1,
        urgency=urgency,
        cause=Cause.ASK,
        cause_id=ask_id,
        reason=Bilingual(
            "Réponse reçue mais non évaluée : à lire, rien n'est exclu.",
            "An answer came in and could not be evaluated: read it, nothing is excluded.",
        ),
        rests_on=(report_id.hex,),
    )
    open_alerts(
        session,
        [finding],
        clinic_id=clinic_id,
        patient_id=patient_id,
        course_id=course_id,
        ask_id=ask_id,
        report_id=report_id,
        now=now,
        came=Came.ANSWER,
    )
    row = session.get(CourseRow, course_id)
    if row is not None:
        row.review_due_at = now + timedelta(hours=1)
    return [finding]


def look_soon(session: Session, course_id: UUID, now: datetime) -> list[Finding]:
    """Have the review job look at a course at its next turn."""
    session.get_one(CourseRow, course_id).review_due_at = now
    return []


def _judge_course(
    session: Session,
    facts: histories.Facts,
    course: Course,
    now: datetime,
    report: Report | None,
    rules: Rules = RULES,
) -> list[Finding]:
    book, version = rule_book(session, facts.row.clinic_id, rules)
    history = facts.history(course, report)
    evaluation = evaluate_report(history, book, now) if report else evaluate_due(history, book, now)
    for failure in evaluation.failures:
        log.error("a rule failed", action="rule_failed", rule=failure.rule, error=type(failure.error).__name__)
    open_alerts(
        session,
        evaluation.findings,
        clinic_id=facts.row.clinic_id,
        patient_id=facts.row.id,
        course_id=course.id,
        ask_id=report.ask.id if report else None,
        report_id=report.id if report else None,
        rules_version_id=version.id,
        now=now,
        came=_came(report),
    )
    return list(evaluation.findings)


def _came(report: Report | None) -> Came:
    """What a person at the clinic puts right is no news to them."""
    if report is None or report.channel == "staff":
        return Came.NOTHING
    return Came.PHOTO if report.channel == "photo" else Came.ANSWER
