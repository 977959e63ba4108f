"""What a writing session flushes by prepared statements lies in the database as a plain session would have left it."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tests.people import NOON, Cabinet
from vigil.domain.words import PatientState
from vigil.store.base import Base
from vigil.store.database import new_id
from vigil.store.tables import Course, Fact, Patient, Staff, Transfer

_ASIDE = ("id", "external_id")


def another(session: Session, course: Course, external_id: str) -> Course:
    """A course of which only what has no default is given."""
    given = {
        column.name: getattr(course, column.name)
        for column in Course.__table__.columns
        if column.default is None and column.name not in _ASIDE
    }
    return Course(id=new_id(session), external_id=external_id, **given)


def lies(session: Session, kind: type[Base], external_id: str) -> dict[str, Any]:
    words = f"SELECT * FROM {kind.__tablename__} WHERE external_id = :wanted"  # noqa: S608  # a table of ours
    (row,) = session.execute(text(words), {"wanted": external_id}).mappings()
    return {name: value for name, value in row.items() if name not in _ASIDE}


@pytest.mark.on_both
def test_a_new_row_lies_as_a_plain_session_writes_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = session.scalars(select(Course)).one()
        mine = another(session, course, "mine")
        session.add_all([mine, another(session, course, "mine too")])
        session.flush()
        assert (mine.is_painful, mine.is_competitor, mine.protocol) == (True, False, "")
        with Session(session.connection(), join_transaction_mode="create_savepoint") as plain:
            plain.add(another(session, course, "plain"))
            plain.flush()
            assert lies(session, Course, "mine") == lies(plain, Course, "plain") == lies(session, Course, "mine too")


@pytest.mark.on_both
def test_a_list_that_was_not_given_is_not_the_json_of_nothing(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        patient = session.scalars(select(Patient)).one()
        staff_id = session.scalars(select(Staff.id)).first()
        given: dict[str, Any] = {"clinic_id": patient.clinic_id, "patient_id": patient.id, "staff_id": staff_id}
        given |= {"at": NOON, "is_return": False, "before": PatientState.ACTIVE}
        left_out = Transfer(id=new_id(session), **given)
        session.add_all([left_out, Transfer(id=new_id(session), cancelled_sessions=None, **given)])
        session.flush()
        assert left_out.cancelled_sessions is None
        lists = text("SELECT CAST(cancelled_sessions AS TEXT) FROM transfer ORDER BY cancelled_sessions IS NULL")
        assert session.execute(lists).scalars().all() == ["null", None]


@pytest.mark.on_both
def test_a_change_is_written_where_it_differs(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = session.scalars(select(Course)).one()
        before = lies(session, Course, course.external_id)
        course.protocol, course.intended_sessions = "mesotherapy", course.intended_sessions
        session.flush()
        assert lies(session, Course, course.external_id) == before | {"protocol": "mesotherapy"}
        course.protocol = ""
    assert cabinet.rows(Course)[0].protocol == ""


@pytest.mark.on_both
def test_what_a_row_gives_up_another_may_take_in_the_same_flush(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = session.scalars(select(Course)).one()
        taken = course.external_id
        new = another(session, course, taken)
        course.external_id = "given up"
        session.add(new)
        session.flush()
        assert session.scalars(select(Course).where(Course.external_id == taken)).one() is new


@pytest.mark.on_both
def test_after_a_conflict_the_transaction_can_only_be_rolled_back(cabinet: Cabinet) -> None:
    with suppress(PendingRollbackError), cabinet.writing() as session:
        course = session.scalars(select(Course)).one()
        session.add_all([Fact(name="first", value=1), another(session, course, course.external_id)])
        with pytest.raises(IntegrityError) as conflict:
            session.flush()
        assert course.external_id not in str(conflict.value)
        with pytest.raises(PendingRollbackError):
            session.scalars(select(Course)).all()
    assert len(cabinet.rows(Course)) == 1
    assert "first" not in {row.name for row in cabinet.rows(Fact)}


@pytest.mark.on_both
def test_a_conflict_within_a_savepoint_is_taken_back_with_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = session.scalars(select(Course)).one()
        double = another(session, course, course.external_id)
        with suppress(IntegrityError), session.begin_nested():
            course.review_due_at = NOON
            session.add(double)
            session.flush()
            pytest.fail("no conflict")
        assert course.review_due_at is None
        assert double not in session
        session.scalars(select(Patient)).one().state = PatientState.DECEASED
    assert cabinet.rows(Course)[0].review_due_at is None
    assert cabinet.rows(Patient)[0].state is PatientState.DECEASED


@pytest.mark.on_both
def test_a_row_that_is_gone_is_not_changed_in_silence(cabinet: Cabinet) -> None:
    with suppress(PendingRollbackError), cabinet.writing() as session:
        session.add(Fact(name="gone", value=1))
        session.flush()
        fact = session.get_one(Fact, "gone")
        session.execute(delete(Fact).where(Fact.name == "gone").execution_options(synchronize_session=False))
        fact.value = 2
        with pytest.raises(StaleDataError):
            session.flush()


def test_rows_are_what_plain_flushing_takes_them_for() -> None:
    """No relationships and no bases with tables; columns by their own names; defaults that are plain values."""
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        assert not mapper.relationships
        assert mapper.inherits is None
        assert {attribute.key for attribute in mapper.column_attrs} == {column.name for column in table.columns}
        assert mapper.version_id_col is None
        for column in table.columns:
            assert column.default is None or column.default.is_scalar, column
            assert column.server_default is None or column.default is not None, column
            assert column.onupdate is None, column
