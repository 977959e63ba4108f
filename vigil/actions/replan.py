"""Bringing asks and ledger in line with the facts: what is owed is entered, what is no longer owed is cancelled.

Called after whatever changes what is owed (a session, a patient, a schedule). What has been sent is never touched.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.judge import guarded, judge_timed
from vigil.domain.plan import Choices, Gone, Plan, PlannedAsk, PlannedMessage, PlannedState, ScheduledCourse, plan
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import UNSENT, MessageState, check_transition
from vigil.domain.steps import Occasion
from vigil.domain.words import AskState, PatientState, SessionState
from vigil.store import histories, ledger, tokens
from vigil.store.database import new_id
from vigil.store.tables import Ask, AskSession, Message, Token, TreatmentSession
from vigil.store.writes import enter_made

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
    session.flush()
    facts = histories.load(session, patient_id, now)
    rows = {row.key: row for row in _messages(session, facts)}
    asks = {ask.key: ask for ask in _asks(session, facts)}
    owed = _owed(facts, rows, asks, now)
    _enter_asks(session, facts, owed, asks)
    done = _enter_messages(session, facts, owed, rows, asks, now)
    _drop(session, facts, owed, rows, asks, now, done)
    session.flush()
    guarded(session, lambda: judge_timed(session, histories.with_new_asks(session, facts), now))
    return done


def owed_to(session: Session, patient_id: UUID, now: datetime) -> Plan:
    """What a re-planning would bring the ledger in line with; nothing is written."""
    session.flush()
    facts = histories.load(session, patient_id, now)
    rows = {row.key: row for row in _messages(session, facts)}
    return _owed(facts, rows, {ask.key: ask for ask in _asks(session, facts)}, now)


def owed_either_way(session: Session, patient_id: UUID, now: datetime, changed: Schedule) -> tuple[Plan, Plan]:
    """What the patient is owed as things stand, and what it would be under another version of a schedule."""
    session.flush()
    facts = histories.load(session, patient_id, now)
    rows = {row.key: row for row in _messages(session, facts)}
    asks = {ask.key: ask for ask in _asks(session, facts)}
    other = {
        course_id: (changed if schedule.name == changed.name else schedule, version)
        for course_id, (schedule, version) in facts.schedules.items()
    }
    return _owed(facts, rows, asks, now), _owed(replace(facts, schedules=other), rows, asks, now)


def _owed(facts: histories.Facts, rows: dict[str, Message], asks: dict[str, Ask], now: datetime) -> Plan:
    return plan(
        facts.patient,
        [ScheduledCourse(course, facts.schedules[course.id][0]) for course in facts.courses],
        now,
        _gone(rows, asks, is_emailable=facts.patient.is_emailable),
        [row.due_at for row in rows.values() if row.state is MessageState.PLANNED and row.mail not in _OCCASIONS],
        _chosen(rows),
    )


def _chosen(rows: dict[str, Message]) -> Choices:
    """What staff held back, and what they moved to an instant that the courier has not put off since."""
    held = (row.key for row in rows.values() if row.reason == Reason.HELD_BACK)
    moved = {
        row.key: row.due_at
        for row in rows.values()
        if row.state is MessageState.PLANNED and row.reason == Reason.MOVED_TO_NOW
    }
    return Choices(frozenset(held), moved)


def _messages(session: Session, facts: histories.Facts) -> list[Message]:
    patient = facts.row
    return list(
        session.scalars(select(Message).where(Message.clinic_id == patient.clinic_id, Message.patient_id == patient.id))
    )


def _asks(session: Session, facts: histories.Facts) -> list[Ask]:
    patient = facts.row
    return list(session.scalars(select(Ask).where(Ask.clinic_id == patient.clinic_id, Ask.patient_id == patient.id)))


def _gone(rows: dict[str, Message], asks: dict[str, Ask], *, is_emailable: bool) -> dict[str, Gone]:
    """What has left, and what need not leave any more because its ask was answered another way.

    A claimed row may still be stopped (up to MAIL), and is when the patient may no longer be e-mailed.
    """
    gone = {
        row.key: Gone(row.sent_at or row.due_at, row.session_id, tuple(row.carries))
        for row in rows.values()
        if row.state in _LEFT and (is_emailable or row.state is not MessageState.CLAIMED)
    }
    for ask in asks.values():
        if ask.replied_at is not None:
            gone.setdefault(f"{ask.key}:first", Gone(ask.replied_at, ask.session_id))
    return gone


def _enter_asks(session: Session, facts: histories.Facts, owed: Plan, asks: dict[str, Ask]) -> None:
    """Enter the asks that are new, each with its links, and move those that were not put yet."""
    linked = {ask.id: ask.session_ids for ask in facts.asks}
    new = {planned.key: _new_ask(session, facts, planned) for planned in owed.asks if planned.key not in asks}
    for planned in owed.asks:
        ask = asks.get(planned.key)
        if ask is None:
            asks[planned.key] = new[planned.key]
        elif ask.asked_at is None and ask.replied_at is None:
            _move_ask(session, facts, ask, planned, linked.get(ask.id, ()))
    enter_made(session, *new.values())
    enter_made(session, *[link for key, ask in new.items() for link in _links(facts, ask, owed.ask_by_key[key])])
    enter_made(session, *[token for ask in new.values() for token in _tokens(session, ask)])


def _tokens(session: Session, ask: Ask) -> list[Token]:
    """What the links of a new ask stand for: to answer it, and to reply to its mail."""
    return [
        tokens.new_row(session, purpose, ask.clinic_id, ask.id, ask_id=ask.id, patient_id=ask.patient_id)
        for purpose in (tokens.Purpose.ANSWER, tokens.Purpose.REPLY)
    ]


def _new_ask(session: Session, facts: histories.Facts, planned: PlannedAsk) -> Ask:
    return Ask(
        id=new_id(session),
        clinic_id=facts.row.clinic_id,
        patient_id=facts.row.id,
        session_id=planned.session_ids[0],
        course_id=planned.course_ids[0],
        key=planned.key,
        kind=planned.kind,
        state=AskState.OPEN,
        generation=0,
        opens_at=planned.opens_at,
        late_at=planned.late_at,
        closes_at=planned.closes_at,
    )


def _move_ask(
    session: Session, facts: histories.Facts, ask: Ask, planned: PlannedAsk, linked: tuple[UUID, ...]
) -> None:
    """``linked`` are the sessions that the ask speaks of so far."""
    wanted = {
        "session_id": planned.session_ids[0],
        "course_id": planned.course_ids[0],
        "opens_at": planned.opens_at,
        "late_at": planned.late_at,
        "closes_at": planned.closes_at,
        "state": AskState.OPEN,
    }
    for name, value in wanted.items():
        if getattr(ask, name) != value:
            setattr(ask, name, value)
    if linked != planned.session_ids:
        said = (AskSession.clinic_id == ask.clinic_id, AskSession.ask_id == ask.id)
        for link in session.scalars(select(AskSession).where(*said)).all():
            session.delete(link)
        session.flush()
        enter_made(session, *_links(facts, ask, planned))


def _links(facts: histories.Facts, ask: Ask, planned: PlannedAsk) -> list[AskSession]:
    courses = {each.id: course.id for course in facts.courses for each in course.sessions}
    return [
        AskSession(
            clinic_id=ask.clinic_id, ask_id=ask.id, session_id=session_id, course_id=courses[session_id], place=place
        )
        for place, session_id in enumerate(planned.session_ids)
    ]


def _enter_messages(
    session: Session,
    facts: histories.Facts,
    owed: Plan,
    rows: dict[str, Message],
    asks: dict[str, Ask],
    now: datetime,
) -> Replanned:
    done, new = Replanned(), []
    for planned in owed.messages:
        row = rows.get(planned.key)
        if planned.state is PlannedState.GONE:
            done.changed += _say_moved(session, row, planned, now)
        elif row is None:
            new.append(_message(session, facts, planned, asks))
        elif row.state in UNSENT and _update(session, row, planned, facts, now):
            done.changed += 1
    ledger.owe_all(session, new, now)
    done.entered = len(new)
    return done


def _say_moved(session: Session, row: Message | None, planned: PlannedMessage, now: datetime) -> bool:
    """A session that moved after its message had gone owes nothing again, and the row says so."""
    if row is None or row.state is not MessageState.SENT or planned.reason is not Reason.MOVED_AFTER_SENT:
        return False
    return ledger.remark(session, row, now, Reason.MOVED_AFTER_SENT)


def _message(session: Session, facts: histories.Facts, planned: PlannedMessage, asks: dict[str, Ask]) -> Message:
    return Message(
        id=new_id(session),
        clinic_id=facts.row.clinic_id,
        patient_id=facts.row.id,
        key=planned.key,
        mail=planned.mail,
        channel=planned.channel,
        priority=planned.priority,
        ask_id=asks[planned.ask_key].id if planned.ask_key else None,
        session_id=planned.session_id,
        schedule_version_id=facts.schedules[planned.course_id][1].id,
        carries=list(planned.carries),
        ideal_at=planned.ideal_at,
        due_at=planned.due_at,
        expires_at=planned.expires_at,
        state=MessageState(planned.state),
        reason=planned.reason or "",
        attempts=0,
    )


def _update(session: Session, row: Message, planned: PlannedMessage, facts: histories.Facts, now: datetime) -> bool:
    """Bring an unsent row in line.

    One that was tried or put off keeps the instant that it was given, unless it may not leave yet at that instant.
    """
    wanted = {
        "session_id": planned.session_id,
        "carries": list(planned.carries),
        "ideal_at": planned.ideal_at,
        "expires_at": planned.expires_at,
        "priority": planned.priority,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.schedule_version_id = facts.schedules[planned.course_id][1].id
    state = MessageState(planned.state)
    if row.state is not state:
        if row.attempts:
            return bool(changed)
        check_transition(row.state, state, attempts=row.attempts)
        row.due_at = planned.due_at
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


def _drop(
    session: Session,
    facts: histories.Facts,
    owed: Plan,
    rows: dict[str, Message],
    asks: dict[str, Ask],
    now: datetime,
    done: Replanned,
) -> None:
    """Cancel what the plan no longer holds, and close the asks that were never put."""
    performed = {session.id for course in facts.courses for session in course.performed}
    for key, ask in asks.items():
        is_moot = ask.asked_at is None or ask.session_id not in performed
        if key not in owed.ask_by_key and ask.state is AskState.OPEN and is_moot:
            ask.state, ask.remind_due_at, ask.silent_due_at = AskState.CLOSED, None, None
    closed = {ask.id for ask in asks.values() if ask.state is AskState.CLOSED}
    is_over = facts.patient.state in (PatientState.DECEASED, PatientState.MERGED)
    replaced = set() if is_over else _replaced(rows)
    for key, row in rows.items():
        if key not in owed.by_key and key not in replaced and _is_dropped(row, facts, closed):
            ledger.move(session, row, MessageState.CANCELLED, now, reason=_why(session, row, facts))
            done.cancelled += 1


def _is_dropped(row: Message, facts: histories.Facts, closed: set[UUID]) -> bool:
    """Reminders are a job's; they go when their ask is closed, or when nothing is owed by mail any more.

    What confirms an opt-out is owed by the opt-out.
    """
    if row.state not in (MessageState.PLANNED, MessageState.CLAIMED):
        return False
    if row.mail == OPT_OUT_CONFIRMED:
        return facts.patient.state in (PatientState.DECEASED, PatientState.MERGED)
    return row.mail in _OCCASIONS or not facts.patient.is_emailable or row.ask_id in closed


def _replaced(rows: dict[str, Message]) -> set[str]:
    """The telephone tasks that stand in for mails that failed, and for what these carried."""
    failed = (row for row in rows.values() if row.state is MessageState.FAILED)
    return {f"{key.removesuffix(':first')}:call" for row in failed for key in (row.key, *row.carries)}


def _why(session: Session, row: Message, facts: histories.Facts) -> Reason:
    if facts.patient.state is PatientState.DECEASED:
        return Reason.PATIENT_DECEASED
    if facts.patient.state is PatientState.MERGED:
        return Reason.PATIENT_MERGED
    treated = session.get(TreatmentSession, row.session_id) if row.session_id else None
    if treated is not None and treated.state is SessionState.VOID:
        return Reason.SESSION_VOID
    if treated is not None and treated.state is SessionState.MISSED:
        return Reason.SESSION_MISSED
    return (
        Reason.CHANNEL_CHANGED
        if row.channel.value == "email" and not facts.patient.is_emailable
        else Reason.NO_LONGER_OWED
    )
