"""Names are found however they are typed, and never lie in the clear."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.people import MARIE, Cabinet
from vigil.domain.names import begins, folded, readings
from vigil.store.name_index import index_names
from vigil.store.tables import Patient


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Lévêque", "leveque"),
        ("LEVEQUE-Martin", "leveque martin"),
        ("  d’Artagnan ", "d artagnan"),
        ("D'ARTAGNAN", "d artagnan"),
        ("Cœur", "coeur"),
        ("", ""),
    ],
)
def test_accents_capitals_and_hyphens_do_not_matter(typed: str, expected: str) -> None:
    assert folded(typed) == expected


def test_a_name_is_read_in_either_order() -> None:
    assert readings("Marie de la Tour") == (
        ("marie de la tour", ""),
        ("marie", "de la tour"),
        ("de la tour", "marie"),
        ("marie de", "la tour"),
        ("la tour", "marie de"),
        ("marie de la", "tour"),
        ("tour", "marie de la"),
    )
    assert readings(" - ") == ()
    assert begins("Anne-Marie", "anne m")
    assert not begins("Marie", "anne")


def test_a_recorded_name_is_indexed_and_a_corrected_one_anew(cabinet: Cabinet) -> None:
    def index() -> str | None:
        (row,) = cabinet.rows(Patient)
        value: str | None = row.family_name_index
        return value

    ring = cabinet.store.keyring
    assert index() == ring.blind_index("durand")
    cabinet.patient(replace(MARIE, family_name="Lévêque"))
    assert index() == ring.blind_index("leveque")


def test_who_was_recorded_before_is_indexed_once(cabinet: Cabinet) -> None:
    before = cabinet.rows(Patient)
    with cabinet.store.engine.begin() as connection:
        connection.execute(update(Patient).values(family_name_index=None))
    assert index_names(cabinet.store) == 1
    assert cabinet.rows(Patient) == before
    assert index_names(cabinet.store) == 0
