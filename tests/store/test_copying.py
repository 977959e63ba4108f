"""A database goes to PostgreSQL and back, and nothing of it is lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text, update

from tests.people import DAY, HOUR, MARIE, Cabinet, cabinet_in, store_at
from tests.postgres import Postgres
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.jobs.reconcile import reconcile
from vigil.store.base import Base
from vigil.store.copying import check_empty, copy, fingerprint
from vigil.store.engines import open_engine
from vigil.store.migrations import upgrade
from vigil.store.tables import Message, Patient

pytestmark = [pytest.mark.end_to_end]

Prints = dict[str, tuple[int, int]]


@pytest.fixture
def lived_in(cabinet: Cabinet) -> Cabinet:
    """Some days of a clinic: patients with accents and emoji, mail that left, an answer, what is still planned."""
    cabinet.patient(replace(MARIE, external_id="P-2", given_name="Çağla 🌻", email="cagla@d.example"))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats()
    cabinet.live(3 * DAY, step=6 * HOUR)
    cabinet.answer("followup", Answers(words="Un petit bleu ‘là’\nrien d’autre"))
    cabinet.treats("S-2", course="C-2")
    cabinet.live(DAY, step=6 * HOUR)
    return cabinet


def prints(engine: Engine) -> Prints:
    with engine.connect() as connection:
        return {table.name: fingerprint(connection, table) for table in Base.metadata.sorted_tables}


@contextmanager
def empty(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    upgrade(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.mark.postgres
def test_to_postgresql_and_back_every_value_is_the_same(lived_in: Cabinet, postgres: Postgres, tmp_path: Path) -> None:
    source = lived_in.store.engine
    with source.begin() as connection:  # the first patient refers to one that comes after it
        later = connection.scalar(text("SELECT id FROM patient WHERE external_id = 'P-2'"))
        connection.execute(text("UPDATE patient SET merged_into_id = :id WHERE external_id = 'P-1'"), {"id": later})
    before = prints(source)
    assert before["message"][0] > 5
    assert before["report"][0] == 1
    with empty(postgres.create()) as middle, empty(f"sqlite:///{tmp_path / 'back.db'}") as back:
        counts = copy(source, middle)
        copy(middle, back)
        assert counts == {name: count for name, (count, _) in before.items()}
        assert prints(middle) == before
        assert prints(back) == before


@pytest.mark.postgres
def test_the_copy_goes_on_where_the_clinic_was(lived_in: Cabinet, postgres: Postgres) -> None:
    url = postgres.create()
    with empty(url) as target:
        copy(lived_in.store.engine, target)
    store = store_at(url, at=lived_in.now)
    try:
        assert reconcile(store, lived_in.now).differences == []
        moved = cabinet_in(store)
        moved.clock.move_to(lived_in.now)
        sent = sum(row.state == "sent" for row in moved.rows(Message))
        moved.live(4 * DAY, step=6 * HOUR)
        assert sum(row.state == "sent" for row in moved.rows(Message)) > sent
        assert reconcile(store, moved.now).differences == []
    finally:
        store.close()


def test_one_value_that_differs_tells_two_databases_apart(lived_in: Cabinet, tmp_path: Path) -> None:
    with empty(f"sqlite:///{tmp_path / 'copy.db'}") as target:
        copy(lived_in.store.engine, target)
        assert prints(target) == prints(lived_in.store.engine)
        with target.begin() as connection:
            connection.execute(update(Patient).where(Patient.external_id == "P-2").values(zone="Europe/Rome"))
        found, known = prints(target), prints(lived_in.store.engine)
        assert {name for name in found if found[name] != known[name]} == {"patient"}


def test_a_database_that_holds_anything_is_left_as_it_is(lived_in: Cabinet, tmp_path: Path) -> None:
    with empty(f"sqlite:///{tmp_path / 'copy.db'}") as target:
        check_empty(target)
        copy(lived_in.store.engine, target)
        with pytest.raises(Refused, match="not empty"):
            check_empty(target)
        with pytest.raises(Refused, match="not empty"):
            copy(lived_in.store.engine, target)
        assert prints(target) == prints(lived_in.store.engine)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE blog (id INTEGER)"))
    with pytest.raises(Refused, match="not vigil's"):
        check_empty(engine)
    engine.dispose()
