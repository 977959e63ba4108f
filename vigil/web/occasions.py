"""From an ask to the form that puts it: which courses, which reactions are still open, whether to ask about lumps."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.actions.closing import closed_note
from vigil.domain.instants import local_date
from vigil.domain.words import AskKind, AskState, Language, RiskFactor, SessionState
from vigil.replies.questionnaire import AskedCourse, FormContext
from vigil.store.prepared import Prepared
from vigil.store.reactions import unresolved
from vigil.store.tables import Ask, AskSession, Clinic, Course, Patient, TreatmentSession
from vigil.web import views

_WEEK = timedelta(days=7)


def form_context(session: Session, ask: Ask, patient: Patient, now: datetime) -> FormContext:
    """What changes the questions of this ask's form at ``now``."""
    courses = dict.fromkeys(_COURSES.all(session, clinic=ask.clinic_id, ask=ask.id))  # each once
    return FormContext(
        kind=ask.kind,
        courses=tuple(_asked(course) for course in courses),
        earlier=unresolved(session, ask),
        asks_about_lumps=_is_second_week(session, ask, now),
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


def waiting_elsewhere(session: Session, ask: Ask, now: datetime) -> Sequence[Any]:
    """The other asks that were put to the same patient and still wait for an answer, the first to close first.

    Of each: ``id``, ``clinic_id``, ``session_id``, ``generation``.
    """
    return _WAITING.all(session, clinic=ask.clinic_id, patient=ask.patient_id, ask=ask.id, now=now)


def session_day(session: Session, ask: Any, patient: Patient) -> date | None:
    """The day of the session that the ask is about, where the patient lives."""
    at = _SESSION_AT.scalar(session, id=ask.session_id)
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


def _is_second_week(session: Session, ask: Ask, now: datetime) -> bool:
    first = _FIRST_SESSION.scalar(session, clinic=ask.clinic_id, ask=ask.id)
    return first is not None and now - first >= _WEEK


_ASKED = (AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id == bindparam("ask"))
_COURSES = Prepared(
    select(Course.id, Course.zone, Course.is_painful, Course.circumstance)
    .join(AskSession, (AskSession.clinic_id == Course.clinic_id) & (AskSession.course_id == Course.id))
    .where(*_ASKED)
    .order_by(AskSession.place)
)
_FIRST_SESSION = Prepared(
    select(TreatmentSession.at)
    .where(
        TreatmentSession.clinic_id == bindparam("clinic"),
        TreatmentSession.course_id.in_(select(AskSession.course_id).where(*_ASKED)),
        TreatmentSession.state == SessionState.PERFORMED,
    )
    .order_by(TreatmentSession.at)
    .limit(1)
)
_SESSION_AT = Prepared(select(TreatmentSession.at).where(TreatmentSession.id == bindparam("id")))
_WAITING = Prepared(
    select(Ask.id, Ask.clinic_id, Ask.session_id, Ask.generation)
    .where(
        Ask.clinic_id == bindparam("clinic"),
        Ask.patient_id == bindparam("patient"),
        Ask.id != bindparam("ask"),
        Ask.state == AskState.OPEN,
        Ask.asked_at.is_not(None),
        Ask.replied_at.is_(None),
        Ask.closes_at > bindparam("now"),
    )
    .order_by(Ask.closes_at, Ask.id)
)
