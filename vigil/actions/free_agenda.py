"""Appointments of who does not come any more leave the agenda, and those of who comes back are in it again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from vigil.domain.words import SessionState
from vigil.store.tables import Patient, TreatmentSession

DIED = "Décès"


def free_agenda(session: Session, patient: Patient, why: str, now: datetime) -> list[UUID]:
    """Cancel the coming appointments, with the reason; one whose hour has passed still wants a word on what it was.

    Whoever calls plans anew. Returns which they were.
    """
    coming = session.scalars(
        select(TreatmentSession)
        .where(*_of(patient), TreatmentSession.state == SessionState.PLANNED, TreatmentSession.at > now)
        .order_by(TreatmentSession.at)
    ).all()
    for appointment in coming:
        appointment.state, appointment.state_reason = SessionState.VOID, why
    return [appointment.id for appointment in coming]


def refill_agenda(session: Session, patient: Patient, ids: Iterable[UUID], now: datetime) -> int:
    """Plan again what ``free_agenda`` cancelled, as far as it is yet to come and nobody has changed it since."""
    again = session.scalars(
        select(TreatmentSession).where(
            *_of(patient),
            TreatmentSession.id.in_(list(ids)),
            TreatmentSession.state == SessionState.VOID,
            TreatmentSession.at > now,
        )
    ).all()
    for appointment in again:
        appointment.state, appointment.state_reason = SessionState.PLANNED, ""
    return len(again)


def _of(patient: Patient) -> tuple[ColumnElement[bool], ...]:
    return TreatmentSession.clinic_id == patient.clinic_id, TreatmentSession.patient_id == patient.id
