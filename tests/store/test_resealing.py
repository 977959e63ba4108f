"""After a rotation everything opens, everything is found, and nothing is left under the old keys."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.people import KEYRING, MARIE, NOEL, NOON, Cabinet, another_store
from vigil.actions.record_patient import record_patient
from vigil.domain.answers import Answers
from vigil.domain.words import Sign
from vigil.store.base import Base
from vigil.store.database import Store
from vigil.store.resealing import count_left, reseal
from vigil.store.sealing import Keyring, SealBroken
from vigil.store.tables import Patient, Staff

BOTH = Keyring(
    sealing={**KEYRING.sealing, 2: b"S" * 32}, indexing={**KEYRING.indexing, 2: b"I" * 32}, linking=KEYRING.linking
)
NEW = Keyring(sealing={2: b"S" * 32}, indexing={2: b"I" * 32}, linking=KEYRING.linking)
"""Without the old keys."""


@pytest.fixture
def full(cabinet: Cabinet) -> Cabinet:
    """A cabinet in which somebody has answered, with an alert and everything that was said sealed."""
    cabinet.treats()
    cabinet.answer("followup:", Answers(danger_signs=frozenset({Sign.BREATHING}), words="j'ai eu peur"))
    return cabinet


@pytest.fixture
def rotating(full: Cabinet, tmp_path: Path) -> Iterator[Store]:
    """The same database, opened with a second key of each kind."""
    yield from opened(tmp_path, BOTH)


def opened(folder: Path, ring: Keyring) -> Iterator[Store]:
    store = another_store(folder)
    store.keyring = ring
    yield store
    store.close()


def said(store: Store) -> dict[str, list[Any]]:
    """Everything sealed of every row, opened."""
    found: dict[str, list[Any]] = {}
    with store.reading() as session:
        for kind in (mapper.class_ for mapper in Base.registry.mappers):
            for row in session.scalars(select(kind).order_by(*kind.__table__.primary_key)):
                for seal in kind.sealed_attributes:
                    found.setdefault(f"{kind.__name__}.{seal.name}", []).append(getattr(row, seal.name))
    return found


def test_everything_says_the_same_and_opens_without_the_old_keys(
    full: Cabinet, rotating: Store, tmp_path: Path
) -> None:
    before = said(full.store)
    assert {"Patient.email", "Report.typed", "Alert.finding", "Staff.name"} <= {name for name in before if before[name]}
    left = count_left(rotating)
    assert left > 0
    done = reseal(rotating, lambda: NOON)
    assert done.values >= left
    assert done.broken == []
    assert count_left(rotating) == 0
    for without in opened(tmp_path, NEW):
        assert said(without) == before
        assert count_left(without) == 0


def test_the_audit_trail_is_sealed_anew_and_says_nothing_of_it(full: Cabinet, rotating: Store) -> None:
    def events() -> list[Any]:
        with rotating.engine.connect() as connection:
            return list(connection.execute(text("SELECT id, substr(values_sealed, 2, 1) FROM event ORDER BY id")))

    before = events()
    assert {number for _, number in before} == {b"\x01"}
    reseal(rotating, lambda: NOON)
    assert events() == [(id, b"\x02") for id, _ in before]


def test_addresses_and_names_are_found_before_during_and_after(full: Cabinet, rotating: Store) -> None:
    def found() -> list[Any]:
        with rotating.reading() as session:
            by_email = Patient.email_index.in_(BOTH.blind_indexes("Marie@courrier.example "))
            by_name = Patient.family_name_index.in_(BOTH.blind_indexes("durand"))
            of_staff = Staff.email_index.in_(BOTH.blind_indexes(str(NOEL.email)))
            return [session.scalar(select(kind.id).where(one)) for kind, one in
                    ((Patient, by_email), (Patient, by_name), (Staff, of_staff))]  # fmt: skip

    before = found()
    assert None not in before
    with pytest.raises(KeyboardInterrupt):
        reseal(rotating, lambda: NOON, on_batch=interrupted(after=2))
    assert found() == before
    reseal(rotating, lambda: NOON)
    assert found() == before
    with rotating.reading() as session:
        assert session.scalars(select(Patient.email_index)).one() == NEW.blind_index("marie@courrier.example")


def interrupted(after: int) -> Any:
    """What a Ctrl-C does once that many batches are done."""
    done: list[int] = []

    def stop(rows: int) -> None:
        done.append(rows)
        if len(done) == after:
            raise KeyboardInterrupt

    return stop


def test_cut_short_it_goes_on_and_does_nothing_twice(rotating: Store) -> None:
    left = count_left(rotating)
    with pytest.raises(KeyboardInterrupt):
        reseal(rotating, lambda: NOON, on_batch=interrupted(after=3))
    between = count_left(rotating)
    assert 0 < between < left
    batches: list[int] = []
    reseal(rotating, lambda: NOON, on_batch=batches.append)
    assert sum(batches) == between
    assert reseal(rotating, lambda: NOON).values == 0


def test_more_rows_than_a_batch_are_all_done(cabinet: Cabinet, tmp_path: Path) -> None:
    with cabinet.writing() as session:
        for n in range(210):
            record_patient(session, cabinet.clinic_id, replace(MARIE, external_id=f"M-{n}"), cabinet.now)
    for store in opened(tmp_path, BOTH):
        batches: list[int] = []
        reseal(store, lambda: NOON, on_batch=batches.append)
        assert max(batches) == 200
        assert count_left(store) == 0


def test_what_does_not_open_is_named_and_stops_nothing(full: Cabinet, rotating: Store) -> None:
    with full.store.engine.begin() as connection:
        connection.execute(text("UPDATE staff SET name_sealed = x'0107' || zeroblob(40) WHERE external_id = 'noel'"))
    done = reseal(rotating, lambda: NOON)
    assert [table for table, _ in done.broken] == ["staff"]
    assert count_left(rotating) == 1


def test_a_value_under_a_key_that_was_added_meanwhile_says_what_to_do(full: Cabinet, rotating: Store) -> None:
    reseal(rotating, lambda: NOON)
    with full.store.reading() as session, pytest.raises(SealBroken, match="if keys were rotated, start vigil again"):
        full.patient_row(session).email  # noqa: B018  # reading opens the seal
