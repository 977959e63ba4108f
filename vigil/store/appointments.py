"""The clinic's sessions by their instant: a day's list, what is past and was never recorded, and the last mixtures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vigil.domain.words import SessionState
from vigil.store.tables import Course, Patient, Product, TreatmentSession

PAGE = 40
_RECENT = 200  # performed sessions that are looked through for the last mixture of each technique
_MOST_MIXTURES = 4


@dataclass(frozen=True)
class Appointment:
    """A session with its course and its patient."""

    session: TreatmentSession
    course: Course
    patient: Patient


@dataclass(frozen=True)
class Mixture:
    """What a performed session was done with; ``products`` in the order in which they were recorded."""

    session: TreatmentSession
    products: tuple[Product, ...]


def between(
    session: Session, clinic_id: UUID, begins_at: datetime, ends_at: datetime, *, page: int = 0
) -> tuple[list[Appointment], bool]:
    """The sessions of a time in their order, those that are void left out, and whether there is a further page."""
    held = TreatmentSession.at
    states = TreatmentSession.state.in_((SessionState.PLANNED, SessionState.PERFORMED, SessionState.MISSED))
    asked = _joined(clinic_id).where(states, held >= begins_at, held < ends_at).order_by(held, TreatmentSession.id)
    return _page(session, asked, page)


def past(session: Session, clinic_id: UUID, now: datetime, *, page: int = 0) -> tuple[list[Appointment], bool]:
    """Appointments whose time has come and gone without a word, the longest past first."""
    asked = _joined(clinic_id).where(*_is_past(now)).order_by(TreatmentSession.at, TreatmentSession.id)
    return _page(session, asked, page)


def count_past(session: Session, clinic_id: UUID, now: datetime) -> int:
    """How many there are."""
    found = select(func.count()).select_from(TreatmentSession)
    return session.scalar(found.where(TreatmentSession.clinic_id == clinic_id, *_is_past(now))) or 0


def planned_for(session: Session, clinic_id: UUID, patient_id: UUID) -> Sequence[TreatmentSession]:
    """The appointments of a patient that are still open, past ones included, the earliest first."""
    return session.scalars(
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.state == SessionState.PLANNED,
        )
        .order_by(TreatmentSession.at)
        .limit(PAGE)
    ).all()


def latest_performed(session: Session, clinic_id: UUID, course_id: UUID) -> TreatmentSession | None:
    """The last session of a course that took place."""
    row = TreatmentSession
    return session.scalar(
        select(row)
        .where(row.clinic_id == clinic_id, row.course_id == course_id, row.state == SessionState.PERFORMED)
        .order_by(row.at.desc())
        .limit(1)
    )


def last_mixtures(session: Session, clinic_id: UUID) -> list[Mixture]:
    """What the clinic last injected, once for each technique, the latest first.

    What deviated from the rules (a fourth product, a corticosteroid) is never offered again.
    """
    recent = session.execute(
        select(TreatmentSession.id, TreatmentSession.technique, TreatmentSession.deviations)
        .where(TreatmentSession.clinic_id == clinic_id, TreatmentSession.state == SessionState.PERFORMED)
        .where(select(Product.id).where(_of_session()).exists())
        .order_by(TreatmentSession.at.desc(), TreatmentSession.id.desc())
        .limit(_RECENT)
    )
    chosen: dict[str, UUID] = {}
    for id, technique, deviations in recent:
        if not deviations:
            chosen.setdefault(technique.strip().casefold(), id)
    return mixtures(session, clinic_id, list(chosen.values())[:_MOST_MIXTURES])


def mixtures(session: Session, clinic_id: UUID, ids: Sequence[UUID]) -> list[Mixture]:
    """What sessions of the clinic were done with, in the order of their ``ids``; others are left out."""
    ours = TreatmentSession.clinic_id == clinic_id
    rows = {row.id: row for row in session.scalars(select(TreatmentSession).where(ours, TreatmentSession.id.in_(ids)))}
    held = select(Product).where(Product.clinic_id == clinic_id, Product.session_id.in_(list(rows)))
    products = session.scalars(held.order_by(Product.external_id)).all()
    return [
        Mixture(rows[id], tuple(product for product in products if product.session_id == id))
        for id in ids
        if id in rows
    ]


def _of_session() -> Any:
    return (Product.clinic_id == TreatmentSession.clinic_id) & (Product.session_id == TreatmentSession.id)


def _is_past(now: datetime) -> tuple[Any, ...]:
    return TreatmentSession.state == SessionState.PLANNED, TreatmentSession.at < now


def _joined(clinic_id: UUID) -> Select[TreatmentSession, Course, Patient]:
    return (
        select(TreatmentSession, Course, Patient)
        .join(Course, Course.id == TreatmentSession.course_id)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .where(TreatmentSession.clinic_id == clinic_id)
    )


def _page(
    session: Session, asked: Select[TreatmentSession, Course, Patient], page: int
) -> tuple[list[Appointment], bool]:
    rows = session.execute(asked.offset(page * PAGE).limit(PAGE + 1)).all()
    return [Appointment(*row) for row in rows[:PAGE]], len(rows) > PAGE
