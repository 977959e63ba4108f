"""From an ask to the form that puts it: which courses, which reactions are still open, whether to ask about lumps."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.instants import local_date
from vigil.domain.words import AskKind, AskState, RiskFactor, SessionState
from vigil.replies.questionnaire import AskedCourse, FormContext
from vigil.store.reactions import unresolved
from vigil.store.tables import Ask, AskSession, Clinic, Course, Patient, TreatmentSession
from vigil.web import views

_WEEK = timedelta(days=7)


def form_context(session: Session, ask: Ask, patient: Patient, now: datetime) -> FormContext:
    """What changes the questions of this ask's form at ``now``."""
    courses = _courses(session, ask)
    return FormContext(
        kind=ask.kind,
        courses=tuple(_asked(course) for course in courses),
        earlier=unresolved(session, ask),
        asks_about_lumps=_is_second_week(session, courses, now),
        is_immunosuppressed=RiskFactor.IMMUNOSUPPRESSION in patient.risk_factors,
    )


def sheet_context(session: Session, treated: TreatmentSession, patient: Patient, now: datetime) -> FormContext:
    """The questions of a printed sheet that belongs to no ask: those that follow its session, scores included."""
    ask = session.scalar(
        select(Ask)
        .join(AskSession, (AskSession.clinic_id == Ask.clinic_id) & (AskSession.ask_id == Ask.id))
        .where(
            AskSession.clinic_id == treated.clinic_id,
            AskSession.session_id == treated.id,
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


def waiting_elsewhere(session: Session, ask: Ask, now: datetime) -> Sequence[Ask]:
    """The other asks that were put to the same patient and still wait for an answer, the first to close first."""
    return session.scalars(
        select(Ask)
        .where(
            Ask.clinic_id == ask.clinic_id,
            Ask.patient_id == ask.patient_id,
            Ask.id != ask.id,
            Ask.state == AskState.OPEN,
            Ask.asked_at.is_not(None),
            Ask.replied_at.is_(None),
            Ask.closes_at > now,
        )
        .order_by(Ask.closes_at, Ask.id)
    ).all()


def session_day(session: Session, ask: Ask, patient: Patient) -> date | None:
    """The day of the session that the ask is about, where the patient lives."""
    treated = session.get(TreatmentSession, ask.session_id)
    return local_date(treated.at, ZoneInfo(patient.zone)) if treated else None


def shown_clinic(clinic: Clinic) -> views.Clinic:
    """The clinic as patients see it: by its neutral name."""
    return views.Clinic(clinic.mail_name, clinic.phone)


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


def _asked(course: Course) -> AskedCourse:
    return AskedCourse(course.id, course.zone, is_painful=course.is_painful, circumstance=course.circumstance)


def _courses(session: Session, ask: Ask) -> Sequence[Course]:
    links = session.scalars(
        select(AskSession)
        .where(AskSession.clinic_id == ask.clinic_id, AskSession.ask_id == ask.id)
        .order_by(AskSession.place)
    ).all()
    ids = dict.fromkeys(link.course_id for link in links)
    found = (session.get(Course, id) for id in ids)
    return [course for course in found if course is not None]


def _is_second_week(session: Session, courses: Sequence[Course], now: datetime) -> bool:
    first = session.scalar(
        select(TreatmentSession.at)
        .where(
            TreatmentSession.course_id.in_([course.id for course in courses]),
            TreatmentSession.state == SessionState.PERFORMED,
        )
        .order_by(TreatmentSession.at)
        .limit(1)
    )
    return first is not None and now - first >= _WEEK
