"""The reference pages say what the program does."""

import pytest

from tests.reference import PAGES, WRITTEN


@pytest.mark.parametrize("name", list(WRITTEN))
def test_the_page_is_not_stale(name: str) -> None:
    held = (PAGES / name).read_text(encoding="utf-8")
    assert held == WRITTEN[name](), "run python -m tests.reference"
