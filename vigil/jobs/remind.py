"""remind: asks without an answer are asked again, twice at the most, and then turn silent.

Reminders count from when the first message was really sent. Each one is a row, also when a newer message absorbs it.
"""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vigil.domain.load import PlannedReminder, next_reminder_at, reminders_due
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, Channel, PatientState, Priority
from vigil.jobs.attempt import attempted
from vigil.jobs.summary import Summary
from vigil.store import histories, ledger
from vigil.store.database import new_id
from vigil.store.held import held
from vigil.store.patients import mail_address
from vigil.store.prepared import Prepared
from vigil.store.tables import Ask, Course, Message, Patient
from vigil.store.writes import change

_COUNTS = (MessageState.PLANNED, MessageState.CLAIMED, MessageState.SENT, MessageState.UNCERTAIN)
_MOST = 500
_PUT_OFF = timedelta(hours=6)


def run(session: Session, now: datetime) -> Summary:
    """One turn: the reminders whose time has come, and the asks whose time is over."""
    summary = Summary()
    for ask in held(session, Ask, _TO_REMIND, now=now):
        if not attempted(session, "remind", ask.id, partial(_remind, session, ask, now, summary)):
            change(session, ask, remind_due_at=now + _PUT_OFF)
            summary.add("failed")
    for ask in held(session, Ask, _TO_FALL_SILENT, now=now):
        _fall_silent(session, ask, now, summary)
    return summary


def _remind(session: Session, ask: Ask, now: datetime, summary: Summary) -> None:
    patient = session.get_one(Patient, ask.patient_id)
    course = session.get_one(Course, ask.course_id)
    assert ask.asked_at is not None
    if ask.replied_at is not None or ask.state is not AskState.OPEN or mail_address(patient, now) is None:
        change(session, ask, remind_due_at=None)
        return
    schedule, version = histories.schedule_of(session, course)
    rows = _MESSAGES.all(session, clinic=ask.clinic_id, patient=ask.patient_id)
    decided = {
        int(row.key.rpartition(":")[2]): row.at if row.state in _COUNTS else None
        for row in rows
        if row.ask_id == ask.id and row.mail == "reminder"
    }
    others = [row.at for row in rows if row.channel is Channel.EMAIL and row.state in _COUNTS and row.ask_id != ask.id]
    for reminder in reminders_due(
        ask.key,
        schedule,
        ask.asked_at,
        now,
        zone=ZoneInfo(patient.zone),
        late_at=ask.late_at,
        others=others,
        decided=decided,
    ):
        ledger.owe(session, _message(session, ask, reminder, version.id, now), now)
        summary.add("absorbed" if reminder.due_at is None else "reminders")
    change(session, ask, remind_due_at=next_reminder_at(schedule.reminder, ask.asked_at, now))


def _message(session: Session, ask: Ask, reminder: PlannedReminder, version_id: object, now: datetime) -> Message:
    return Message(
        id=new_id(session),
        clinic_id=ask.clinic_id,
        key=reminder.key,
        mail="reminder",
        channel=Channel.EMAIL,
        priority=Priority.REMINDER,
        patient_id=ask.patient_id,
        ask_id=ask.id,
        session_id=ask.session_id,
        schedule_version_id=version_id,
        carries=[],
        ideal_at=reminder.wanted_at,
        due_at=reminder.due_at or reminder.wanted_at,
        expires_at=ask.closes_at,
        state=MessageState.SKIPPED if reminder.due_at is None else MessageState.PLANNED,
        reason=reminder.reason or "",
        attempts=0,
    )


def _fall_silent(session: Session, ask: Ask, now: datetime, summary: Summary) -> None:
    """The ask is silent; the link still takes an answer, and the course is looked at for what silence means."""
    patient = session.get_one(Patient, ask.patient_id)
    if ask.state is not AskState.OPEN or patient.state in (PatientState.DECEASED, PatientState.TRANSFERRED):
        change(session, ask, silent_due_at=None)
        return
    change(session, ask, silent_due_at=None, state=AskState.SILENT)
    course = session.get_one(Course, ask.course_id)
    change(session, course, review_due_at=min(course.review_due_at or now, now))
    summary.add("silent")


def _due(column: InstrumentedAttribute[datetime | None]) -> Prepared:
    is_due = (column.is_not(None), column <= bindparam("now"))
    return Prepared(select(Ask).where(*is_due).order_by(column, Ask.id).limit(literal_column(str(_MOST))))


_TO_REMIND, _TO_FALL_SILENT = _due(Ask.remind_due_at), _due(Ask.silent_due_at)

_MESSAGES = Prepared(
    select(
        Message.key,
        Message.mail,
        Message.state,
        Message.channel,
        Message.ask_id,
        func.coalesce(Message.sent_at, Message.due_at).label("at"),
    ).where(Message.clinic_id == bindparam("clinic"), Message.patient_id == bindparam("patient"))
)
