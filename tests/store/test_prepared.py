"""Prepared statements say what the session says; what they write is sealed, audited and rolled back with the rest."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.people import KEYRING, NOON, Cabinet
from vigil.domain.words import AskState
from vigil.store.database import new_id
from vigil.store.prepared import Prepared
from vigil.store.sealing import place
from vigil.store.tables import Ask, Course, Event, Report
from vigil.store.writes import change, change_by_id, enter

pytestmark = pytest.mark.on_both

ASKS = Prepared(select(Ask).where(Ask.clinic_id == bindparam("clinic")).order_by(Ask.id))


def an_ask(session: Session) -> Ask:
    return session.scalars(select(Ask).order_by(Ask.id).limit(1)).one()


def report(ask: Ask, id: Any, **values: Any) -> dict[str, Any]:
    given = {"id": id, "clinic_id": ask.clinic_id, "ask_id": ask.id, "patient_id": ask.patient_id, "version": 1}
    return {**given, "is_current": True, "channel": "web", "answered_at": NOON, "is_late": False, **values}


def test_a_prepared_row_holds_what_the_session_reads(asked: Cabinet) -> None:
    with asked.store.reading() as session:
        rows = ASKS.all(session, clinic=asked.clinic_id)
        read = session.scalars(select(Ask).order_by(Ask.id)).all()
        assert rows
        for row, ask in zip(rows, read, strict=True):
            assert row._asdict() == {name: getattr(ask, name) for name in row._fields}


def test_what_a_statement_says_itself_is_bound_beside_what_it_is_given(asked: Cabinet) -> None:
    is_over = or_(Ask.state == AskState.CLOSED, Ask.opens_at < bindparam("at"))
    due = Prepared(select(Ask.id, Ask.opens_at).where(is_over).order_by(Ask.opens_at).limit(1))
    with asked.store.reading() as session:
        first = ASKS.first(session, clinic=asked.clinic_id)
        assert first is not None
        assert due.scalar(session, at=first.opens_at) is None
        assert due.scalar(session, at=first.opens_at + timedelta(seconds=1)) == first.id


def test_an_error_is_the_one_that_the_session_raises_and_quotes_no_value(asked: Cabinet) -> None:
    with asked.writing() as session:
        ask, id = an_ask(session), new_id(session)
        enter(session, Report, report(ask, id, answers="secret words"))
        with pytest.raises(IntegrityError) as raised, session.begin_nested():
            enter(session, Report, report(ask, id, answers="secret words"))
        assert "secret" not in str(raised.value)


def test_what_is_entered_is_sealed_and_audited_like_what_is_flushed(asked: Cabinet) -> None:
    with asked.writing() as session:
        ask, id = an_ask(session), new_id(session)
        enter(session, Report, report(ask, id, answers="J'ai mal", typed=None))
    (kept,) = asked.rows(Report)
    assert b"mal" not in kept.answers_sealed
    assert kept.typed_sealed is None
    with asked.store.reading() as session:
        assert session.get_one(Report, id).answers == "J'ai mal"
    (event,) = asked.rows(Event, Event.subject == "report")
    assert (event.change, event.actor, event.subject_id) == ("insert", "roux", id)
    values = json.loads(KEYRING.unseal(event.values_sealed, place("event", "values_sealed", event.id)))
    assert (values["answers"], values["channel"], values["emergency_call"]) == ("J'ai mal", "web", "")


def test_a_change_shows_in_the_object_and_is_audited_once(asked: Cabinet) -> None:
    with asked.writing() as session:
        ask = an_ask(session)
        change(session, ask, replied_at=NOON, state=ask.state)
        change(session, ask, replied_at=NOON)
        assert ask.replied_at == NOON
        assert not session.dirty
    events = asked.rows(Event, Event.subject == "ask", Event.change == "update")
    assert [event.fields for event in events] == [["replied_at"]]
    assert asked.rows(Ask, Ask.replied_at.is_not(None))


def test_what_a_savepoint_takes_back_leaves_neither_row_nor_object_nor_event(asked: Cabinet) -> None:
    before = len(asked.rows(Event))
    with asked.writing() as session:
        ask = an_ask(session)
        with suppress(ZeroDivisionError), session.begin_nested():
            change(session, ask, replied_at=NOON)
            change_by_id(session, Course, ask.clinic_id, ask.course_id, review_due_at=NOON)
            enter(session, Report, report(ask, new_id(session)))
            _ = 1 // 0
        assert ask.replied_at is None
        assert session.get_one(Course, ask.course_id).review_due_at != NOON
    assert len(asked.rows(Event)) == before
    assert not asked.rows(Report)


def test_an_object_that_the_session_holds_reads_a_change_by_id_anew(asked: Cabinet) -> None:
    with asked.writing() as session:
        course = session.get_one(Course, an_ask(session).course_id)
        change_by_id(session, Course, course.clinic_id, course.id, review_due_at=NOON)
        assert course.review_due_at == NOON
