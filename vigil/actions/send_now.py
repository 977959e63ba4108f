"""Staff move a patient's coming message to now: the first instant that hours and load allow; consent is still asked."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.hold_back_message import check_reason, check_waiting, is_held_back, let_go, note_choice
from vigil.actions.replan import owed_to, replan
from vigil.domain.decisions import MessageChoiceKind
from vigil.domain.errors import Refused
from vigil.domain.load import next_allowed
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.store import histories, ledger
from vigil.store.requests import once
from vigil.store.tables import Message, Patient, Version

_LEFT = (MessageState.CLAIMED, MessageState.SENT, MessageState.UNCERTAIN)
_WEEK = timedelta(days=8)


class TooEarly(Refused):
    """The question makes no sense yet: how the 48 hours after a session went is not asked the same evening."""

    def __init__(self, earliest_at: datetime) -> None:
        super().__init__(f"This question makes no sense before {earliest_at:%Y-%m-%d %H:%M} UTC.", field="message")
        self.earliest_at = earliest_at


def send_now(
    session: Session, message: Message, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> datetime:
    """Make a message due as soon as hours and load allow, a held one too; returns when that is.

    ``TooEarly`` for a question before the first instant at which its schedule puts it; instructions may go early.
    """
    check_reason(reason)

    def act() -> str:
        if message.channel is Channel.PRINT:
            raise Refused("A sheet is printed, not sent.", field="message")
        if is_held_back(message):
            let_go(session, message, now)
        check_waiting(message)
        _check_time(session, message, now)
        due_at = min(message.due_at, _first_instant(session, message, now))
        message.reason = Reason.MOVED_TO_NOW
        ledger.reschedule(session, message, due_at, now, reason=Reason.MOVED_TO_NOW)
        note_choice(session, message, MessageChoiceKind.SENT_NOW, reason, staff_id, now)
        assert message.patient_id is not None
        replan(session, message.patient_id, now)
        session.info["wake"] = True
        return message.due_at.isoformat()

    return datetime.fromisoformat(once(session, message.clinic_id, request_id, "send_now", now, act))


def _check_time(session: Session, message: Message, now: datetime) -> None:
    assert message.patient_id is not None
    planned = owed_to(session, message.patient_id, now).by_key.get(message.key)
    if planned is not None and planned.ask_key is not None and planned.earliest_at > now:
        raise TooEarly(planned.earliest_at)


def _first_instant(session: Session, message: Message, now: datetime) -> datetime:
    """Within sending hours and beside what left in the last week; telephone calls know neither."""
    if message.channel is not Channel.EMAIL:
        return now
    version = session.get(Version, message.schedule_version_id) if message.schedule_version_id else None
    schedule = histories.parsed(f"schedules/{version.name}.toml", version.content) if version else Schedule("default")
    left_at = func.coalesce(Message.sent_at, Message.due_at)
    left = session.scalars(
        select(left_at).where(
            Message.clinic_id == message.clinic_id,
            Message.patient_id == message.patient_id,
            Message.channel == Channel.EMAIL,
            Message.state.in_(_LEFT),
            left_at > now - _WEEK,
        )
    ).all()
    zone = ZoneInfo(session.get_one(Patient, message.patient_id).zone)
    return next_allowed(now, left, zone, schedule.sending_hours, schedule.limits)
