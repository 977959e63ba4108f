"""A session is planned, moved, performed, missed or void: one action with the same external id throughout its life."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.recording.recorded import Recorded, keep, record_once
from vigil.actions.recording.session_draft import ELSEWHERE, Draft, draft, eva_before
from vigil.actions.recording.session_judgement import Judgement, judge
from vigil.actions.recording.session_products import write_products
from vigil.actions.replan import replan
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.words import SessionState
from vigil.store.database import new_id
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Eva, Product, TreatmentSession


def record_session(
    session: Session, clinic_id: UUID, facts: SessionFacts, now: datetime, request_id: str | None = None
) -> Recorded:
    """Record a session as it now stands; what is owed to the patient is planned anew.

    ``NotRecorded`` and ``Unacknowledged`` say in both languages why it is not recorded, or what to acknowledge first.
    """

    def act() -> Recorded:
        shelf = Shelf(session, session.get_one(Clinic, clinic_id))
        done = write_session(shelf, facts, now)
        shelf.flush()
        if done.did_something:
            replan(session, session.get_one(TreatmentSession, done.id).patient_id, now)
        return done

    return record_once(session, clinic_id, request_id, "record_session", now, act)


def write_session(shelf: Shelf, facts: SessionFacts, now: datetime) -> Recorded:
    """Write without planning: whoever calls plans once at the end."""
    drafted = draft(shelf, facts, now)
    if drafted.row is not None and not drafted.changed:
        return Recorded(drafted.row.id)
    judgement = judge(shelf, drafted, now)
    row = drafted.row or _enter(shelf, drafted, now)
    _keep(row, drafted, judgement)
    write_products(shelf, row, drafted.given)
    _score(shelf, row, drafted.facts)
    return Recorded(row.id, is_new=drafted.row is None, changed=drafted.changed)


def _enter(shelf: Shelf, drafted: Draft, now: datetime) -> TreatmentSession:
    row = TreatmentSession(
        id=new_id(shelf.session),
        clinic_id=shelf.clinic.id,
        course_id=drafted.course.id,
        patient_id=drafted.course.patient_id,
        external_id=drafted.facts.external_id,
        recorded_at=now,
    )
    shelf.enter(row)
    shelf.fresh(row.id, (Product, "session_id"))
    shelf.enter_of(row, "course_id")
    return row


def _keep(row: TreatmentSession, drafted: Draft, judgement: Judgement) -> None:
    names = drafted.changed or tuple(SessionFacts.__dataclass_fields__)
    keep(row, drafted.facts, tuple(name for name in names if name not in ELSEWHERE))
    row.operator_id = drafted.operator.id if drafted.operator else None
    row.deviations = list(judgement.deviations)
    row.acknowledged = list(judgement.acknowledged)
    row.is_held = judgement.is_held


def _score(shelf: Shelf, row: TreatmentSession, facts: SessionFacts) -> None:
    """The EVA taken before the injection; it counts as long as the session is a performed one."""
    score = eva_before(shelf, row)
    if facts.eva_before is None:
        if score is not None:
            shelf.strike_of(score, "course_id")
        return
    if score is None:
        score = Eva(
            id=new_id(shelf.session),
            clinic_id=row.clinic_id,
            course_id=row.course_id,
            session_id=row.id,
            occasion="before",
            is_recalled=False,
        )
        shelf.enter_of(score, "course_id")
        shelf.after_flush(score)
    score.low, score.high = facts.eva_before.low, facts.eva_before.high
    score.instrument, score.answered_at = facts.eva_instrument, row.at
    score.is_current = row.state is SessionState.PERFORMED
