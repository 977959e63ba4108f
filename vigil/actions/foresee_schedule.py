"""What another version of a schedule would do to the patients who follow it; nothing is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.replan import owed_either_way
from vigil.domain.plan_difference import Change, Difference, differences
from vigil.domain.timing import Schedule
from vigil.store.tables import Course, Patient, TreatmentSession

LOOKED_AT = 200
"""So many patients are planned twice for the answer, those treated last first; about 10 ms each."""

SHOWN = 20


@dataclass(frozen=True)
class Affected:
    """One patient whose messages change: file number, initials, and what changes in dates."""

    file_number: str
    initials: str
    zone: ZoneInfo
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Foreseen:
    """Of ``followers`` patients ``looked_at`` were planned both ways; ``counts`` are messages, ``affected`` patients.

    ``shown`` are the first of those whose messages change, the most recently treated first.
    """

    followers: int
    looked_at: int
    affected: int
    counts: dict[Change, int]
    shown: tuple[Affected, ...]


def foresee_schedule(
    session: Session, clinic_id: UUID, changed: Schedule, now: datetime, *, looked_at: int = LOOKED_AT
) -> Foreseen:
    """The difference in dates, message by message, between the clinic's current version and ``changed``."""
    followers = _followers(session, clinic_id, changed.name)
    counts: Counter[Change] = Counter()
    shown: list[Affected] = []
    affected = 0
    for patient_id in followers[:looked_at]:
        changes = differences(*owed_either_way(session, patient_id, now, changed))
        counts.update(each.change for each in changes)
        affected += bool(changes)
        if changes and len(shown) < SHOWN:
            shown.append(_affected(session, patient_id, changes))
    return Foreseen(len(followers), min(looked_at, len(followers)), affected, dict(counts), tuple(shown))


def _followers(session: Session, clinic_id: UUID, name: str) -> Sequence[UUID]:
    """Every patient with a session on the schedule, the most recently treated first."""
    return session.scalars(
        select(Course.patient_id)
        .join(TreatmentSession, TreatmentSession.course_id == Course.id)
        .where(Course.clinic_id == clinic_id, Course.schedule_name == name)
        .group_by(Course.patient_id)
        .order_by(func.max(TreatmentSession.at).desc(), Course.patient_id)
    ).all()


def _affected(session: Session, patient_id: UUID, changes: tuple[Difference, ...]) -> Affected:
    row = session.get_one(Patient, patient_id)
    names = (row.given_name, row.family_name)
    return Affected(row.external_id, "".join(f"{name[0]}." for name in names if name), ZoneInfo(row.zone), changes)
