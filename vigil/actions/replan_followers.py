"""Planning anew for everyone who follows a schedule: at once where they are few, else slice by slice.

Those whose course is over are among them: the ledger has a row for each step that the schedule owes, if only to say
that it came too late, and the reconciliation holds it to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vigil.actions.replan import Replanned, replan
from vigil.store.tables import Course, Replanning, TreatmentSession

log = structlog.get_logger()

AT_ONCE = 50
"""So many patients are planned anew while one waits: about half a second. More are left to the job ``replan``."""

SLICE = 20
"""So many patients are planned anew in one transaction: others who write wait no longer than that."""


@dataclass(frozen=True)
class Begun:
    """How many patients follow the schedule; ``messages`` is what changed, if it ``is_over`` already."""

    patients: int
    is_over: bool
    messages: Replanned = field(default_factory=Replanned)


def replan_followers(session: Session, clinic_id: UUID, name: str, now: datetime) -> tuple[int, Replanned]:
    """Plan anew for every patient with a session on this schedule; returns how many there are, and what it changed."""
    total = Replanned()
    ids = _followers(session, clinic_id, name)
    for patient_id in ids:
        _add(total, replan(session, patient_id, now))
    return len(ids), total


def begin_replanning(session: Session, clinic_id: UUID, name: str, now: datetime) -> Begun:
    """Plan anew for who follows the schedule, or note that it is to be done; one that is under way begins anew."""
    row = session.get(Replanning, (clinic_id, name))
    count = session.scalar(select(func.count()).select_from(_query(clinic_id, name).subquery())) or 0
    if count <= AT_ONCE:
        if row is not None:
            session.delete(row)
        patients, messages = replan_followers(session, clinic_id, name, now)
        return Begun(patients, True, messages)
    if row is None:
        row = Replanning(clinic_id=clinic_id, schedule_name=name)
        session.add(row)
    row.begun_at, row.patients, row.done, row.after_id, row.finished_at = now, count, 0, None, None
    row.entered = row.changed = row.cancelled = 0
    session.flush()
    return Begun(count, False)


def replan_slice(session: Session, row: Replanning, now: datetime) -> int:
    """Plan anew for the next patients; returns for how many. One that fails is left to the reconciliation to tell."""
    ids = _followers(session, row.clinic_id, row.schedule_name, after=row.after_id, most=SLICE)
    total = Replanned()
    for patient_id in ids:
        try:
            with session.begin_nested():
                _add(total, replan(session, patient_id, now))
        except Exception as error:  # its text may quote a person
            log.error("not planned anew", action="replan_failed", patient=str(patient_id), error=type(error).__name__)
    row.done += len(ids)
    row.after_id = ids[-1] if ids else row.after_id
    row.entered += total.entered
    row.changed += total.changed
    row.cancelled += total.cancelled
    if len(ids) < SLICE:
        row.finished_at = now
    return len(ids)


def _query(clinic_id: UUID, name: str) -> Select[UUID]:
    return (
        select(Course.patient_id)
        .join(TreatmentSession, TreatmentSession.course_id == Course.id)
        .where(Course.clinic_id == clinic_id, Course.schedule_name == name)
        .distinct()
    )


def _followers(
    session: Session, clinic_id: UUID, name: str, *, after: UUID | None = None, most: int | None = None
) -> Sequence[UUID]:
    query = _query(clinic_id, name).order_by(Course.patient_id).limit(most)
    return session.scalars(query if after is None else query.where(Course.patient_id > after)).all()


def _add(total: Replanned, done: Replanned) -> None:
    total.entered += done.entered
    total.changed += done.changed
    total.cancelled += done.cancelled
