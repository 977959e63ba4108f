"""A course is closed: no session is added any more, and its late checks go on. A mistaken closing can be undone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.recording.recorded import Recorded, record_once
from vigil.actions.replan import replan
from vigil.domain.errors import Refused
from vigil.domain.instants import local_date
from vigil.domain.recording.session_checks import CLOCK_SKEW
from vigil.domain.words import SessionState
from vigil.store.tables import Clinic, Course, TreatmentSession


def close_course(
    session: Session,
    course: Course,
    reason: str,
    now: datetime,
    request_id: str | None = None,
    *,
    closed_at: datetime | None = None,
) -> Recorded:
    """Close a course, now or as of an earlier instant; one that is closed already stays as it was closed."""

    def act() -> Recorded:
        done = write_closing(session, course, reason, now, closed_at=closed_at)
        if done.did_something:
            replan(session, course.patient_id, now)
        return done

    return record_once(session, course.clinic_id, request_id, "close_course", now, act)


def write_closing(
    session: Session, course: Course, reason: str, now: datetime, *, closed_at: datetime | None = None
) -> Recorded:
    """Write without planning: whoever calls plans once at the end."""
    if course.closed_at is not None:
        return Recorded(course.id)
    if len(reason.strip()) > 200:
        raise Refused("closed_reason is longer than 200 characters.", field="closed_reason")
    at = _instant(session, course, closed_at or now, now)
    coming = session.scalar(
        select(TreatmentSession.at)
        .where(
            TreatmentSession.clinic_id == course.clinic_id,
            TreatmentSession.course_id == course.id,
            TreatmentSession.state == SessionState.PLANNED,
            TreatmentSession.at > now,
        )
        .limit(1)
    )
    if coming is not None:
        raise Refused(
            f"A session is planned on {coming:%Y-%m-%d}: record it as void or missed before the course is closed.",
            field="closed_at",
        )
    course.closed_at, course.closed_reason = at, reason.strip()
    session.flush()
    return Recorded(course.id, changed=("closed_at",))


def reopen_course(session: Session, course: Course, now: datetime, request_id: str | None = None) -> Recorded:
    """Undo a mistaken closing."""

    def act() -> Recorded:
        if course.closed_at is None:
            return Recorded(course.id)
        course.closed_at, course.closed_reason = None, ""
        session.flush()
        replan(session, course.patient_id, now)
        return Recorded(course.id, changed=("closed_at",))

    return record_once(session, course.clinic_id, request_id, "reopen_course", now, act)


def _instant(session: Session, course: Course, at: datetime, now: datetime) -> datetime:
    """When it closed; later today is now, since a closing is often written as a day."""
    zone = ZoneInfo(session.get_one(Clinic, course.clinic_id).zone)
    if at > now + CLOCK_SKEW and local_date(at, zone) != local_date(now, zone):
        raise Refused(f"closed_at is {at:%Y-%m-%d}: a course is not closed in the future.", field="closed_at")
    if at < course.opened_at:
        raise Refused(f"closed_at is {at:%Y-%m-%d}: before the course was opened.", field="closed_at")
    return min(at, now)
