"""What the practice does by hand: calls and sheets that are due, and patients whose address is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vigil.domain.words import Channel
from vigil.store.tables import Ask, Message, Patient

PAGE = 40

_WAITING = text("message.channel != 'email' AND message.state = 'planned'")  # as the index says it
_REFUSED = text("patient.state = 'unreachable'")


@dataclass(frozen=True)
class Task:
    """A call or a sheet, with whom it is for and the question that it puts."""

    message: Message
    patient: Patient
    ask: Ask | None


def due(
    session: Session, clinic_id: UUID, channel: Channel, now: datetime, *, page: int = 0
) -> tuple[list[Task], bool]:
    """The calls, or the sheets, that are due, the longest due first; and whether there is a further page."""
    rows = session.execute(
        select(Message, Patient, Ask)
        .join(Patient, Patient.id == Message.patient_id)
        .outerjoin(Ask, Ask.id == Message.ask_id)
        .where(_WAITING, *_of(clinic_id, channel, now))
        .order_by(Message.due_at, Message.id)
        .offset(page * PAGE)
        .limit(PAGE + 1)
    ).all()
    return [Task(*row) for row in rows[:PAGE]], len(rows) > PAGE


def count_due(session: Session, clinic_id: UUID, channel: Channel, now: datetime) -> int:
    found = select(func.count()).select_from(Message).where(_WAITING, *_of(clinic_id, channel, now))
    return session.scalar(found) or 0


def unreachable(session: Session, clinic_id: UUID, *, page: int = 0) -> tuple[Sequence[Patient], bool]:
    """Patients whose address is refused, in order of their file numbers; and whether there is a further page."""
    found = select(Patient).where(_REFUSED, Patient.clinic_id == clinic_id).order_by(Patient.external_id)
    rows = session.scalars(found.offset(page * PAGE).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def count_unreachable(session: Session, clinic_id: UUID) -> int:
    found = select(func.count()).select_from(Patient).where(_REFUSED, Patient.clinic_id == clinic_id)
    return session.scalar(found) or 0


def _of(clinic_id: UUID, channel: Channel, now: datetime) -> tuple[Any, ...]:
    return Message.clinic_id == clinic_id, Message.channel == channel, Message.due_at <= now
