"""review: courses that time has brought to a point are put to the rules: silence, no improvement, missing scores."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import bindparam, literal_column, select

from vigil.actions.judge import judge_timed
from vigil.jobs.summary import Summary
from vigil.store import histories
from vigil.store.database import Store
from vigil.store.prepared import Prepared
from vigil.store.tables import Course

log = structlog.get_logger()

ACTOR = "job:review"
_MOST = 200
_PUT_OFF = timedelta(hours=6)


def run(store: Store, now: datetime) -> Summary:
    """Judge every course that is due, each in its own transaction: one that fails is put off and stops no other."""
    summary = Summary()
    while True:
        with store.reading() as session:
            due = _DUE.all(session, now=now)
        for course_id, patient_id in due:
            _judge(store, course_id, patient_id, now, summary)
        if len(due) < _MOST:
            return summary


def _judge(store: Store, course_id: UUID, patient_id: UUID, now: datetime, summary: Summary) -> None:
    try:
        with store.writing(now, ACTOR) as session:
            findings = judge_timed(session, histories.load(session, patient_id, now), now)
            summary.add("courses")
            summary.add("findings", len(findings))
    except Exception as error:  # its text may quote a person
        log.error("review failed", action="review_failed", course=str(course_id), error=type(error).__name__)
        summary.add("failed")
        with store.writing(now, ACTOR) as session:
            course = session.get(Course, course_id)
            if course is not None:
                course.review_due_at = now + _PUT_OFF


_DUE = Prepared(
    select(Course.id, Course.patient_id)
    .where(Course.review_due_at.is_not(None), Course.review_due_at <= bindparam("now"))
    .order_by(Course.review_due_at, Course.id)
    .limit(literal_column(str(_MOST)))
)
