"""The database that a benchmark may do what it likes with."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.people import NOON, open_cabinet, open_store
from vigil import clock
from vigil.bench.mould import Cast, Mould, address
from vigil.bench.throwaway import midday_zone, throwaway
from vigil.domain.errors import Refused
from vigil.store import tokens
from vigil.store.tables import Ask, Message, Patient


def test_it_refuses_a_database_that_holds_a_real_clinic(tmp_path: Path) -> None:
    for store in open_store(tmp_path):
        open_cabinet(store)
    file = tmp_path / "vigil.db"
    before = file.read_bytes()
    with pytest.raises(Refused, match="no benchmark made"), throwaway(f"sqlite:///{file}"):
        pass
    assert file.read_bytes() == before


def test_it_refuses_a_database_of_another_program(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE invoice (number INTEGER)")
    other.close()
    with pytest.raises(Refused, match="not vigil's"), throwaway(f"sqlite:///{file}"):
        pass


def test_it_takes_what_a_benchmark_left_when_it_was_killed_and_leaves_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"
    with throwaway(url) as first, throwaway(url) as second:
        assert first.clinic_id != second.clinic_id
    assert not (tmp_path / "bench.db").exists()


@pytest.mark.parametrize("hour", range(24))
def test_its_patients_live_where_it_is_midday(hour: int) -> None:
    now = datetime(2026, 7, 1, hour, 30, tzinfo=UTC)
    assert now.astimezone(ZoneInfo(midday_zone(now))).hour == 12


def test_a_cast_is_a_patient_like_any_other() -> None:
    now = clock.now()
    with throwaway(synchronous="OFF") as ground:
        mould = Mould(ground, now)
        entered = mould.fill([Cast(0), Cast(1, NOON)])
        with ground.store.reading() as session:
            people = [session.get_one(Patient, ids[mould.id_of(Patient)]) for ids in entered]
            assert [person.email for person in people] == [address(0), address(1)]
            assert [person.given_name for person in people] == ["Marie", "Zoë"]
            asks = [session.get_one(Ask, ids[mould.id_of(Ask)]) for ids in entered]
            for ask, person in zip(asks, people, strict=True):
                token = tokens.derive(ground.store.keyring, tokens.Purpose.ANSWER, ground.clinic_id, ask.id)
                found = tokens.find(session, token, tokens.Purpose.ANSWER)
                assert found is not None
                assert (found.ask_id, found.patient_id) == (ask.id, person.id)
                assert ask.key == f"followup:{ask.session_id}:48h"
            messages = [session.get_one(Message, ids[mould.id_of(Message)]) for ids in entered]
            assert [message.key for message in messages] == [f"{ask.key}:first" for ask in asks]
            assert messages[0].due_at < now
            assert messages[1].due_at == NOON
