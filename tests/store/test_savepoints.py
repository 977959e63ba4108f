"""A stretch that raises leaves nothing behind, whether its savepoint had begun or not."""

from contextlib import suppress

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.people import NOON, Cabinet
from tests.plans import told
from vigil.store.audit import note
from vigil.store.database import new_id
from vigil.store.savepoints import apart
from vigil.store.tables import Course, Event, Fact, Patient
from vigil.store.writes import change, change_by_id, enter


class Fault(Exception):
    """What a stretch ends with."""


def marie(session: Session) -> Patient:
    return session.scalars(select(Patient)).one()


def a_course(session: Session) -> Course:
    return session.scalars(select(Course)).one()


@pytest.mark.on_both
def test_nothing_of_a_stretch_that_raises_is_kept(cabinet: Cabinet) -> None:
    before, events = cabinet.rows(Course), len(cabinet.rows(Event))
    with cabinet.writing() as session:
        course, patient = a_course(session), marie(session)
        for number in range(6):
            with suppress(Fault), apart(session):
                if number == 0:
                    change(session, course, review_due_at=NOON)
                elif number == 1:
                    change_by_id(session, Course, course.clinic_id, course.id, review_due_at=NOON)
                elif number == 2:
                    course.review_due_at = NOON
                    session.flush()
                elif number == 3:
                    session.execute(update(Course).values(review_due_at=NOON))
                elif number == 4:
                    patient.email = "autre@courrier.example"  # and nothing is flushed
                    session.add(Fact(name="never", value={}))
                else:
                    enter(session, Fact, {"name": "never", "value": {}})
                raise Fault
            assert course.review_due_at != NOON
            assert patient.email != "autre@courrier.example"
    assert cabinet.rows(Course) == before
    assert len(cabinet.rows(Event)) == events
    assert "never" not in {row.name for row in cabinet.rows(Fact)}


@pytest.mark.on_both
def test_what_was_done_before_and_after_a_stretch_that_raises_is_kept(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = a_course(session)
        course.intended_sessions = 7  # not flushed yet
        with suppress(Fault), apart(session):
            course.review_due_at = NOON
            raise Fault
        marie(session).consents_to_email = False
    (kept,) = cabinet.rows(Course)
    assert (kept.intended_sessions, kept.review_due_at) == (7, None)
    assert not cabinet.rows(Patient)[0].consents_to_email


@pytest.mark.on_both
def test_a_stretch_within_another_is_taken_back_alone_and_with_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = a_course(session)
        with apart(session):
            with suppress(Fault), apart(session):
                change(session, course, review_due_at=NOON)
                raise Fault
            change(session, course, intended_sessions=6)
        with suppress(Fault), apart(session):
            with apart(session):
                change(session, course, intended_sessions=9)
            raise Fault
        assert course.intended_sessions == 6
    assert (cabinet.rows(Course)[0].intended_sessions, cabinet.rows(Course)[0].review_due_at) == (6, None)


@pytest.mark.on_both
def test_a_flush_that_fails_in_a_stretch_loses_the_stretch_alone(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        change(session, a_course(session), intended_sessions=8)
        with pytest.raises(IntegrityError), apart(session):
            session.add(Course(id=new_id(session), clinic_id=cabinet.clinic_id, external_id="C-1"))
        session.add(Fact(name="after", value={}))
    assert cabinet.rows(Course)[0].intended_sessions == 8
    assert "after" in {row.name for row in cabinet.rows(Fact)}


@pytest.mark.on_both
def test_a_look_up_that_fails_in_a_stretch_leaves_the_transaction_whole(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        change(session, a_course(session), intended_sessions=8)
        with suppress(Exception), apart(session):
            session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
    assert cabinet.rows(Course)[0].intended_sessions == 8


@pytest.mark.on_both
def test_an_event_noted_in_a_stretch_goes_with_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session, suppress(Fault), apart(session):
        note(session, marie(session), "looked", {})
        raise Fault
    assert not cabinet.rows(Event, Event.change == "looked")


@pytest.mark.on_both
def test_a_savepoint_of_ones_own_within_a_stretch_ends_before_it(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        course = a_course(session)
        with suppress(Fault), apart(session):
            with session.begin_nested():
                course.intended_sessions = 9
            raise Fault
        assert course.intended_sessions != 9


def test_a_stretch_that_writes_nothing_has_no_savepoint_on_sqlite(cabinet: Cabinet) -> None:
    with told(cabinet.store.engine) as said, cabinet.writing() as session, apart(session):
        marie(session)
    assert any(words.startswith("SELECT patient") for words in said)
    assert not any("SAVEPOINT" in words for words in said)
