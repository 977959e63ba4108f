"""A patient's asks in line with a plan: new ones entered, those not put yet moved, those never to be put closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from vigil.domain.plan import Plan, PlannedAsk
from vigil.domain.words import AskState
from vigil.store import tokens
from vigil.store.database import new_id
from vigil.store.histories import Facts
from vigil.store.prepared import Prepared, Values
from vigil.store.tables import Ask, AskSession, Token
from vigil.store.writes import change_by_id, enter


@dataclass
class Asked:
    """A patient's asks by key, which of them are closed, and whether any is not as it was."""

    ids: dict[str, UUID]
    closed: set[UUID]
    has_changed: bool = False


def bring_asks_in_line(session: Session, facts: Facts, owed: Plan) -> Asked:
    """Enter the asks that are new, each with its links; move those that were not put yet, close those never to be."""
    ids = {row.key: row.id for row in facts.ask_rows}
    asked = Asked(ids, {row.id for row in facts.ask_rows if row.state is AskState.CLOSED})
    performed = {each.id for course in facts.courses for each in course.performed}
    linked = {ask.id: ask.session_ids for ask in facts.asks}
    for row in facts.ask_rows:
        planned = owed.ask_by_key.get(row.key)
        if planned is not None and row.asked_at is None and row.replied_at is None:
            _move(session, facts, row, planned, linked[row.id], asked)
        is_moot = row.asked_at is None or row.session_id not in performed
        if planned is None and is_moot and row.state is AskState.OPEN:
            _close(session, facts, row, asked)
    _enter(session, facts, [planned for planned in owed.asks if planned.key not in ids], asked)
    return asked


def _enter(session: Session, facts: Facts, planned: list[PlannedAsk], asked: Asked) -> None:
    if not planned:
        return
    new = [_new(session, facts, each) for each in planned]
    asked.ids |= {row["key"]: row["id"] for row in new}
    asked.has_changed = True
    enter(session, Ask, *new)
    enter(session, AskSession, *(link for each in planned for link in _links(facts, asked.ids[each.key], each)))
    enter(session, Token, *(token for row in new for token in _tokens(session, row)))


def _new(session: Session, facts: Facts, planned: PlannedAsk) -> Values:
    return {
        "id": new_id(session),
        "clinic_id": facts.row.clinic_id,
        "patient_id": facts.row.id,
        "session_id": planned.session_ids[0],
        "course_id": planned.course_ids[0],
        "key": planned.key,
        "kind": planned.kind,
        "state": AskState.OPEN,
        "opens_at": planned.opens_at,
        "late_at": planned.late_at,
        "closes_at": planned.closes_at,
    }


def _tokens(session: Session, ask: Values) -> Iterator[Values]:
    """What the links of a new ask stand for: to answer it, and to reply to its mail."""
    for purpose in (tokens.Purpose.ANSWER, tokens.Purpose.REPLY):
        yield tokens.new_row(
            session, purpose, ask["clinic_id"], ask["id"], ask_id=ask["id"], patient_id=ask["patient_id"]
        )


def _links(facts: Facts, ask_id: UUID, planned: PlannedAsk) -> Iterator[Values]:
    courses = {each.id: course.id for course in facts.courses for each in course.sessions}
    for place, session_id in enumerate(planned.session_ids):
        link = {"ask_id": ask_id, "session_id": session_id, "course_id": courses[session_id], "place": place}
        yield {"clinic_id": facts.row.clinic_id, **link}


def _move(
    session: Session, facts: Facts, row: Any, planned: PlannedAsk, linked: tuple[UUID, ...], asked: Asked
) -> None:
    """``linked`` are the sessions that the ask speaks of so far."""
    asked.closed.discard(row.id)
    _change(
        session,
        facts,
        row,
        asked,
        session_id=planned.session_ids[0],
        course_id=planned.course_ids[0],
        opens_at=planned.opens_at,
        late_at=planned.late_at,
        closes_at=planned.closes_at,
        state=AskState.OPEN,
    )
    if linked != planned.session_ids:
        _UNLINK.run(session, {"clinic": facts.row.clinic_id, "ask": row.id})
        enter(session, AskSession, *_links(facts, row.id, planned))
        asked.has_changed = True


def _close(session: Session, facts: Facts, row: Any, asked: Asked) -> None:
    asked.closed.add(row.id)
    _change(session, facts, row, asked, state=AskState.CLOSED, remind_due_at=None, silent_due_at=None)


def _change(session: Session, facts: Facts, row: Any, asked: Asked, **wanted: Any) -> None:
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if changed:
        change_by_id(session, Ask, facts.row.clinic_id, row.id, **changed)
        asked.has_changed = True


_UNLINK = Prepared(
    delete(AskSession).where(AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id == bindparam("ask"))
)
