"""Bringing asks and ledger in line with the facts: what is owed is entered, what is no longer owed is cancelled.

Called after whatever changes what is owed (a session, a patient, a schedule). What has been sent is never touched.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.asks_in_line import Asked, bring_asks_in_line
from vigil.actions.judge import guarded, judge_timed
from vigil.domain.plan import Choices, Gone, Plan, PlannedMessage, PlannedState, ScheduledCourse, plan
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import UNSENT, MessageState, check_transition
from vigil.domain.steps import Occasion
from vigil.domain.words import Channel, PatientState, SessionState
from vigil.store import histories, ledger, patient_rows
from vigil.store.database import new_id
from vigil.store.prepared import Values
from vigil.store.tables import Message
from vigil.store.writes import change

_LEFT = (MessageState.CLAIMED, MessageState.SENT, MessageState.UNCERTAIN)
_OCCASIONS = frozenset(Occasion)

OPT_OUT_CONFIRMED = "opt_out_confirmed"
"""The one mail that an opt-out owes, and that outlives it."""


@dataclass
class Replanned:
    """How many messages a re-planning entered, changed and cancelled."""

    entered: int = 0
    changed: int = 0
    cancelled: int = 0


def replan(session: Session, patient_id: UUID, now: datetime) -> Replanned:
    """Enter what the patient's courses owe at ``now``; running it twice changes nothing the second time."""
    known = _known(session, patient_id, now)
    owed = _owed(known, now)
    asked = bring_asks_in_line(session, known.facts, owed)
    done = _enter_messages(session, known, owed, asked, now)
    _drop(session, known, owed, asked, now, done)
    session.flush()
    facts = histories.with_new_asks(session, known.facts) if asked.has_changed else known.facts
    guarded(session, lambda: judge_timed(session, facts, now))
    return done


def owed_to(session: Session, patient_id: UUID, now: datetime) -> Plan:
    """What a re-planning would bring the ledger in line with; nothing is written."""
    return _owed(_known(session, patient_id, now), now)


def owed_either_way(session: Session, patient_id: UUID, now: datetime, changed: Schedule) -> tuple[Plan, Plan]:
    """What the patient is owed as things stand, and what it would be under another version of a schedule."""
    known = _known(session, patient_id, now)
    other = {
        course_id: (changed if schedule.name == changed.name else schedule, version)
        for course_id, (schedule, version) in known.facts.schedules.items()
    }
    return _owed(known, now), _owed(replace(known, facts=replace(known.facts, schedules=other)), now)


@dataclass(frozen=True)
class _Known:
    """A patient's facts beside the ledger's rows for them, by key: read, not held by the session."""

    facts: histories.Facts
    rows: dict[str, Any]


def _known(session: Session, patient_id: UUID, now: datetime) -> _Known:
    facts = histories.load(session, patient_id, now)
    return _Known(facts, {row.key: row for row in patient_rows.rows(session, patient_rows.MESSAGES, [facts.row])})


def _owed(known: _Known, now: datetime) -> Plan:
    facts, rows = known.facts, known.rows
    return plan(
        facts.patient,
        [ScheduledCourse(course, facts.schedules[course.id][0]) for course in facts.courses],
        now,
        _gone(known),
        [row.due_at for row in rows.values() if row.state is MessageState.PLANNED and row.mail not in _OCCASIONS],
        _chosen(rows),
    )


def _chosen(rows: Mapping[str, Any]) -> Choices:
    """What staff held back, and what they moved to an instant that the courier has not put off since."""
    held = (row.key for row in rows.values() if row.reason == Reason.HELD_BACK)
    moved = {
        row.key: row.due_at
        for row in rows.values()
        if row.state is MessageState.PLANNED and row.reason == Reason.MOVED_TO_NOW
    }
    return Choices(frozenset(held), moved)


def _gone(known: _Known) -> dict[str, Gone]:
    """What has left, and what need not leave any more because its ask was answered another way.

    A claimed row may still be stopped (up to MAIL), and is when the patient may no longer be e-mailed.
    """
    gone = {
        row.key: Gone(row.sent_at or row.due_at, row.session_id, tuple(row.carries))
        for row in known.rows.values()
        if row.state in _LEFT and (known.facts.patient.is_emailable or row.state is not MessageState.CLAIMED)
    }
    for ask in known.facts.ask_rows:
        if ask.replied_at is not None:
            gone.setdefault(f"{ask.key}:first", Gone(ask.replied_at, ask.session_id))
    return gone


def _enter_messages(session: Session, known: _Known, owed: Plan, asked: Asked, now: datetime) -> Replanned:
    done, new = Replanned(), []
    for planned in owed.messages:
        row = known.rows.get(planned.key)
        if planned.state is PlannedState.GONE:
            done.changed += _say_moved(session, row, planned, now)
        elif row is None:
            new.append(_message(session, known.facts, planned, asked))
        elif row.state in UNSENT and _differs(row, planned):
            done.changed += _update(session, session.get_one(Message, row.id), planned, known.facts, now)
    ledger.owe_all(session, new, now)
    done.entered = len(new)
    return done


def _say_moved(session: Session, row: Any, planned: PlannedMessage, now: datetime) -> bool:
    """A session that moved after its message had gone owes nothing again, and the row says so."""
    if row is None or row.state is not MessageState.SENT or planned.reason is not Reason.MOVED_AFTER_SENT:
        return False
    return ledger.remark(session, session.get_one(Message, row.id), now, Reason.MOVED_AFTER_SENT)


def _message(session: Session, facts: histories.Facts, planned: PlannedMessage, asked: Asked) -> Values:
    return {
        "id": new_id(session),
        "clinic_id": facts.row.clinic_id,
        "patient_id": facts.row.id,
        "key": planned.key,
        "mail": planned.mail,
        "channel": planned.channel,
        "priority": planned.priority,
        "ask_id": asked.ids[planned.ask_key] if planned.ask_key else None,
        "session_id": planned.session_id,
        "schedule_version_id": facts.schedules[planned.course_id][1].id,
        "carries": planned.carries,
        "ideal_at": planned.ideal_at,
        "due_at": planned.due_at,
        "expires_at": planned.expires_at,
        "state": MessageState(planned.state),
        "reason": planned.reason or "",
    }


def _wanted(planned: PlannedMessage) -> dict[str, Any]:
    """What a row that has not left says of itself, beside its state and when it is due."""
    return {
        "session_id": planned.session_id,
        "carries": list(planned.carries),
        "ideal_at": planned.ideal_at,
        "expires_at": planned.expires_at,
        "priority": planned.priority,
    }


def _differs(row: Any, planned: PlannedMessage) -> bool:
    """Whether there may be anything to bring in line; most often there is not."""
    is_there = row.state == planned.state and row.due_at == planned.due_at and row.reason == (planned.reason or "")
    return not is_there or any(getattr(row, name) != value for name, value in _wanted(planned).items())


def _update(session: Session, row: Message, planned: PlannedMessage, facts: histories.Facts, now: datetime) -> bool:
    """Bring an unsent row in line.

    One that was tried or put off keeps the instant that it was given, unless it may not leave yet at that instant.
    """
    changed = {name: value for name, value in _wanted(planned).items() if getattr(row, name) != value}
    if changed:
        change(session, row, **changed, schedule_version_id=facts.schedules[planned.course_id][1].id)
    state = MessageState(planned.state)
    if row.state is not state:
        if row.attempts:
            return bool(changed)
        check_transition(row.state, state, attempts=row.attempts)
        change(session, row, due_at=planned.due_at)
        ledger.move(session, row, state, now, reason=planned.reason or "")
        return True
    if row.reason == Reason.RELEASED and planned.reason:
        return ledger.remark(session, row, now, planned.reason)
    keeps = (row.attempts or _is_put_off(row)) and row.due_at >= planned.earliest_at
    if row.due_at != planned.due_at and not keeps:
        ledger.reschedule(session, row, planned.due_at, now)
        return True
    return bool(changed)


def _is_put_off(row: Message) -> bool:
    """Whether the courier has already put the message off for want of room or hours."""
    return row.reason in (Reason.WAITS_FOR_ROOM, Reason.WAITS_FOR_HOURS)


def _drop(session: Session, known: _Known, owed: Plan, asked: Asked, now: datetime, done: Replanned) -> None:
    """Cancel what the plan no longer holds."""
    is_over = known.facts.patient.state in (PatientState.DECEASED, PatientState.MERGED)
    replaced = set() if is_over else _replaced(known.rows)
    for key, row in known.rows.items():
        if key not in owed.by_key and key not in replaced and _is_dropped(row, known.facts, asked.closed):
            message = session.get_one(Message, row.id)
            ledger.move(session, message, MessageState.CANCELLED, now, reason=_why(row, known.facts))
            done.cancelled += 1


def _is_dropped(row: Any, facts: histories.Facts, closed: Set[UUID]) -> bool:
    """Reminders are a job's; they go when their ask is closed, or when nothing is owed by mail any more.

    What confirms an opt-out is owed by the opt-out.
    """
    if row.state not in (MessageState.PLANNED, MessageState.CLAIMED):
        return False
    if row.mail == OPT_OUT_CONFIRMED:
        return facts.patient.state in (PatientState.DECEASED, PatientState.MERGED)
    return row.mail in _OCCASIONS or not facts.patient.is_emailable or row.ask_id in closed


def _replaced(rows: Mapping[str, Any]) -> set[str]:
    """The telephone tasks that stand in for mails that failed, and for what these carried."""
    failed = (row for row in rows.values() if row.state is MessageState.FAILED)
    return {f"{key.removesuffix(':first')}:call" for row in failed for key in (row.key, *row.carries)}


def _why(row: Any, facts: histories.Facts) -> Reason:
    if facts.patient.state is PatientState.DECEASED:
        return Reason.PATIENT_DECEASED
    if facts.patient.state is PatientState.MERGED:
        return Reason.PATIENT_MERGED
    state = next(
        (each.state for course in facts.courses for each in course.sessions if each.id == row.session_id), None
    )
    if state is SessionState.VOID:
        return Reason.SESSION_VOID
    if state is SessionState.MISSED:
        return Reason.SESSION_MISSED
    is_unreachable = row.channel is Channel.EMAIL and not facts.patient.is_emailable
    return Reason.CHANNEL_CHANGED if is_unreachable else Reason.NO_LONGER_OWED
