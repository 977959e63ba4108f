"""What actions are tried on."""

import pytest

from tests.people import DAY, Cabinet


@pytest.fixture
def asked(cabinet: Cabinet) -> Cabinet:
    """Marie was asked about her session of two days ago."""
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    return cabinet
