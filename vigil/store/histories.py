"""From rows to the facts that rules and plans read: some patients of a clinic, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.domain import history
from vigil.domain.answers import ReactionAnswer
from vigil.domain.answers_json import from_json
from vigil.domain.eva import Eva
from vigil.domain.schedule import Schedule, parse_schedule
from vigil.domain.words import Bother, Evolution, Onset, RiskFactor, Sign
from vigil.store import patient_rows, tables, versions
from vigil.store.database import keyring
from vigil.store.patients import mail_address
from vigil.store.sealing import place


@dataclass(frozen=True)
class Facts:
    """One patient with everything that bears on what is owed and found."""

    row: tables.Patient
    patient: history.Patient
    courses: tuple[history.Course, ...]
    schedules: dict[UUID, tuple[Schedule, versions.Version]]  # by course
    asks: tuple[history.Ask, ...]
    ask_rows: tuple[Any, ...]  # the same as the ledger sees them
    reports: tuple[history.Report, ...]
    open_alerts: dict[UUID | None, frozenset[str]]  # rule ids by course
    review_due_at: dict[UUID, datetime | None]  # by course: when it is to be looked at again

    def history(self, course: history.Course, report: history.Report | None = None) -> history.History:
        """What the rules are asked about one course."""
        return history.History(
            patient=self.patient,
            course=course,
            reports=tuple(each for each in self.reports if course.id in each.ask.course_ids),
            asks=tuple(ask for ask in self.asks if course.id in ask.course_ids),
            report=report,
            open_alerts=self.open_alerts.get(course.id, frozenset()),
            other_courses=tuple(other for other in self.courses if other.id != course.id),
        )


def load(session: Session, patient_id: UUID, at: datetime) -> Facts:
    """The facts of one patient (``LookupError`` when there is none)."""
    row = session.get(tables.Patient, patient_id)
    if row is None:
        raise LookupError(f"no patient {patient_id}")
    return load_all(session, [row], at)[patient_id]


def load_all(session: Session, patients: Sequence[tables.Patient], at: datetime) -> dict[UUID, Facts]:
    """The facts of patients of one clinic, by id."""
    session.flush()  # what follows reads the tables themselves
    course_rows = _grouped(patient_rows.rows(session, patient_rows.COURSES, patients), "patient_id")
    schedules = {course.id: schedule_of(session, course) for rows in course_rows.values() for course in rows}
    courses = _courses(session, patients, course_rows, schedules)
    ask_rows, asks = _asks(session, patients)
    reports = _reports(session, patients, asks)
    alerts = _grouped(patient_rows.rows(session, patient_rows.OPEN_ALERTS, patients), "patient_id")
    return {
        row.id: Facts(
            row=row,
            patient=_patient(row, course_rows[row.id], at),
            courses=courses[row.id],
            schedules={course.id: schedules[course.id] for course in course_rows[row.id]},
            asks=tuple(asks[ask.id] for ask in ask_rows[row.id]),
            ask_rows=tuple(ask_rows[row.id]),
            reports=reports[row.id],
            open_alerts=_rules_by_course(alerts[row.id]),
            review_due_at={course.id: course.review_due_at for course in course_rows[row.id]},
        )
        for row in patients
    }


def with_new_asks(session: Session, facts: Facts) -> Facts:
    """The facts of a patient whose asks have changed since, and nothing else."""
    session.flush()
    rows, asks = _asks(session, [facts.row])
    return replace(facts, asks=tuple(asks.values()), ask_rows=tuple(rows[facts.row.id]))


def schedule_of(session: Session, course: Any) -> tuple[Schedule, versions.Version]:
    """The clinic's current version of the course's schedule."""
    version = versions.latest(session, course.clinic_id, "schedule", course.schedule_name)
    if version is None:
        raise LookupError(f"the clinic has no schedule {course.schedule_name!r}")
    return parsed(f"schedules/{course.schedule_name}.toml", version.content), version


parsed = lru_cache(maxsize=256)(parse_schedule)


def _patient(row: tables.Patient, courses: Iterable[Any], at: datetime) -> history.Patient:
    return history.Patient(
        id=row.id,
        zone=ZoneInfo(row.zone),
        born_on=date.fromisoformat(row.born_on) if row.born_on else None,
        language=row.language,
        state=row.state,
        is_emailable=mail_address(row, at) is not None,
        risk_factors=frozenset(RiskFactor(factor) for factor in row.risk_factors),
        is_competitor=any(course.is_competitor for course in courses if course.closed_at is None),
    )


def _courses(
    session: Session,
    patients: Sequence[tables.Patient],
    rows: dict[UUID, list[Any]],
    schedules: dict[UUID, tuple[Schedule, versions.Version]],
) -> dict[UUID, tuple[history.Course, ...]]:
    products = _grouped(patient_rows.rows(session, patient_rows.PRODUCTS, patients), "session_id")
    evas = _grouped(patient_rows.rows(session, patient_rows.CURRENT_EVAS, patients), "course_id")
    sessions = _grouped(patient_rows.rows(session, patient_rows.SESSIONS, patients), "course_id")
    return {
        patient.id: tuple(
            _course(row, schedules[row.id][0], sessions[row.id], products, evas[row.id]) for row in rows[patient.id]
        )
        for patient in patients
    }


def _course(
    row: Any,
    schedule: Schedule,
    sessions: list[Any],
    products: dict[UUID, list[Any]],
    evas: list[Any],
) -> history.Course:
    before = {eva.session_id: Eva(eva.low, eva.high) for eva in evas if eva.occasion == "before"}
    return history.Course(
        id=row.id,
        patient_id=row.patient_id,
        zone=row.zone,
        opened_at=row.opened_at,
        sessions=tuple(_session(each, products[each.id], before.get(each.id)) for each in sessions),
        intended_sessions=row.intended_sessions,
        is_painful=row.is_painful,
        circumstance=row.circumstance,
        evas=tuple(_measure(eva) for eva in evas),
        closed_at=row.closed_at,
        review_after_sessions=schedule.review_after_sessions,
        spacing_days=schedule.spacing_after(1),
        go_on_decided_at=row.go_on_decided_at,
    )


def _session(row: Any, products: list[Any], before: Eva | None) -> history.Session:
    return history.Session(
        id=row.id,
        course_id=row.course_id,
        at=row.at,
        state=row.state,
        recorded_at=row.recorded_at,
        depths_mm=tuple(row.depths_mm),
        products=tuple(
            history.Product(
                name=product.name,
                product_class=product.product_class,
                syringe=product.syringe,
                dose=product.dose,
                lot=product.lot,
                expires_on=product.expires_on,
                depth_mm=product.depth_mm,
            )
            for product in products
        ),
        eva_before=before,
        is_held=row.is_held,
    )


def _measure(row: Any) -> history.EvaMeasure:
    return history.EvaMeasure(
        value=Eva(row.low, row.high),
        answered_at=row.answered_at,
        instrument=row.instrument,
        session_id=row.session_id,
        is_baseline=row.occasion == "baseline",
        is_before_session=row.occasion == "before",
        is_recalled=row.is_recalled,
    )


def _asks(
    session: Session, patients: Sequence[tables.Patient]
) -> tuple[dict[UUID, list[Any]], dict[UUID, history.Ask]]:
    """The rows by patient, and what they say by id."""
    links = _grouped(patient_rows.rows(session, patient_rows.ASKED_SESSIONS, patients), "ask_id")
    rows = patient_rows.rows(session, patient_rows.ASKS, patients)
    return _grouped(rows, "patient_id"), {row.id: _ask(row, links[row.id]) for row in rows}


def _ask(row: Any, links: list[Any]) -> history.Ask:
    return history.Ask(
        id=row.id,
        key=row.key,
        kind=row.kind,
        state=row.state,
        session_ids=tuple(link.session_id for link in links),
        course_ids=tuple(dict.fromkeys(link.course_id for link in links)),
        asked_at=row.asked_at,
        closes_at=row.closes_at,
    )


def _reports(
    session: Session, patients: Sequence[tables.Patient], asks: dict[UUID, history.Ask]
) -> dict[UUID, tuple[history.Report, ...]]:
    reactions = _grouped(patient_rows.rows(session, patient_rows.REACTIONS, patients), "report_id")
    rows = _grouped(patient_rows.rows(session, patient_rows.CURRENT_REPORTS, patients), "patient_id")
    return {
        patient.id: tuple(_report(session, row, asks[row.ask_id], reactions[row.id]) for row in rows[patient.id])
        for patient in patients
    }


def _report(session: Session, row: Any, ask: history.Ask, reactions: Iterable[Any]) -> history.Report:
    return history.Report(
        id=row.id,
        ask=ask,
        answered_at=row.answered_at,
        answers=from_json(_answers(session, row)),
        reactions=tuple(_reaction(reaction) for reaction in reactions),
        version=row.version,
        channel=row.channel,
    )


def _answers(session: Session, row: Any) -> str:
    sealed: bytes | None = row.answers_sealed
    return keyring(session).unseal(sealed, place("report", "answers_sealed", row.id)) if sealed else "{}"


def _reaction(row: Any) -> ReactionAnswer:
    return ReactionAnswer(
        code=row.code,
        onset=Onset(row.onset) if row.onset else None,
        evolution=Evolution(row.evolution) if row.evolution else None,
        bother=Bother(row.bother) if row.bother else None,
        signs=frozenset(Sign(sign) for sign in row.signs),
        is_earlier=row.is_earlier,
        count=row.count,
    )


def _rules_by_course(alerts: Iterable[Any]) -> dict[UUID | None, frozenset[str]]:
    return {course: frozenset(row.rule for row in rows) for course, rows in _grouped(alerts, "course_id").items()}


def _grouped(rows: Iterable[Any], column: str) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, column)].append(row)
    return grouped
