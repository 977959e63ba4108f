"""What follows from the outcome of an attempt: the message's state, its next try, and who has to know."""

import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import clinic_rules
from vigil.actions.reach_patient import ask_by_telephone, mark_unreachable
from vigil.domain.load import next_reminder_at
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState, Urgency
from vigil.mail.outcomes import Kind, Outcome
from vigil.store import histories, ledger
from vigil.store.database import kept_once
from vigil.store.tables import Alert, Ask, Message, Patient, Version
from vigil.store.writes import change

log = structlog.get_logger()

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(days=5)
"""A message is given up after so many tries and so long a time (RFC 5321, §4.5.4.1): a relay that is down for days must
not turn a clinic's follow-up into telephone calls. One that may have arrived is given up after the tries alone, since
each more may be one more copy. A patient's message expires earlier, by its own time."""

_ROOM = timedelta(minutes=1)
"""How long a message waits that the courier gave back untried, because a limit left it no room."""

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
        if not is_mine:
            return "lost lease"
        row.attempts += 1
        return _fail(session, row, now, outcome, "")
    if outcome.kind is Kind.WITHDRAWN:
        if is_mine:
            row.due_at = max(row.due_at, now + _ROOM)
            ledger.move(session, row, MessageState.PLANNED, now)
        return "withdrawn"
    if not is_mine:
        return _note_lost(session, row, outcome, now)
    row.attempts += 1
    detail = described(outcome)
    if outcome.kind is Kind.SENT:
        ledger.move(session, row, MessageState.SENT, now, detail=detail)
        then(session, row, lambda: after_sending(session, row, now))
        return "sent"
    if outcome.kind is Kind.PERMANENT and outcome.is_about_recipient:
        return _fail(session, row, now, Reason.RECIPIENT_REFUSED, detail)
    if _is_exhausted(row, now, is_uncertain=outcome.kind is Kind.UNCERTAIN):
        return _fail(session, row, now, Reason.GAVE_UP, detail)
    return _try_again(session, row, outcome, now, detail)


def described(outcome: Outcome) -> str:
    """What the relay said, in a line."""
    return " ".join(part for part in (str(outcome.code or ""), outcome.enhanced or "", outcome.text) if part)


def note_lapse(session: Session, row: Message, now: datetime) -> None:
    """A message whose holder died is tried again while there are tries left; an alert does not wait for it."""
    if _is_exhausted(row, now):
        _fail(session, row, now, Reason.GAVE_UP, "")
    else:
        climb_at_once(session, row, now)


def _is_exhausted(row: Message, now: datetime, *, is_uncertain: bool = False) -> bool:
    is_over = is_uncertain or ledger.is_perhaps_sent(row) or now >= row.ideal_at + LONGEST_WAIT
    return row.attempts >= MOST_ATTEMPTS and is_over


def climb_at_once(session: Session, row: Message, now: datetime) -> None:
    """An alert whose message may not have arrived does not wait for its time, while there is a rung above.

    On the last rung it keeps its pace: a relay that is down must not owe a message at every tick.
    """
    if row.alert_id is not None:
        then(session, row, lambda: _climb(session, row, now))


def _climb(session: Session, row: Message, now: datetime) -> None:
    alert = session.get(Alert, row.alert_id)
    if alert is None or alert.state is not AlertState.OPEN or alert.climb_due_at is None:
        return
    ladder = clinic_rules(session, alert.clinic_id).ladder(Urgency(alert.urgency))
    is_latest = row.key.split(":")[2] == str(alert.climbed)
    if is_latest and ladder is not None and alert.rung < len(ladder.steps):
        alert.climb_due_at = min(alert.climb_due_at, now)


def then(session: Session, row: Message, follow: Callable[[], None]) -> None:
    """What follows from an outcome; a fault in it must not lose the outcome, nor those of the rest of the batch."""
    try:
        with session.begin_nested():
            follow()
    except Exception as error:  # its text may quote a person
        log.error("outcome not followed", action="outcome_failed", message=str(row.id), error=type(error).__name__)


def _note_lost(session: Session, row: Message, outcome: Outcome, now: datetime) -> str:
    """The row was cancelled, or its lease ran out, while it was on its way: what was sent is sent, with the reason."""
    is_cancelled = row.state is MessageState.CANCELLED
    if is_cancelled and outcome.kind in (Kind.SENT, Kind.UNCERTAIN):
        row.attempts += 1  # what may have left is never owed again
    if outcome.kind is not Kind.SENT or row.state not in (MessageState.CANCELLED, MessageState.UNCERTAIN):
        return "lost lease"
    reason = Reason.CANCELLED_TOO_LATE if is_cancelled else ""
    ledger.move(session, row, MessageState.SENT, now, reason=reason)
    then(session, row, lambda: after_sending(session, row, now))
    return "sent"


def _try_again(session: Session, row: Message, outcome: Outcome, now: datetime, detail: str) -> str:
    """Put it off. What may have arrived stays ``uncertain``, whatever the next attempt says."""
    row.due_at = now + _back_off(row)
    is_uncertain = outcome.kind is Kind.UNCERTAIN or ledger.is_perhaps_sent(row)
    if is_uncertain:
        ledger.move(session, row, MessageState.UNCERTAIN, now, reason=Reason.CONNECTION_LOST, detail=detail)
    else:
        ledger.move(session, row, MessageState.PLANNED, now, reason=_trouble(outcome), detail=detail)
    climb_at_once(session, row, now)
    return "uncertain" if is_uncertain else "to be tried again"


def _trouble(outcome: Outcome) -> Reason:
    if outcome.kind is Kind.PERMANENT:
        return Reason.MESSAGE_REFUSED
    return Reason.RECIPIENT_DELAYED if outcome.is_about_recipient else Reason.RELAY_TROUBLE


def _fail(session: Session, row: Message, now: datetime, reason: Reason, detail: str) -> str:
    ledger.move(session, row, MessageState.FAILED, now, reason=reason, detail=detail)
    climb_at_once(session, row, now)
    then(session, row, lambda: _reach_otherwise(session, row, now, reason))
    return "failed"


def _reach_otherwise(session: Session, row: Message, now: datetime, reason: Reason) -> None:
    patient = session.get(Patient, row.patient_id) if row.patient_id else None
    if patient is None:
        return
    if reason is Reason.RECIPIENT_REFUSED:
        mark_unreachable(session, patient, now)
    else:
        ask_by_telephone(session, row, now)


def after_sending(session: Session, row: Message, now: datetime) -> None:
    """Reminders count from when the first message was sent; so does silence."""
    keys = [key.removesuffix(":first") for key in (row.key, *row.carries) if key.endswith(":first")]
    if not keys:
        return
    asks = session.scalars(select(Ask).where(Ask.clinic_id == row.clinic_id, Ask.key.in_(keys))).all()
    schedule = schedule_of(session, row.schedule_version_id)
    for ask in asks:
        asked_at = ask.asked_at or now
        waits = {}
        if ask.replied_at is None and ask.state is AskState.OPEN and schedule is not None:
            remind_due_at = next_reminder_at(schedule.reminder, asked_at, now)
            waits = {"remind_due_at": remind_due_at, "silent_due_at": max(ask.late_at, now)}
        change(session, ask, asked_at=asked_at, **waits)


def schedule_of(session: Session, version_id: UUID | None) -> Schedule | None:
    """The schedule that a message was owed by."""
    if version_id is None:
        return None

    def read() -> Schedule:
        version = session.get_one(Version, version_id)
        return histories.parsed(f"schedules/{version.name}.toml", version.content)

    return kept_once(session, ("schedule", version_id), read)


def _back_off(row: Message) -> timedelta:
    """Doubling from try to try, spread by a quarter so that a thousand rows do not come back at once."""
    is_urgent = row.alert_id is not None
    first, longest = (_FIRST_URGENT, _LONGEST_URGENT) if is_urgent else (_FIRST, _LONGEST)
    length = min(first * float(1 << min(row.attempts - 1, 20)), longest)
    spread = zlib.crc32(row.id.bytes + bytes([row.attempts % 256])) / 0xFFFFFFFF
    return length * (0.875 + spread / 4)
