"""reconcile: once a day, what is owed is derived from sessions and schedules alone and compared with the ledger.

Both ways: what is owed and has no row (it is entered again, and reported), and rows that nothing owes. Every row's
state and due time are replayed from its events. Each difference is a sentence that names the message's key and no
person.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from vigil.actions.replan import replan
from vigil.actions.tell_fault import tell_fault
from vigil.domain.errors import VigilError
from vigil.domain.faults import Fault
from vigil.domain.plan import ScheduledCourse, plan
from vigil.domain.replay import Change, Row, discrepancy
from vigil.domain.session_steps import performed_sessions, same_day_groups
from vigil.domain.states import MessageState
from vigil.domain.words import PatientState, Urgency
from vigil.jobs.summary import Summary
from vigil.store import histories
from vigil.store.database import Store
from vigil.store.tables import Alert, Fact, Message, MessageEvent, Patient

log = structlog.get_logger()

ACTOR = "job:reconcile"
_PAGE = 500


@dataclass
class Reconciliation:
    """What one reconciliation looked at, and each difference that it found."""

    messages: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.differences


class Unfinished(VigilError):
    """The reconciliation was told to end before it had looked at everything; nothing was noted of it."""


def run(store: Store, now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> Summary:
    """Reconcile everything, report it, and enter again what was missing.

    Once ``is_stopping`` says so it ends where it is, however much there is to look at; the next start begins anew.
    """
    summary = Summary()
    try:
        found = reconcile(store, now, is_stopping=is_stopping)
    except Unfinished:
        summary.add("unfinished")
        return summary
    summary.add("messages", found.messages)
    summary.add("differences", len(found.differences))
    for difference in found.differences:
        log.error("the ledger differs", action="reconcile_difference", difference=difference)
    if found.differences:
        with store.writing(now, ACTOR) as session:
            summary.add("told", tell_fault(session, Fault.LEDGER, now, now))
    return summary


def reconcile(store: Store, now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> Reconciliation:
    """Compare the whole ledger with what the facts owe; the outcome is kept as the fact ``reconciliation``.

    ``Unfinished`` when ``is_stopping`` says so meanwhile.
    """
    found = Reconciliation()
    with store.reading() as session:
        patients = session.scalars(select(Patient.id).order_by(Patient.id)).all()
        lacking = [id for id in _each(patients, is_stopping) if _compare_patient(session, id, now, found)]
        _compare_alerts(session, found)
        _replay_all(session, found, is_stopping)
    for patient_id in _each(lacking, is_stopping):
        with store.writing(now, ACTOR) as session:
            replan(session, patient_id, now)
    with store.writing(now, ACTOR) as session:
        session.merge(
            Fact(
                name="reconciliation",
                value={"at": now.isoformat(), "messages": found.messages, "differences": found.differences[:1000]},
            )
        )
    return found


def _each(ids: Iterable[UUID], is_stopping: Callable[[], bool]) -> Iterator[UUID]:
    for id in ids:
        if is_stopping():
            raise Unfinished("The reconciliation was told to end before it had looked at everything.")
        yield id


def _compare_patient(session: Session, patient_id: UUID, now: datetime, found: Reconciliation) -> bool:
    """Compare one patient's rows with what the facts owe; returns whether something owed has no row."""
    facts = histories.load(session, patient_id, now)
    merged = session.scalars(
        select(Patient.id).where(Patient.clinic_id == facts.row.clinic_id, Patient.merged_into_id == patient_id)
    ).all()
    session.expunge_all()
    courses = [ScheduledCourse(course, facts.schedules[course.id][0]) for course in facts.courses]
    active = replace(facts.patient, state=PatientState.ACTIVE)
    by_mail = set(plan(replace(active, is_emailable=True), courses, now).by_key)
    by_hand = set(plan(replace(active, is_emailable=False), courses, now).by_key)
    rows: dict[str, tuple[Any, ...]] = {
        key: (state, mail)
        for key, state, mail in session.execute(
            select(Message.key, type_coerce(Message.state, String), Message.mail).where(
                Message.clinic_id == facts.row.clinic_id, Message.patient_id == patient_id
            )
        )
    }
    lacks = False
    is_over = not facts.patient.state.is_followed
    leaders = _leaders(facts)
    served = {_led(_step(key), leaders) for key in rows}
    owed: set[str] = set() if is_over else by_mail | by_hand
    for step in sorted({_step(key) for key in owed & (by_mail if facts.patient.is_emailable else by_hand)}):
        if _led(step, leaders) not in served:
            found.differences.append(f"{step} is owed and has no row")
            lacks = True
    ours = _subjects(facts, merged)
    for key, (state, mail) in rows.items():
        if state in (MessageState.PLANNED, MessageState.CLAIMED) and (mail not in _EVENTS_OWN or is_over):
            if key not in owed and not _is_rearmed(key, owed):
                found.differences.append(f"{key} waits to be sent and nothing owes it")
        elif not _is_about(key, ours):
            found.differences.append(f"{key} is about no session or course of its patient")
    return lacks


_EVENTS_OWN = ("reminder", "opt_out_confirmed", "acknowledgement")
"""Mails that something that happened owes (silence, an opt-out), not a schedule alone."""


def _step(key: str) -> str:
    """The step that a row serves, by whichever channel."""
    for ending in (":first", ":call", ":sheet"):
        key = key.removesuffix(ending)
    return key


def _is_rearmed(key: str, owed: set[str]) -> bool:
    """An end or late check that is owed again for a later session bears that session behind its step."""
    step = _step(key)
    return step.rpartition(":")[0] in {_step(other) for other in owed}


def _leaders(facts: histories.Facts) -> dict[str, str]:
    """For each performed session the first of its day: they share their messages, whichever of them it was first."""
    courses = (ScheduledCourse(course, facts.schedules[course.id][0]) for course in facts.courses)
    performed = (one for course in courses for one in performed_sessions(course))
    groups = same_day_groups(performed, facts.patient.zone)
    return {str(one.session.id): str(group[0].session.id) for group in groups for one in group}


def _led(step: str, leaders: dict[str, str]) -> str:
    return ":".join(leaders.get(part, part) for part in step.split(":"))


def _subjects(facts: histories.Facts, merged: Sequence[UUID]) -> set[str]:
    ids = [facts.row.id, *merged, *(course.id for course in facts.courses)]
    ids += [session.id for course in facts.courses for session in course.sessions]
    return {written for id in ids for written in (str(id), id.hex)}


def _is_about(key: str, ours: set[str]) -> bool:
    return any(part in ours for part in key.split(":"))


def _compare_alerts(session: Session, found: Reconciliation) -> None:
    """An urgent alert has told somebody, once per climb; no row tells of an alert that does not exist."""
    told = defaultdict(set)
    for alert_id, key in session.execute(select(Message.alert_id, Message.key).where(Message.alert_id.is_not(None))):
        told[alert_id].add(int(key.split(":")[2]))
    rows = session.execute(
        select(Alert.id, Alert.reference, Alert.climbed).where(Alert.urgency <= Urgency.SAME_DAY, Alert.climbed > 0)
    )
    for alert_id, reference, climbed in rows:
        lacking = set(range(1, climbed + 1)) - told[alert_id]
        if lacking:
            found.differences.append(f"alert {reference} climbed {climbed} times, but {len(lacking)} have no message")


def _replay_all(session: Session, found: Reconciliation, is_stopping: Callable[[], bool]) -> None:
    last: UUID | None = None
    while True:
        query = select(
            Message.id,
            Message.key,
            type_coerce(Message.state, String).label("state"),
            Message.due_at,
            Message.sent_at,
            Message.changes,
        ).order_by(Message.id)
        page = session.execute(query.where(Message.id > last).limit(_PAGE) if last else query.limit(_PAGE)).all()
        if not page:
            break
        events = _events(session, [row.id for row in page])
        for row in page:
            if is_stopping():
                raise Unfinished("The reconciliation was told to end before it had replayed every message.")
            found.messages += 1
            sentence = discrepancy(Row(row.state, row.due_at, row.sent_at, row.changes), events[row.id])
            if sentence:
                found.differences.append(f"{row.key}: {sentence}")
        last = page[-1].id
    for orphan in _orphans(session):
        found.differences.append(f"events speak of message {orphan}, which is gone")


def _events(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Change]]:
    events: dict[UUID, list[Change]] = defaultdict(list)
    rows: Iterable[Any] = session.execute(
        select(MessageEvent.message_id, MessageEvent.at, MessageEvent.before, MessageEvent.after, MessageEvent.due_at)
        .where(MessageEvent.message_id.in_(ids))
        .order_by(MessageEvent.message_id, MessageEvent.number)
    )
    for row in rows:
        events[row.message_id].append(Change(row.at, row.before, row.after, row.due_at))
    return events


def _orphans(session: Session) -> Iterator[UUID]:
    query = (
        select(MessageEvent.message_id)
        .outerjoin(Message, Message.id == MessageEvent.message_id)
        .where(Message.id.is_(None))
        .distinct()
        .limit(100)
    )
    yield from session.scalars(query)
