from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import Cabinet, cabinet_in, open_store
from vigil.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty, migrated SQLite database."""
    yield from open_store(tmp_path)


@pytest.fixture
def cabinet(store: Store) -> Cabinet:
    """A clinic with its people, at noon on a Tuesday."""
    return cabinet_in(store)
