"""Transactions: those that write begin at once, those that read keep nothing."""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.people import NOON, Cabinet
from vigil.actions.open_alert import open_alerts
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.words import Urgency
from vigil.store.database import Store, database_now
from vigil.store.engines import TAKE_WHOLE
from vigil.store.tables import Fact, Patient

pytestmark = pytest.mark.on_both


def test_what_a_reading_session_changes_is_rolled_back(store: Store) -> None:
    with store.reading() as session:
        session.add(Fact(name="one", value=1))
        session.flush()
    with store.reading() as session:
        assert session.get(Fact, "one") is None


def test_what_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing(NOON, "test") as session:
        session.add(Fact(name="one", value=1 // 0))
    with store.reading() as session:
        assert session.get(Fact, "one") is None


def test_reading_then_writing_waits_for_another_writer_instead_of_failing(store: Store) -> None:
    """A deferred transaction that reads and then writes fails at once under WAL, whatever its timeout."""
    with store.writing(NOON, "setup") as session:
        session.add(Fact(name="count", value=0))

    def count_up() -> None:
        for _ in range(25):
            with store.writing(NOON, "worker") as session:
                fact = session.get_one(Fact, "count")
                fact.value = fact.value + 1

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert session.get_one(Fact, "count").value == 75


def test_a_naive_instant_is_refused(cabinet: Cabinet) -> None:
    naive = datetime(2026, 3, 10, 11)  # noqa: DTZ001  # the point of the test
    with pytest.raises(Exception, match="no time zone"), cabinet.writing() as session:
        cabinet.patient_row(session).created_at = naive


def test_instants_keep_their_microseconds_and_come_back_in_utc(cabinet: Cabinet) -> None:
    at = NOON.replace(microsecond=123456)
    with cabinet.writing() as session:
        cabinet.patient_row(session).created_at = at
    (row,) = cabinet.rows(Patient)
    assert row.created_at == at
    assert row.created_at.utcoffset() == timedelta(0)


def test_the_databases_clock_is_aware_and_moves_on(store: Store) -> None:
    with store.reading() as session:
        assert database_now(session).utcoffset() == timedelta(0)


def test_an_urgent_message_wakes_after_its_commit_and_nothing_else_does(cabinet: Cabinet) -> None:
    woken: list[int] = []
    cabinet.store.on_urgent(lambda: woken.append(len(cabinet.messages("alert:"))))
    patient = cabinet.rows(Patient)[0].id

    def open_one(urgency: Urgency) -> None:
        reason = Bilingual("fièvre", "fever")
        finding = Finding("fever", 1, urgency, Cause.COURSE, patient, reason, arming=str(urgency))
        with cabinet.writing() as session:
            open_alerts(
                session, [finding], clinic_id=cabinet.clinic_id, patient_id=patient, course_id=None, now=cabinet.now
            )

    open_one(Urgency.WITHIN_72H)
    assert woken == []
    open_one(Urgency.EMERGENCY)
    assert woken == [1]
    with suppress(ZeroDivisionError), cabinet.writing() as session:
        session.info["wake"] = True
        _ = 1 // 0
    assert woken == [1]


def test_what_is_looked_at_is_of_one_instant(store: Store) -> None:
    """A reconciliation compares many tables: what is committed meanwhile must not look like a difference."""

    def count(session: Session) -> int:
        return int(session.scalar(text("SELECT count(*) FROM fact")))

    with store.reading() as looking:
        before = count(looking)
        with store.writing(NOON, "writer") as session:
            session.add(Fact(name="meanwhile", value=1))
        assert (before, count(looking)) == (0, 0)


def test_writers_in_one_clinic_take_turns_and_do_not_lose_what_the_other_wrote(cabinet: Cabinet) -> None:
    def rename() -> None:
        for _ in range(10):
            with cabinet.store.writing(NOON, "test", clinic_id=cabinet.clinic_id) as session:
                patient = cabinet.patient_row(session)
                patient.given_name = f"{patient.given_name}+"

    threads = [threading.Thread(target=rename) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with cabinet.store.reading() as session:
        assert cabinet.patient_row(session).given_name == "Marie" + 30 * "+"


@pytest.mark.postgres
def test_writers_in_two_clinics_go_side_by_side_and_neither_beside_a_writer_of_everything(store: Store) -> None:
    ids = [UUID(int=number) for number in (1, 2)]
    with store.writing(NOON, "one", clinic_id=ids[0]) as one, store.writing(NOON, "two", clinic_id=ids[1]) as two:
        one.execute(text("SELECT 1"))
        two.execute(text("SELECT 1"))
        with store.engine.connect() as third:
            third.exec_driver_sql("SET lock_timeout = '100ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                third.execute(TAKE_WHOLE)
    with store.writing(NOON, "everything") as alone:
        alone.execute(text("SELECT 1"))


def test_the_default_transaction_of_the_engine_is_not_immediate(store: Store) -> None:
    """Readers go on while one writes."""
    with store.writing(NOON, "writer") as session:
        session.add(Fact(name="one", value=1))
        session.flush()
        with store.reading() as other:
            assert other.execute(text("SELECT count(*) FROM fact")).scalar() == 0
