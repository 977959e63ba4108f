"""Indexing the names of patients who were recorded before names could be looked for."""

from uuid import UUID

from sqlalchemy import select, update

from vigil.domain.names import folded
from vigil.store.database import Store
from vigil.store.sealing import place
from vigil.store.tables import Patient

_BATCH = 1000


def index_names(store: Store) -> int:
    """Fill the blind index of the family names that have none; returns how many. Run again, it finds nothing to do."""
    done = 0
    while found := _next(store):
        with store.engine.begin() as connection:
            for id, sealed in found:
                name = store.keyring.unseal(sealed, place("patient", "family_name_sealed", id))
                index = store.keyring.blind_index(folded(name))
                connection.execute(update(Patient).where(Patient.id == id).values(family_name_index=index))
        done += len(found)
    return done


def _next(store: Store) -> list[tuple[UUID, bytes]]:
    unindexed = (Patient.family_name_sealed.is_not(None), Patient.family_name_index.is_(None))
    with store.engine.connect() as connection:
        rows = connection.execute(select(Patient.id, Patient.family_name_sealed).where(*unindexed).limit(_BATCH))
        return [(id, sealed) for id, sealed in rows if sealed is not None]
