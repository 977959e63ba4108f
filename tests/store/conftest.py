"""What tests of statements start from."""

import pytest

from tests.people import Cabinet


@pytest.fixture
def asked(cabinet: Cabinet) -> Cabinet:
    """A clinic that treated a patient, who is owed questions."""
    cabinet.treats()
    return cabinet
