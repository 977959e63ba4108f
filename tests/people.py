"""The people of the tests: a clinic with its physician, a patient, and a physician of another clinic."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vigil.domain.ids import id_source
from vigil.store.database import Store
from vigil.store.migrations import upgrade
from vigil.store.sealing import Keyring

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
"""Tuesday 10 March 2026, noon in Paris."""

KEYRING = Keyring(sealing={1: b"s" * 32}, indexing={1: b"i" * 32}, linking=b"l" * 32)


def open_store(folder: Path, *, seed: int = 1, at: datetime = NOON) -> Iterator[Store]:
    """A real SQLite database in ``folder``, migrated; closed when the test ends."""
    store = Store(
        f"sqlite:///{folder / 'vigil.db'}", KEYRING, id_source(lambda: at, random.Random(seed)), synchronous="OFF"
    )
    upgrade(store.engine)
    yield store
    store.close()
