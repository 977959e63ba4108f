"""A clinic changes one of its schedules: a new immutable version, and what is not sent yet is planned anew."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.replan import Replanned
from vigil.actions.replan_followers import begin_replanning
from vigil.domain.errors import ConfigurationError
from vigil.domain.schedule import parse_schedule
from vigil.store import versions


@dataclass(frozen=True)
class ScheduleChanged:
    """What a change did: the version's number, how many patients follow the schedule, and what became of messages.

    Where they are many (``is_over`` is false), their messages follow with the job ``replan``.
    """

    number: int
    is_new: bool
    patients: int = 0
    messages: Replanned = field(default_factory=Replanned)
    is_over: bool = True


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
    begun = begin_replanning(session, clinic_id, name, now)
    return ScheduleChanged(version.number, True, begun.patients, begun.messages, begun.is_over)
