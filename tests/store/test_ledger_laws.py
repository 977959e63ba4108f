"""Whatever is done to a message, in any order: no state but through the table, and its events replay to its row."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import update

from tests.people import NOON, Cabinet, open_cabinet, open_store
from tests.store.messages import owe
from vigil.domain.replay import Change, Row, discrepancy
from vigil.domain.states import REVIVABLE, TRANSITIONS, IllegalTransition, MessageState
from vigil.store import leases, ledger
from vigil.store.tables import Message, MessageEvent

pytestmark = pytest.mark.exhaustive

MINUTES = st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes))


class OneMessage(RuleBasedStateMachine):
    """One message of a real ledger; ``expected`` is what the table makes of each step."""

    @initialize()
    def born(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.opened = open_store(Path(self.folder.name))
        self.cabinet: Cabinet = open_cabinet(next(self.opened), at=NOON)
        self.expected = MessageState.PLANNED
        self.attempts = 0
        with self.cabinet.writing() as session:
            owe(session, self.cabinet.clinic_id, "one", NOON, NOON)

    @rule(after=st.sampled_from(MessageState), tried=st.booleans())
    def move(self, after: MessageState, tried: bool) -> None:
        is_allowed = after in TRANSITIONS[self.expected] and not (
            self.expected in REVIVABLE and self.attempts and after not in (MessageState.CANCELLED, MessageState.SENT)
        )
        moved = False
        with suppress(IllegalTransition), self.cabinet.writing() as session:
            row = session.query(Message).one()
            if row.state is MessageState.CLAIMED and tried:
                row.attempts += 1
            ledger.move(session, row, after, self.cabinet.now)
            moved = True
        assert moved == is_allowed
        if moved:
            self.attempts += self.expected is MessageState.CLAIMED and tried
            self.expected = after

    @rule(later=MINUTES)
    def reschedule(self, later: timedelta) -> None:
        if self.expected is MessageState.PLANNED:
            with self.cabinet.writing() as session:
                row = session.query(Message).one()
                ledger.reschedule(session, row, self.cabinet.now + later, self.cabinet.now)

    @rule(later=MINUTES)
    def wait(self, later: timedelta) -> None:
        self.cabinet.wait(later)

    @rule()
    def claim(self) -> None:
        before = self.row()
        with self.cabinet.writing() as session:
            _, count = leases.claim(session, self.cabinet.now, limit=1, lease_for=timedelta(minutes=1))
        is_due = before.due_at <= self.cabinet.now
        assert bool(count) == (is_due and self.expected in (MessageState.PLANNED, MessageState.UNCERTAIN))
        if count:
            self.expected = MessageState.CLAIMED

    @rule()
    def lapse(self) -> None:
        with self.cabinet.writing() as session:
            session.execute(update(Message).values(lease_until=NOON.replace(year=2020)))
            lapsed = leases.lapse(session, self.cabinet.now)
            assert bool(lapsed) == (self.expected is MessageState.CLAIMED)
            if lapsed:
                self.expected, self.attempts = MessageState.UNCERTAIN, self.attempts + 1

    def row(self) -> Row:
        (row,) = self.cabinet.rows(Message)
        return Row(row.state, row.due_at, row.sent_at, row.changes)

    @invariant()
    def the_row_is_where_the_table_led_it(self) -> None:
        if hasattr(self, "expected"):
            assert self.row().state == self.expected

    @invariant()
    def the_events_explain_the_row(self) -> None:
        if hasattr(self, "expected"):
            rows = sorted(self.cabinet.rows(MessageEvent), key=lambda row: int(row.number))
            assert discrepancy(self.row(), [Change(row.at, row.before, row.after, row.due_at) for row in rows]) == ""

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            next(self.opened, None)  # closes it
            self.folder.cleanup()


TestOneMessage = OneMessage.TestCase
TestOneMessage.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
