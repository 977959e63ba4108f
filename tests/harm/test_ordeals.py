"""A few ordeals of the long run (``python -m tests.harm``): whatever breaks, every message is accounted for."""

from pathlib import Path

import pytest

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
