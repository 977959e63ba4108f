"""From an ask to the form that puts it: which courses, which reactions are still open, whether to ask about lumps."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from vigil.actions.closing import closed_note
from vigil.domain.instants import local_date
from vigil.domain.words import AskKind, AskState, Language, RiskFactor, SessionState
from vigil.replies.questionnaire import AskedCourse, FormContext
from vigil.store.listed import Listed
from vigil.store.reactions import told, unresolved_besides
from vigil.store.tables import Ask, AskSession, Clinic, Course, Patient, TreatmentSession
from vigil.web import views

_WEEK = timedelta(days=7)


def form_context(session: Session, ask: Ask, patient: Patient, now: datetime) -> FormContext:
    """What changes the questions of this ask's form at ``now``."""
    return form_contexts(session, [(ask, patient)], now)[0]


def form_contexts(session: Session, asked: Sequence[tuple[Ask, Patient]], now: datetime) -> list[FormContext]:
    """The same for some asks of one clinic."""
    asks = [ask for ask, _ in asked]
    ids, clinic = [ask.id for ask in asks], asks[0].clinic_id
    courses: dict[UUID, dict[UUID, Any]] = defaultdict(dict)  # each once
    for row in _COURSES.all(session, listed=ids, clinic=clinic):
        courses[row.ask_id][row.id] = row
    earlier = told(session, asks)
    return [
        FormContext(
            kind=ask.kind,
            courses=tuple(_asked(course) for course in courses[ask.id].values()),
            earlier=unresolved_besides(ask, earlier[ask.patient_id]),
            asks_about_lumps=any(now - row.begun_at >= _WEEK for row in courses[ask.id].values() if row.begun_at),
            is_immunosuppressed=RiskFactor.IMMUNOSUPPRESSION in patient.risk_factors,
        )
        for ask, patient in asked
    ]


def sheet_context(session: Session, treated: TreatmentSession, patient: Patient, now: datetime) -> FormContext:
    """The questions of a printed sheet that belongs to no ask: those that follow its session, scores included."""
    ask = session.scalar(
        select(Ask)
        .join(AskSession, (AskSession.clinic_id == Ask.clinic_id) & (AskSession.ask_id == Ask.id))
        .where(
            AskSession.clinic_id == treated.clinic_id,
            AskSession.session_id == treated.id,
            Ask.clinic_id == treated.clinic_id,
            Ask.patient_id == patient.id,
            Ask.kind == AskKind.FOLLOWUP,
        )
        .limit(1)
    )
    if ask is not None:
        return form_context(session, ask, patient, now)
    course = session.get_one(Course, treated.course_id)
    return FormContext(
        kind=AskKind.FOLLOWUP,
        courses=(_asked(course),),
        is_immunosuppressed=RiskFactor.IMMUNOSUPPRESSION in patient.risk_factors,
    )


def waiting(session: Session, asks: Sequence[Ask], now: datetime) -> dict[UUID, list[Any]]:
    """The asks that were put to the patients of some asks of one clinic and still wait, the first to close first.

    By patient; of each: ``id``, ``clinic_id``, ``session_id``, ``generation``.
    """
    found: dict[UUID, list[Any]] = defaultdict(list)
    patients = [ask.patient_id for ask in asks]
    for row in _WAITING.all(session, listed=patients, clinic=asks[0].clinic_id, now=now):
        found[row.patient_id].append(row)
    return found


def session_day(session: Session, ask: Any, patient: Patient) -> date | None:
    """The day of the session that the ask is about, where the patient lives."""
    return day_there(session_instants(session, [ask]).get(ask.session_id), patient)


def session_instants(session: Session, asks: Iterable[Any]) -> dict[UUID, datetime]:
    """When the sessions are that asks are about, by id."""
    return {row.id: row.at for row in _SESSIONS.all(session, listed=[ask.session_id for ask in asks])}


def day_there(at: datetime | None, patient: Patient) -> date | None:
    """The day of an instant where the patient lives."""
    return local_date(at, ZoneInfo(patient.zone)) if at else None


def shown_clinic(session: Session, clinic: Clinic, language: Language, now: datetime) -> views.Clinic:
    """The clinic as patients see it: by its neutral name, with who answers where it is closed today."""
    return views.Clinic(clinic.mail_name, clinic.phone, closed_note(session, clinic, language, now))


def fresh_request_id() -> str:
    """What makes a double click do nothing; new for each page that is drawn."""
    return uuid4().hex


def competes(session: Session, patient: Patient) -> bool:
    """Whether a course under way treats someone who competes: their instructions name what sport forbids."""
    query = select(Course.id).where(
        Course.clinic_id == patient.clinic_id,
        Course.patient_id == patient.id,
        Course.is_competitor,
        Course.closed_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def _asked(course: Any) -> AskedCourse:
    return AskedCourse(course.id, course.zone, is_painful=course.is_painful, circumstance=course.circumstance)


_BEGUN_AT = (
    select(func.min(TreatmentSession.at))
    .where(
        TreatmentSession.clinic_id == Course.clinic_id,
        TreatmentSession.course_id == Course.id,
        TreatmentSession.state == SessionState.PERFORMED,
    )
    .scalar_subquery()
    .label("begun_at")
)
_COURSES = Listed(
    lambda asks: (
        select(AskSession.ask_id, Course.id, Course.zone, Course.is_painful, Course.circumstance, _BEGUN_AT)
        .join(AskSession, (AskSession.clinic_id == Course.clinic_id) & (AskSession.course_id == Course.id))
        .where(AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id.in_(asks))
        .order_by(AskSession.place)
    )
)
_SESSIONS = Listed(
    lambda sessions: select(TreatmentSession.id, TreatmentSession.at).where(TreatmentSession.id.in_(sessions))
)
_WAITING = Listed(
    lambda patients: (
        select(Ask.patient_id, Ask.id, Ask.clinic_id, Ask.session_id, Ask.generation)
        .where(
            Ask.clinic_id == bindparam("clinic"),
            Ask.patient_id.in_(patients),
            Ask.state == AskState.OPEN,
            Ask.asked_at.is_not(None),
            Ask.replied_at.is_(None),
            Ask.closes_at > bindparam("now"),
        )
        .order_by(Ask.closes_at, Ask.id)
    )
)
