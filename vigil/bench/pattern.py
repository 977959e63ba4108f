"""The patient after which the others are made: recorded by the real actions, taken down row by row, and taken back."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session
from vigil.bench.throwaway import PHYSICIAN, Throwaway
from vigil.domain.eva import Eva as Score
from vigil.domain.recording.facts import CourseFacts, PatientFacts, SessionFacts
from vigil.domain.words import SessionState
from vigil.store.base import Base
from vigil.store.tables import Ask, AskSession, Course, Eva, Message, MessageEvent, Patient, Token, TreatmentSession

Rows = list[tuple[Table, dict[str, Any]]]


def pattern(ground: Throwaway, at: datetime, *, owes: bool) -> Rows:
    """The rows of a patient treated at ``at``, in an order in which they can be entered.

    Of what it is owed, what asks how it is after 48 h, alone; or nothing.
    """
    with ground.store.writing(at, "bench") as session:
        patient_id = _record(session, ground.clinic_id, at)
        session.flush()
        rows = list(_taken(session, [*_facts(patient_id), *(_owed(patient_id) if owes else ())]))
        session.rollback()
    return rows


def _record(session: Session, clinic_id: UUID, at: datetime) -> UUID:
    person = PatientFacts(
        "B", "Durand", "Marie", born_on=date(1970, 5, 17), email="mould@bench.example", consents_to_email=True
    )
    patient_id = record_patient(session, clinic_id, person, at).id
    course = CourseFacts("BC", "B", "lombaire", PHYSICIAN, baseline=Score.of(7))
    open_course(session, clinic_id, course, at)
    treated = SessionFacts("BS", "BC", at, SessionState.PERFORMED, eva_before=Score.of(7))
    record_session(session, clinic_id, treated, at)
    return patient_id


def _facts(patient_id: UUID) -> list[tuple[type[Base], Any]]:
    courses = select(Course.id).where(Course.patient_id == patient_id)
    return [
        (Patient, Patient.id == patient_id),
        (Course, Course.patient_id == patient_id),
        (TreatmentSession, TreatmentSession.patient_id == patient_id),
        (Eva, Eva.course_id.in_(courses)),
        (Token, (Token.patient_id == patient_id) & Token.ask_id.is_(None)),
    ]


def _owed(patient_id: UUID) -> list[tuple[type[Base], Any]]:
    asks = select(Ask.id).where(Ask.patient_id == patient_id, Ask.key.startswith("followup:"))
    messages = select(Message.id).where(Message.ask_id.in_(asks))
    return [
        (Ask, Ask.id.in_(asks)),
        (AskSession, AskSession.ask_id.in_(asks)),
        (Token, Token.ask_id.in_(asks)),
        (Message, Message.id.in_(messages)),
        (MessageEvent, MessageEvent.message_id.in_(messages)),
    ]


def _taken(session: Session, wanted: Sequence[tuple[type[Base], Any]]) -> Iterator[tuple[Table, dict[str, Any]]]:
    for kind, condition in wanted:
        table = cast(Table, kind.__table__)
        for row in session.execute(select(table).where(condition)).mappings():
            yield table, dict(row)
