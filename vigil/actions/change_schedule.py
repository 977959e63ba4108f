"""A clinic changes one of its schedules: a new immutable version, and what is not sent yet is planned anew."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.replan import Replanned, replan
from vigil.domain.errors import ConfigurationError
from vigil.domain.schedule import parse_schedule
from vigil.store import versions
from vigil.store.tables import Course, TreatmentSession


@dataclass(frozen=True)
class ScheduleChanged:
    """What a change did: the version's number, how many patients follow the schedule, and what became of messages."""

    number: int
    is_new: bool
    patients: int = 0
    messages: Replanned = field(default_factory=Replanned)


def change_schedule(session: Session, clinic_id: UUID, name: str, content: str, now: datetime) -> ScheduleChanged:
    """Keep ``content`` as the clinic's own version of ``name``, and plan anew for everyone who follows it.

    ``ConfigurationError`` says what is wrong with the file, and nothing is changed. The content that the clinic has
    already makes no new version. A name that it does not have yet is a new schedule, for courses to follow.
    """
    told = parse_schedule(f"schedules/{name}.toml", content).name
    if told != name:
        raise ConfigurationError(f"schedules/{name}.toml", "name", told, repr(name))
    current = versions.latest(session, clinic_id, "schedule", name)
    if current is not None and current.digest == versions.digest(content):
        return ScheduleChanged(current.number, is_new=False)
    version = versions.add(session, clinic_id, "schedule", name, content, now, is_seeded=False)
    patients, messages = replan_followers(session, clinic_id, name, now)
    return ScheduleChanged(version.number, True, patients, messages)


def replan_followers(session: Session, clinic_id: UUID, name: str, now: datetime) -> tuple[int, Replanned]:
    """Plan anew for every patient with a session on this schedule; returns how many there are, and what it changed.

    Those whose course is over are among them: the ledger has a row for each step that the schedule owes, if only
    to say that it came too late, and the reconciliation holds it to that.
    """
    followers = session.scalars(
        select(Course.patient_id)
        .join(TreatmentSession, TreatmentSession.course_id == Course.id)
        .where(Course.clinic_id == clinic_id, Course.schedule_name == name)
        .distinct()
        .order_by(Course.patient_id)
    ).all()
    total = Replanned()
    for patient_id in followers:
        done = replan(session, patient_id, now)
        total.entered += done.entered
        total.changed += done.changed
        total.cancelled += done.cancelled
    return len(followers), total
