"""What follows from the outcome of an attempt: the message's state, its next try, and who has to know."""

import zlib
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.reach_patient import ask_by_telephone, mark_unreachable
from vigil.domain.load import next_reminder_at
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState
from vigil.mail.outcomes import Kind, Outcome
from vigil.store import histories, ledger
from vigil.store.tables import Alert, Ask, Message, Patient, Version

MOST_ATTEMPTS = 12
"""Tries before a message is given up; with the back-off below they span about two days."""

_FIRST = timedelta(minutes=2)
_FIRST_URGENT = timedelta(seconds=30)
_LONGEST = timedelta(hours=6)
_LONGEST_URGENT = timedelta(minutes=5)


def note_outcome(
    session: Session, row: Message, outcome: Outcome | Reason, now: datetime, *, is_mine: bool = True
) -> str:
    """Note one outcome (or a reason why nothing could be tried); returns the word to count it by.

    ``is_mine`` is false when the lease ran out, or the row was cancelled, while the message was on its way.
    """
    if isinstance(outcome, Reason):
        row.attempts += 1
        return _fail(session, row, now, outcome, "")
    if outcome.kind is Kind.WITHDRAWN:
        if is_mine:
            ledger.move(session, row, MessageState.PLANNED, now)
        return "withdrawn"
    if not is_mine:
        return _note_lost(session, row, outcome, now)
    row.attempts += 1
    detail = " ".join(part for part in (str(outcome.code or ""), outcome.enhanced or "", outcome.text) if part)
    if outcome.kind is Kind.SENT:
        ledger.move(session, row, MessageState.SENT, now, detail=detail)
        _after_sending(session, row, now)
        return "sent"
    if outcome.kind is Kind.UNCERTAIN:
        row.due_at = now + _back_off(row)
        ledger.move(session, row, MessageState.UNCERTAIN, now, reason=Reason.CONNECTION_LOST, detail=detail)
        _climb_at_once(session, row, now)
        return "uncertain"
    if outcome.kind is Kind.PERMANENT and outcome.is_about_recipient:
        return _fail(session, row, now, Reason.RECIPIENT_REFUSED, detail)
    if row.attempts >= MOST_ATTEMPTS:
        return _fail(session, row, now, Reason.GAVE_UP, detail)
    return _try_again(session, row, outcome, now, detail)


def _note_lost(session: Session, row: Message, outcome: Outcome, now: datetime) -> str:
    """It left although somebody had cancelled it, or the lease had run out: what was sent is sent, with the reason."""
    if outcome.kind is Kind.SENT and row.state is MessageState.CANCELLED:
        ledger.move(session, row, MessageState.SENT, now, reason=Reason.MOVED_AFTER_SENT)
        row.attempts += 1
        return "sent"
    return "lost lease"


def _try_again(session: Session, row: Message, outcome: Outcome, now: datetime, detail: str) -> str:
    reason = Reason.RECIPIENT_DELAYED if outcome.is_about_recipient else Reason.RELAY_TROUBLE
    if outcome.kind is Kind.PERMANENT:
        reason = Reason.MESSAGE_REFUSED
    row.due_at = now + _back_off(row)
    ledger.move(session, row, MessageState.PLANNED, now, reason=reason, detail=detail)
    _climb_at_once(session, row, now)
    return "to be tried again"


def _fail(session: Session, row: Message, now: datetime, reason: Reason, detail: str) -> str:
    ledger.move(session, row, MessageState.FAILED, now, reason=reason, detail=detail)
    _climb_at_once(session, row, now)
    if row.patient_id is not None:
        patient = session.get(Patient, row.patient_id)
        assert patient is not None
        if reason is Reason.RECIPIENT_REFUSED:
            mark_unreachable(session, patient, now)
        else:
            ask_by_telephone(session, row, now)
    return "failed"


def _climb_at_once(session: Session, row: Message, now: datetime) -> None:
    """An alert whose message may not have arrived does not wait for its time."""
    alert = session.get(Alert, row.alert_id) if row.alert_id else None
    if alert is not None and alert.state is AlertState.OPEN and alert.climb_due_at is not None:
        alert.climb_due_at = min(alert.climb_due_at, now)


def _after_sending(session: Session, row: Message, now: datetime) -> None:
    """Reminders count from when the first message was sent; so does silence."""
    keys = [key.removesuffix(":first") for key in (row.key, *row.carries) if key.endswith(":first")]
    if not keys:
        return
    asks = session.scalars(select(Ask).where(Ask.clinic_id == row.clinic_id, Ask.key.in_(keys))).all()
    version = session.get(Version, row.schedule_version_id) if row.schedule_version_id else None
    for ask in asks:
        if ask.asked_at is None:
            ask.asked_at = now
        if ask.replied_at is None and ask.state is AskState.OPEN and version is not None:
            schedule = histories.parsed(f"schedules/{version.name}.toml", version.content)
            ask.remind_due_at = next_reminder_at(schedule.reminder, ask.asked_at, now)
            ask.silent_due_at = max(ask.late_at, now)


def _back_off(row: Message) -> timedelta:
    """Doubling from try to try, spread by a quarter so that a thousand rows do not come back at once."""
    is_urgent = row.alert_id is not None
    first, longest = (_FIRST_URGENT, _LONGEST_URGENT) if is_urgent else (_FIRST, _LONGEST)
    length = min(first * float(1 << min(row.attempts - 1, 20)), longest)
    spread = zlib.crc32(row.id.bytes + bytes([row.attempts % 256])) / 0xFFFFFFFF
    return length * (0.875 + spread / 4)
