"""A reply becomes a version of the report of its ask: what it says is added to what was answered before."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.receive_report import Received, receive_report
from vigil.domain.adding import added
from vigil.domain.answers import Answers
from vigil.domain.answers_json import from_json
from vigil.replies.answers import answers_of
from vigil.replies.understanding import Understood
from vigil.store.reactions import unresolved
from vigil.store.tables import Ask, AskSession, Course, Report


def answer_by_mail(
    session: Session, ask: Ask, said: Understood, now: datetime, *, reasons: Iterable[str] = ()
) -> Received:
    """Keep what a reply says as an answer to its ask; ``reasons`` are further ones why a person must read it."""
    answers = answers_of(said, painful_courses(session, ask), unresolved(session, ask), reasons)
    earlier = current_answers(session, ask)
    if earlier is not None:
        answers = added(earlier, answers)
    return receive_report(session, ask, answers, now, typed={"words": [said.reply_text]}, channel="email")


def stop_reminders(ask: Ask, now: datetime) -> None:
    """Somebody has replied, whoever it may be: the ask is not repeated while a person looks at it."""
    ask.replied_at = ask.replied_at or now
    ask.remind_due_at = None


def current_answers(session: Session, ask: Ask) -> Answers | None:
    """What is answered to an ask so far."""
    report = session.scalar(
        select(Report).where(Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id, Report.is_current)
    )
    return from_json(report.answers) if report is not None and report.answers else None


def painful_courses(session: Session, ask: Ask) -> Sequence[UUID]:
    """The courses that the ask wants a score of."""
    return session.scalars(
        select(Course.id)
        .join(AskSession, (AskSession.clinic_id == Course.clinic_id) & (AskSession.course_id == Course.id))
        .where(AskSession.clinic_id == ask.clinic_id, AskSession.ask_id == ask.id, Course.is_painful)
        .distinct()
    ).all()
