"""A hundred ways to say one thing: what was studied stays read, and what was not keeps its published counts."""

import pytest

from tests.replies.meaning.page import PAGE, ways_table
from tests.replies.meaning.ways import is_right, read_ways

pytestmark = pytest.mark.exhaustive

_STUDIED = 0.88
_UNSAFE_STUDIED = 3


def test_what_was_studied_stays_read() -> None:
    readings = read_ways("studied")
    counts = readings.by_kind.values()
    assert sum(one.right for one in counts) >= _STUDIED * sum(one.of for one in counts)
    assert len(readings.unsafe) <= _UNSAFE_STUDIED, readings.unsafe


def test_the_page_publishes_the_ways_that_no_rule_was_made_with() -> None:
    """Stale? Run ``python -m tests.replies.meaning.page``."""
    assert ways_table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "reactions", "urgency", "is_so"),
    [
        ("itching present", {"itching": "present"}, "routine", True),
        ("itching present", {"itching": "present", "redness": "present"}, "routine", False),
        ("itching present", {"itching": "present"}, "same_day", False),
        ("itching nothing", {"itching": "past"}, "routine", True),
        ("fever present urgent same_day", {"fever": "present", "infection": "present"}, "same_day", True),
        ("fever present urgent same_day", {"fever": "present"}, "routine", False),
        ("none_reported present", {"none_reported": "present"}, "routine", True),
        ("any absent", {"itching": "present"}, "routine", False),
    ],
)
def test_a_reading_is_right_under_one_heading(
    heading: str, reactions: dict[str, str], urgency: str, is_so: bool
) -> None:
    said = {"reactions": reactions, "urgency": urgency, "needs_human": False, "eva": None}
    assert is_right(heading, said) is is_so
