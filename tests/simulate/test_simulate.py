"""A small play, from beginning to end, on the real program."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.simulate.plays import MONDAY, out_of_hours, settings, telling, to_patients, too_many
from vigil.app import simulated_until
from vigil.domain.errors import Refused
from vigil.jobs import NAMES
from vigil.mail.letters import Letter
from vigil.simulate.due import ORDER
from vigil.simulate.invented import crowd
from vigil.simulate.simulating import simulate
from vigil.simulate.stage import Stage, stage
from vigil.simulate.summary import Summary
from vigil.store.base import Base
from vigil.store.tables import Alert, Ask, Event, Message, MessageEvent, Token

pytestmark = pytest.mark.end_to_end

WEEKS, PATIENTS, SEED = 9, 4, 3
ENDS = MONDAY + timedelta(weeks=WEEKS)


@pytest.fixture(scope="module")
def letters() -> list[Letter]:
    return []


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, letters: list[Letter]) -> Summary:
    home = tmp_path_factory.mktemp("played")
    return _play(home, letters)


def _play(home: Path, letters: list[Letter]) -> Summary:
    return simulate(
        settings(home),
        weeks=WEEKS,
        patients=PATIENTS,
        seed=SEED,
        start=MONDAY,
        home=home,
        on_letter=letters.append,
    )


def test_the_ledger_reconciles_to_the_last_row(played: Summary) -> None:
    assert played.reconciled, played.differences
    assert played.owed == sum(played.by_state.values()) > 50


def test_patients_were_asked_and_some_answered(played: Summary) -> None:
    assert played.asks > played.answered > 0
    assert played.reports >= played.answered
    assert played.reactions["none_reported"] > 0


def test_every_mail_that_the_ledger_calls_sent_has_arrived_once(played: Summary, letters: list[Letter]) -> None:
    ids = {letter.message["Message-ID"] for letter in letters}
    assert len(ids) == len(letters)
    assert len(letters) == played.sent - played.by_reason.get("done_by_staff", 0)


def test_no_mail_reaches_a_patient_out_of_hours_or_too_often(played: Summary, letters: list[Letter]) -> None:
    assert to_patients(letters)
    assert not out_of_hours(to_patients(letters))
    assert not too_many(to_patients(letters))


def test_no_mail_to_a_patient_tells_of_health(played: Summary, letters: list[Letter]) -> None:
    assert not telling(to_patients(letters))


def test_the_same_seed_and_start_give_the_same_summary_and_the_same_mail(
    played: Summary, letters: list[Letter], tmp_path: Path
) -> None:
    again: list[Letter] = []
    assert _play(tmp_path, again) == played
    assert sorted(_seen(again)) == sorted(_seen(letters))


def _seen(letters: list[Letter]) -> Iterator[tuple[str, str, str]]:
    for letter in letters:
        yield letter.received_at.isoformat(), letter.recipients[0], str(letter.message["Message-ID"])


def test_every_job_run_twice_at_the_same_instant_changes_nothing(tmp_path: Path) -> None:
    with stage(settings(tmp_path), MONDAY, SEED) as set_up:
        set_up.expects(crowd(2, SEED, [MONDAY + timedelta(hours=2)] * 2, schedule=""))
        set_up.perform(MONDAY + timedelta(weeks=3))
        for job in (*ORDER, "reconcile"):  # what falls due at this very instant: those that owe before what sends
            set_up.app.run_job(job)
        before = _counts(set_up)
        for job in NAMES:
            set_up.app.run_job(job)
            set_up.app.run_job(job)
        assert _counts(set_up) == before


def _counts(set_up: Stage) -> dict[str, int]:
    tables: tuple[type[Base], ...] = (Message, MessageEvent, Ask, Alert, Token, Event)
    with set_up.app.store.reading() as session:
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_played_database_says_so_and_until_when(tmp_path: Path) -> None:
    with stage(settings(tmp_path), MONDAY, SEED) as set_up:
        set_up.perform(MONDAY + timedelta(days=1))
        assert simulated_until(set_up.app.store) == (MONDAY + timedelta(days=1)).isoformat()


def test_progress_goes_from_the_beginning_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    with stage(settings(tmp_path), MONDAY, SEED) as set_up:
        set_up.perform(MONDAY + timedelta(weeks=1), lambda share, at: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 4


def test_a_schedule_on_trial_is_the_one_that_the_clinic_follows(tmp_path: Path) -> None:
    trial = tmp_path / "trial.toml"
    trial.write_text('name = "trial"\nreminder = []\n', encoding="utf-8")
    summary = simulate(
        settings(tmp_path), weeks=3, patients=2, seed=5, start=MONDAY, schedule=trial, home=tmp_path / "home"
    )
    assert summary.reconciled, summary.differences
    assert "absorbed" not in summary.by_reason


@pytest.mark.parametrize(("weeks", "patients"), [(0, 10), (521, 10), (1, 0), (1, 20_001)])
def test_a_play_of_no_length_or_size_is_refused(tmp_path: Path, weeks: int, patients: int) -> None:
    with pytest.raises(Refused, match=r"from 1 to"):
        simulate(settings(tmp_path), weeks=weeks, patients=patients)


def test_a_play_without_a_beginning_ends_with_the_last_midnight(tmp_path: Path) -> None:
    """So that the same arguments give the same summary at any hour of a day."""
    simulate(settings(tmp_path), weeks=1, patients=1, home=tmp_path)
    with closing(sqlite3.connect(tmp_path / "vigil.db")) as database:
        (kept,) = database.execute("SELECT value FROM fact WHERE name = 'simulated'").fetchone()
    until = datetime.fromisoformat(json.loads(kept)["until"])
    assert (until.hour, until.minute, until.second, until.microsecond) == (0, 0, 0, 0)


def test_a_play_never_touches_a_database_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "vigil.db").write_bytes(b"precious")
    with pytest.raises(Refused, match="holds a database already"):
        simulate(settings(tmp_path), weeks=1, patients=1, home=tmp_path)
    assert (tmp_path / "vigil.db").read_bytes() == b"precious"
