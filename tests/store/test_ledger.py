"""The ledger's door: owing, moving, rescheduling, claiming and lapsing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from tests.people import DAY, HOUR, Cabinet
from tests.plans import told
from tests.store.messages import owe
from vigil.domain.states import IllegalTransition, MessageState
from vigil.domain.words import Channel, Priority
from vigil.store import leases, ledger, outgoing
from vigil.store.tables import Message, MessageEvent

LEASE = timedelta(minutes=15)


def events(cabinet: Cabinet) -> list[tuple[Any, ...]]:
    return [(row.number, row.before, row.after, row.due_at, row.reason) for row in cabinet.rows(MessageEvent)]


def test_what_is_owed_is_born_with_an_event(cabinet: Cabinet) -> None:
    due_at = cabinet.now + HOUR
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "digest:1", due_at, cabinet.now)
    assert events(cabinet) == [(1, "", "planned", due_at, "")]


@pytest.mark.on_both
def test_the_same_key_is_never_owed_twice(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        with pytest.raises(IntegrityError):
            owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        session.rollback()


def test_an_illegal_move_changes_nothing(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        row = owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        with pytest.raises(IllegalTransition):
            ledger.move(session, row, MessageState.SENT, cabinet.now)
    (row,) = cabinet.rows(Message)
    assert (row.state, row.sent_at, row.changes) == ("planned", None, 1)


def test_what_was_cancelled_and_never_tried_may_be_owed_again(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        row = owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        for after in (MessageState.CANCELLED, MessageState.PLANNED):
            ledger.move(session, row, after, cabinet.now, reason="session_void")
        ledger.move(session, row, MessageState.CANCELLED, cabinet.now)
        row.attempts = 1
        with pytest.raises(IllegalTransition):
            ledger.move(session, row, MessageState.PLANNED, cabinet.now)


def test_rescheduling_is_noted_and_to_the_same_instant_is_nothing(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        row = owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        ledger.reschedule(session, row, cabinet.now, cabinet.now)
        ledger.reschedule(session, row, cabinet.now + DAY, cabinet.now)
    assert events(cabinet)[1:] == [(2, "planned", "planned", cabinet.now + DAY, "moved")]


def test_a_remark_is_said_once(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        row = owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
        assert ledger.remark(session, row, cabinet.now, "moved_after_sent")
        assert not ledger.remark(session, row, cabinet.now, "moved_after_sent")
    assert len(events(cabinet)) == 2


@pytest.mark.on_both
def test_the_urgent_leave_first_and_among_equals_what_has_waited_longest(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        for key, priority, waited in [
            ("d", Priority.DIGEST, 9),
            ("s2", Priority.SAFETY, 1),
            ("s1", Priority.SAFETY, 2),
            ("e", Priority.EMERGENCY, 0),
            ("r", Priority.REMINDER, 5),
        ]:
            owe(session, cabinet.clinic_id, key, cabinet.now - waited * HOUR, cabinet.now, priority=priority)
    with cabinet.writing() as session:
        picked = leases.pick(session, cabinet.now, limit=4)
        assert [item.letter.key for item in outgoing.load(session, picked)] == ["e", "s1", "s2", "r"]


@pytest.mark.on_both
def test_only_what_is_due_waits_and_goes_by_mail_is_claimed(cabinet: Cabinet) -> None:
    now = cabinet.now
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "due", now, now)
        owe(session, cabinet.clinic_id, "uncertain", now, now, state=MessageState.UNCERTAIN)
        owe(session, cabinet.clinic_id, "future", now + timedelta(microseconds=1), now)
        owe(session, cabinet.clinic_id, "call", now, now, channel=Channel.PHONE)
        for state in ("sent", "failed", "cancelled", "skipped", "expired"):
            owe(session, cabinet.clinic_id, state, now, now, state=MessageState(state))
    with cabinet.writing() as session:
        lease, count = leases.claim(session, now, limit=50, lease_for=LEASE)
        assert count == 2
        assert {row.key for row in leases.held(session, lease)} == {"due", "uncertain"}
    with cabinet.writing() as session:
        assert leases.claim(session, now, limit=50, lease_for=LEASE)[1] == 0


def test_a_claim_leaves_no_event(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "digest:1", cabinet.now, cabinet.now)
    with cabinet.writing() as session:
        leases.claim(session, cabinet.now, limit=50, lease_for=LEASE)
    assert len(events(cabinet)) == 1


@pytest.mark.on_both
def test_a_lease_that_runs_out_makes_its_message_uncertain(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "lapsed", cabinet.now, cabinet.now)
        owe(session, cabinet.clinic_id, "held", cabinet.now, cabinet.now)
    with cabinet.writing() as session:
        leases.claim(session, cabinet.now, limit=50, lease_for=LEASE)
        session.execute(
            update(Message).where(Message.key == "lapsed").values(lease_until=cabinet.now.replace(year=2020))
        )
    with cabinet.writing() as session:
        assert [row.key for row in leases.lapse(session, cabinet.now)] == ["lapsed"]
    lapsed, held = cabinet.message("lapsed"), cabinet.message("held")
    assert (lapsed.state, lapsed.reason, lapsed.lease, lapsed.attempts) == ("uncertain", "worker_lost", None, 1)
    assert (held.state, held.attempts) == ("claimed", 0)


def test_a_claim_reads_the_index_of_what_is_due_and_never_the_whole_ledger(cabinet: Cabinet) -> None:
    """With a hundred thousand messages that are not due yet, and one that is."""
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "0", cabinet.now + DAY, cabinet.now)
    owe_many_more(cabinet, 100_000)
    with cabinet.writing() as session:
        owe(session, cabinet.clinic_id, "due", cabinet.now, cabinet.now)
    look, picking, taking = plans_of_a_claim(cabinet)
    assert look.count("ix_message_due (priority=? AND due_at<?)") == len(Priority)
    assert picking.count("ix_message_due (priority=? AND due_at<?)") == 1
    assert taking.count("SEARCH message USING INDEX sqlite_autoindex_message_1 (id=?)") == 1
    for plan in (look, picking, taking):
        assert "SCAN message" not in plan
        assert "TEMP B-TREE" not in plan


def owe_many_more(cabinet: Cabinet, count: int) -> None:
    """Copies of the only message, under ids and keys of their own."""
    columns = [column.name for column in Message.__table__.columns]
    wanted = [{"id": "printf('%032x', n)", "key": "n"}.get(name, name) for name in columns]
    statement = (
        f"INSERT INTO message ({', '.join(columns)}) "  # noqa: S608  # our own columns
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
        f"SELECT {', '.join(wanted)} FROM message, numbers"
    )
    with cabinet.store.engine.connect() as connection:
        connection.execute(text(statement))
        connection.execute(text("ANALYZE"))
        connection.commit()


def plans_of_a_claim(cabinet: Cabinet) -> list[str]:
    """The query plans of the look at what is due, of what is picked, and of the update, that one claim runs."""
    with told(cabinet.store.engine) as seen, cabinet.writing() as session:
        leases.claim(session, cabinet.now, limit=50, lease_for=LEASE)
    with cabinet.store.engine.connect() as connection:
        return [
            " / ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))
            for statement in seen
            if statement.startswith(("SELECT (SELECT message.priority", "SELECT message.id", "UPDATE message"))
        ]


def test_lapsed_leases_are_found_by_their_index(cabinet: Cabinet) -> None:
    query = select(Message.id).where(Message.state == MessageState.CLAIMED, Message.lease_until < cabinet.now)
    compiled = query.compile(cabinet.store.engine, compile_kwargs={"literal_binds": True})
    with cabinet.store.engine.connect() as connection:
        plan = " / ".join(str(row[3]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    assert "ix_message_lease" in plan
