"""Personal data are sealed where they lie, and found by a blind index."""

import random
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.people import KEYRING, MARIE, Cabinet
from vigil.domain.ids import id_source
from vigil.store.database import Store
from vigil.store.sealing import Keyring, SealBroken, place
from vigil.store.tables import Patient

ROW, OTHER = UUID(int=1), UUID(int=2)
HERE = place("patient", "email_sealed", ROW)


def test_what_is_sealed_opens_where_it_belongs() -> None:
    assert KEYRING.unseal(KEYRING.seal("Ünïcode ; 1 000 €", HERE), HERE) == "Ünïcode ; 1 000 €"


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("patient", "email_sealed", OTHER),
        place("patient", "phone_sealed", ROW),
        place("staff", "email_sealed", ROW),
    ],
    ids=["another row", "another column", "another table"],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere: bytes) -> None:
    with pytest.raises(SealBroken):
        KEYRING.unseal(KEYRING.seal("marie@courrier.example", HERE), elsewhere)


@pytest.mark.parametrize("at", [0, 1, 2, 14, -1])
def test_an_altered_value_does_not_open(at: int) -> None:
    sealed = bytearray(KEYRING.seal("marie@courrier.example", HERE))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        KEYRING.unseal(bytes(sealed), HERE)


def test_a_truncated_or_empty_value_does_not_open() -> None:
    for length in (0, 2, 14, 29):
        with pytest.raises(SealBroken):
            KEYRING.unseal(KEYRING.seal("marie@courrier.example", HERE)[:length], HERE)


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert KEYRING.seal("Durand", HERE) != KEYRING.seal("Durand", HERE)


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_writes() -> None:
    old = KEYRING.seal("Durand", HERE)
    rotated = Keyring(sealing={1: b"s" * 32, 2: b"t" * 32}, indexing=KEYRING.indexing, linking=KEYRING.linking)
    new = rotated.seal("Durand", HERE)
    assert rotated.unseal(old, HERE) == rotated.unseal(new, HERE) == "Durand"
    with pytest.raises(SealBroken):
        KEYRING.unseal(new, HERE)


def test_a_key_that_is_replaced_opens_nothing_of_the_old_one() -> None:
    other = replace(KEYRING, sealing={1: b"x" * 32}, _ciphers={})
    with pytest.raises(SealBroken):
        other.unseal(KEYRING.seal("Durand", HERE), HERE)


def test_an_address_is_found_by_its_blind_index_however_it_is_written(cabinet: Cabinet) -> None:
    with cabinet.store.reading() as session:
        index = KEYRING.blind_index("  Marie@Courrier.Example ")
        found = session.scalars(select(Patient).where(Patient.email_index == index)).one()
        assert found.given_name == "Marie"
        assert session.scalar(select(Patient).where(Patient.email_index == KEYRING.blind_index("m@x.example"))) is None


def test_a_seal_copied_to_another_patient_does_not_open(cabinet: Cabinet) -> None:
    cabinet.patient(replace(MARIE, external_id="P-2", given_name="Paul", email="paul@courrier.example"))
    with cabinet.writing() as session:
        marie, paul = (session.scalars(select(Patient).where(Patient.external_id == id)).one() for id in ("P-1", "P-2"))
        session.execute(update(Patient).where(Patient.id == paul.id).values(email_sealed=marie.email_sealed))
    with cabinet.store.reading() as session:
        paul = session.scalars(select(Patient).where(Patient.external_id == "P-2")).one()
        assert paul.given_name == "Paul"
        with pytest.raises(SealBroken):
            _ = paul.email


def test_a_rotated_store_reads_what_the_old_one_wrote_and_seals_anew_what_changes(cabinet: Cabinet) -> None:
    rotated = replace(KEYRING, sealing={1: b"s" * 32, 2: b"t" * 32}, _ciphers={})
    store = Store(cabinet.store.url, rotated, id_source(lambda: cabinet.now, random.Random(9)))
    with store.writing(cabinet.now, "roux") as session:
        patient = session.scalars(select(Patient)).one()
        assert patient.phone == "06 00 00 00 01"
        patient.phone = "06 99 99 99 99"
    with store.reading() as session:
        patient = session.scalars(select(Patient)).one()
        assert patient.phone == "06 99 99 99 99"
        assert patient.phone_sealed is not None
        assert patient.email_sealed is not None
        assert (patient.phone_sealed[1], patient.email_sealed[1]) == (2, 1)
    store.close()


def test_emptying_a_sealed_text_empties_its_index_too(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        cabinet.patient_row(session).email = ""
    (row,) = cabinet.rows(Patient)
    assert (row.email_sealed, row.email_index) == (None, None)


def test_a_sealed_text_can_be_read_before_it_is_flushed(cabinet: Cabinet) -> None:
    with cabinet.writing() as session, session.no_autoflush:
        patient = cabinet.patient_row(session)
        patient.phone = "06 11 11 11 11"
        assert patient.phone == "06 11 11 11 11"
        patient.phone = None
        assert patient.phone is None
