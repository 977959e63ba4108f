"""A reply becomes a version of the report of its ask: what it says is added to what was answered before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.actions.receive_report import Received, receive_report
from vigil.domain.adding import added
from vigil.domain.answers import Answers
from vigil.domain.answers_json import from_json
from vigil.replies.answers import answers_of
from vigil.replies.understanding import Understood
from vigil.store.prepared import Prepared
from vigil.store.reactions import unresolved
from vigil.store.tables import Ask, AskSession, Course, Report


def answer_by_mail(
    session: Session, ask: Ask, said: Understood, now: datetime, *, received_at: datetime, reasons: Iterable[str] = ()
) -> Received:
    """Keep what a reply says as an answer to its ask; ``reasons`` are further ones why a person must read it.

    It was told when it was received, whenever somebody confirmed whose it is. Words that add neither score nor reaction
    leave what was told as old as it is: a "thank you" of the fifth day makes no score of the fifth day out of one of
    the second.
    """
    answers = answers_of(said, painful_courses(session, ask), unresolved(session, ask), reasons)
    earlier, told_at = current_report(session, ask), received_at
    if earlier is not None:
        before = from_json(earlier.answers or "")
        answers = added(before, answers)
        adds_words_alone = replace(answers, words=before.words, words_read=before.words_read) == before
        told_at = earlier.answered_at if adds_words_alone else max(earlier.answered_at, received_at)
    typed = {"words": [said.reply_text]}
    return receive_report(session, ask, answers, now, typed=typed, channel="email", told_at=told_at)


def stop_reminders(ask: Ask, now: datetime) -> None:
    """Somebody has replied, whoever it may be: the ask is not repeated while a person looks at it."""
    ask.replied_at = ask.replied_at or now
    ask.remind_due_at = None


def current_report(session: Session, ask: Ask) -> Report | None:
    """The version of the answer that holds; ``None`` where nothing was answered."""
    report = session.scalar(
        select(Report).where(Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id, Report.is_current)
    )
    return report if report is not None and report.answers else None


def current_answers(session: Session, ask: Ask) -> Answers | None:
    """What is answered to an ask so far."""
    report = current_report(session, ask)
    return from_json(report.answers or "") if report is not None else None


def painful_courses(session: Session, ask: Ask) -> Sequence[UUID]:
    """The courses that the ask wants a score of."""
    session.flush()
    return [id for (id,) in _PAINFUL.all(session, clinic=ask.clinic_id, ask=ask.id)]


_PAINFUL = Prepared(
    select(Course.id)
    .join(AskSession, (AskSession.clinic_id == Course.clinic_id) & (AskSession.course_id == Course.id))
    .where(AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id == bindparam("ask"), Course.is_painful)
    .distinct()
)
