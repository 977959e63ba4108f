"""The score from 0 to 10, in tenths, and how it is written in a table or a field."""

import pytest

from vigil.domain.errors import Refused
from vigil.domain.eva import Eva, parse_eva


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("0", 0, 0),
        ("7", 70, 70),
        ("7,5", 75, 75),
        ("7.5", 75, 75),
        ("10", 100, 100),
        (" 7/10 ", 70, 70),
        ("7,5 / 10", 75, 75),
        ("1 à 2/10", 10, 20),
        ("1-2", 10, 20),
        ("1–2,5", 10, 25),
        ("6 to 4", 40, 60),
    ],
)
def test_a_score_is_read_as_it_is_written(written: str, low: int, high: int) -> None:
    assert parse_eva(written) == Eva(low, high)


@pytest.mark.parametrize("written", ["10,1", "11", "100", "3 à 12"])
def test_a_score_beyond_ten_is_refused_and_not_cut(written: str) -> None:
    with pytest.raises(Refused, match="outside 0 to 10"):
        parse_eva(written)


@pytest.mark.parametrize("written", ["", "-1", "sept", "7/20", "7,55", "1-2-3", "7 8", "7/10/26"])
def test_what_is_no_score_is_refused_with_what_is_allowed(written: str) -> None:
    with pytest.raises(Refused, match=r"is not a score: write a number from 0 to 10"):
        parse_eva(written)


@pytest.mark.parametrize(("low", "high"), [(-1, 0), (20, 10), (0, 101), (101, 101)])
def test_no_score_lies_outside_its_scale_or_ends_before_it_begins(low: int, high: int) -> None:
    with pytest.raises(Refused, match="a score lies from 0 to 10") as refused:
        Eva(low, high)
    assert f"EVA {low / 10:g} to {high / 10:g}" in str(refused.value)


def test_a_range_has_a_middle_and_shows_both_ends() -> None:
    assert Eva(10, 25).middle == 1.75
    assert str(Eva(10, 25)) == "1–2.5"
    assert (str(Eva.of(7)), str(Eva.of(7.46)), Eva.of(7.46).low) == ("7", "7.5", 75)
