"""What another version of a schedule would do to the patients who follow it; nothing is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.replan import owed_either_way
from vigil.domain.plan_difference import Change, Difference, differences
from vigil.domain.timing import WEEK, Schedule
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
    """Of ``followers`` patients ``in_reach`` may still be owed something, and ``looked_at`` were planned both ways.

    ``counts`` are messages and ``affected`` patients among those looked at, who are all in reach unless those are too
    many. ``shown`` are the first of those whose messages change, the most recently treated first.
    """

    followers: int
    in_reach: int
    looked_at: int
    affected: int
    counts: dict[Change, int]
    shown: tuple[Affected, ...]


def foresee_schedule(
    session: Session,
    clinic_id: UUID,
    present: Schedule,
    changed: Schedule,
    now: datetime,
    *,
    looked_at: int = LOOKED_AT,
) -> Foreseen:
    """The difference in dates, message by message, between the clinic's ``present`` version and ``changed``."""
    followers = _followers(session, clinic_id, changed.name)
    since = now - max(_reach(present), _reach(changed))
    in_reach = [patient_id for patient_id, last_at in followers if last_at >= since]
    counts: Counter[Change] = Counter()
    shown: list[Affected] = []
    affected = 0
    for patient_id in in_reach[:looked_at]:
        changes = differences(*owed_either_way(session, patient_id, now, changed))
        counts.update(each.change for each in changes)
        affected += bool(changes)
        if changes and len(shown) < SHOWN:
            shown.append(_affected(session, patient_id, changes))
    seen = min(looked_at, len(in_reach))
    return Foreseen(len(followers), len(in_reach), seen, affected, dict(counts), tuple(shown))


def _reach(schedule: Schedule) -> timedelta:
    """For how long after the last session something may still leave: until the last late check serves no purpose."""
    checks = schedule.late_checks
    return max((check.after for check in checks.check), default=timedelta(0)) + checks.grace + WEEK


def _followers(session: Session, clinic_id: UUID, name: str) -> Sequence[tuple[UUID, datetime]]:
    """Every patient with a session on the schedule and the instant of the last, the most recently treated first."""
    last_at = func.max(TreatmentSession.at)
    rows = session.execute(
        select(Course.patient_id, last_at)
        .join(TreatmentSession, TreatmentSession.course_id == Course.id)
        .where(Course.clinic_id == clinic_id, Course.schedule_name == name)
        .group_by(Course.patient_id)
        .order_by(last_at.desc(), Course.patient_id)
    )
    return [(patient_id, at) for patient_id, at in rows]


def _affected(session: Session, patient_id: UUID, changes: tuple[Difference, ...]) -> Affected:
    row = session.get_one(Patient, patient_id)
    names = (row.given_name, row.family_name)
    return Affected(row.external_id, "".join(f"{name[0]}." for name in names if name), ZoneInfo(row.zone), changes)
