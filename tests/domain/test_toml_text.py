"""Configuration written back: what is read of it is what was written."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import shipped_files
from vigil.domain.toml_text import found, heading_of, put, written

PLAIN = st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text())
TABLES = st.recursive(
    st.dictionaries(st.text(), st.one_of(PLAIN, st.lists(PLAIN)), max_size=4),
    lambda inner: st.dictionaries(
        st.text(), st.one_of(PLAIN, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=12,
)


@given(TABLES)
def test_whatever_is_written_is_read_back(values: dict[str, object]) -> None:
    assert tomllib.loads(written(values)) == values


@pytest.mark.parametrize("name", ["standard", "large_dilution"])
def test_a_shipped_file_keeps_its_heading_and_its_values(name: str) -> None:
    text = shipped_files().schedules[name]
    again = written(tomllib.loads(text), heading_of(text))
    assert tomllib.loads(again) == tomllib.loads(text)
    assert again.splitlines()[:2] == text.splitlines()[:2]


def test_values_are_found_and_put_by_their_place() -> None:
    values: dict[str, object] = {"a": {"b": 1}}
    put(values, "a.c.d", "x")
    put(values, "a.b", None)
    assert (values, found(values, "a.c.d"), found(values, "a.c.e"), found(values, "a.b")) == (
        {"a": {"c": {"d": "x"}}},
        "x",
        None,
        None,
    )
