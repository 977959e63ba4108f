"""A play that is killed while mail is on its way, and goes on afterwards: nothing is lost, nothing is owed twice."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.simulate.plays import MONDAY, settings
from vigil.domain.states import MessageState
from vigil.jobs.deliver import Carrier
from vigil.mail.connection import Envelope
from vigil.mail.letters import Letter
from vigil.mail.outcomes import Outcome
from vigil.simulate.invented import crowd
from vigil.simulate.stage import Stage, stage
from vigil.store.tables import Message

pytestmark = pytest.mark.end_to_end

ENDS = MONDAY + timedelta(weeks=4)
LONG_AGO = MONDAY.replace(year=2020)


class Killed(RuntimeError):
    """The process dies here."""


class DiesOnce:
    """A courier whose process dies at its ``at``-th batch: before it hands anything over, or right after."""

    def __init__(self, carrier: Carrier, at: int, *, has_sent: bool) -> None:
        self._carrier, self._left, self._has_sent = carrier, at, has_sent

    def deliver(
        self,
        envelopes: Sequence[Envelope],
        is_still_mine: Callable[[UUID], bool] | None = None,
        *,
        is_urgent: bool = False,
    ) -> list[Outcome]:
        self._left -= 1
        if self._left == 0 and not self._has_sent:
            raise Killed
        outcomes = self._carrier.deliver(envelopes, is_still_mine, is_urgent=is_urgent)
        if self._left == 0:
            raise Killed
        return outcomes


@pytest.mark.parametrize("has_sent", [False, True], ids=["before anything left", "after it left"])
def test_a_worker_that_dies_with_mail_in_its_hands_loses_none(tmp_path: Path, has_sent: bool) -> None:
    letters: list[Letter] = []
    with stage(settings(tmp_path), MONDAY, 4, on_letter=letters.append) as set_up:
        set_up.expects(crowd(3, 4, [MONDAY + timedelta(hours=2)] * 3, schedule=""))
        set_up.app.courier = DiesOnce(set_up.app.courier, 6, has_sent=has_sent)
        with pytest.raises(Killed):
            set_up.play.run(ENDS)
        held = _claimed(set_up)
        assert held
        _let_the_leases_run_out(set_up)
        set_up.app.run_job("deliver")
        summary = set_up.perform(ENDS)
    assert summary.reconciled, summary.differences
    assert summary.by_state["claimed"] == summary.by_state["uncertain"] == 0
    copies = [letter for letter in letters if held & {_ledger_id(letter)}]
    assert {_ledger_id(letter) for letter in copies} == held
    assert len(copies) == len(held) * (2 if has_sent else 1)
    assert len({letter.content for letter in copies}) == len(held)  # the same to the byte


def test_a_mailbox_that_fails_now_and_then_loses_none(tmp_path: Path) -> None:
    letters: list[Letter] = []
    calls = 0

    def sometimes(letter: Letter) -> None:
        nonlocal calls
        calls += 1
        if calls in (3, 4, 9):
            raise OSError("disk full")
        letters.append(letter)

    with stage(settings(tmp_path), MONDAY, 4, on_letter=sometimes) as set_up:
        set_up.expects(crowd(3, 4, [MONDAY + timedelta(hours=2)] * 3, schedule=""))
        summary = set_up.perform(ENDS)
    assert summary.reconciled, summary.differences
    assert calls > 9
    assert len({_ledger_id(letter) for letter in letters}) == summary.sent - summary.by_reason.get("done_by_staff", 0)


def _claimed(set_up: Stage) -> set[str]:
    with set_up.app.store.reading() as session:
        return {str(id) for id in session.scalars(select(Message.id).where(Message.state == MessageState.CLAIMED))}


def _let_the_leases_run_out(set_up: Stage) -> None:
    """A quarter of an hour of the database's clock."""
    with set_up.app.store.writing(set_up.play.now, "test") as session:
        session.execute(
            update(Message).where(Message.state == MessageState.CLAIMED).values(lease_until=LONG_AGO),
            execution_options={"synchronize_session": False},
        )


def _ledger_id(letter: Letter) -> str:
    return str(letter.message["Message-ID"]).strip("<>").partition("@")[0]
