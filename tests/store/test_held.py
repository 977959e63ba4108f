"""What a session looks up by prepared statements is its own: changed, flushed and found like any other row."""

from uuid import uuid4

import pytest
from sqlalchemy import bindparam, select

from tests.people import Cabinet
from vigil.domain.words import AskState
from vigil.store.held import held, held_first
from vigil.store.prepared import Prepared
from vigil.store.tables import Ask, Event, Fact

pytestmark = pytest.mark.on_both

ASKS = Prepared(select(Ask).where(Ask.clinic_id == bindparam("clinic")).order_by(Ask.id))


def test_a_row_found_by_its_id_holds_what_the_session_reads(asked: Cabinet) -> None:
    with asked.store.reading() as session:
        (read, *_) = session.scalars(select(Ask).order_by(Ask.id)).all()
        said = {column.key: getattr(read, column.key) for column in Ask.__table__.columns}
        session.expunge_all()
        found = session.get_one(Ask, read.id)
        assert found is not read
        assert {name: getattr(found, name) for name in said} == said
        assert session.get(Ask, read.id) is found
        assert session.get(Ask, uuid4()) is None


def test_a_row_that_waits_to_be_written_is_found(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        fact = Fact(name="told", value=1)
        session.add(fact)
        assert session.get(Fact, "told") is fact


def test_what_is_changed_in_a_held_row_is_written_and_audited(asked: Cabinet) -> None:
    with asked.writing() as session:
        ask = held_first(session, Ask, ASKS, clinic=asked.clinic_id)
        assert ask is not None
        ask.state = AskState.CLOSED
        assert held(session, Ask, ASKS, clinic=asked.clinic_id)[0] is ask
        id = ask.id
    assert asked.rows(Ask, Ask.id == id)[0].state is AskState.CLOSED
    with asked.store.reading() as session:
        fields = session.scalars(select(Event.fields).where(Event.subject_id == id, Event.change == "update")).all()
    assert ["state"] in fields
