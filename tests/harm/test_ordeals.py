"""A few ordeals of the long run (``python -m tests.harm``): whatever breaks, every message is accounted for."""

from pathlib import Path

import pytest

from tests.harm import answering
from tests.harm.answering import Rush
from tests.harm.ordeal import Trial, undergo
from tests.postgres import Postgres

pytestmark = [pytest.mark.end_to_end]

TRIALS = (
    Trial(seed=101, rounds=4),
    Trial(seed=102, workers=3, rounds=3, likelihood=0.08),
    Trial(seed=104, rounds=3, likelihood=0.08, is_secured=True),
)


@pytest.mark.parametrize("trial", TRIALS, ids=str)
def test_on_sqlite_nothing_is_lost_or_doubled_unknowingly(trial: Trial, tmp_path: Path) -> None:
    outcome = undergo(trial, tmp_path)
    assert outcome.faults == []
    assert outcome.kills
    assert outcome.states["sent"]


@pytest.mark.postgres
def test_on_postgresql_nothing_is_lost_or_doubled_unknowingly(postgres: Postgres, tmp_path: Path) -> None:
    outcome = undergo(Trial(seed=103, database_url=postgres.create(), workers=2, rounds=4), tmp_path)
    assert outcome.faults == []
    assert outcome.kills
    assert outcome.states["sent"]


def test_an_answer_that_was_taken_is_kept_once_however_often_the_server_is_killed() -> None:
    outcome = answering.undergo(Rush(seed=105, answers=40))
    assert outcome.faults == []
    assert outcome.kills
    assert outcome.sent_again


@pytest.mark.postgres
def test_two_servers_on_postgresql_may_be_killed_just_as_well(postgres: Postgres) -> None:
    outcome = answering.undergo(Rush(seed=106, database_url=postgres.create(), answers=40, servers=2))
    assert outcome.faults == []
    assert outcome.kills
    assert outcome.sent_again
