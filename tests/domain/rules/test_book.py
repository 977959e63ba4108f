"""Reading the rules' thresholds."""

import tomllib
from pathlib import Path

import pytest

from vigil.domain.errors import ConfigurationError
from vigil.domain.outcome import Criteria
from vigil.domain.rules import RULES, parse_rules
from vigil.domain.scores import Windows
from vigil.domain.thresholds import declared

TOML = Path("config/rules.toml")
TEXT = TOML.read_text(encoding="utf-8")


def test_the_shipped_file_shows_every_threshold_at_its_default() -> None:
    assert parse_rules("rules.toml", TEXT) == parse_rules("empty.toml", "")
    shown = tomllib.loads(TEXT)
    keys = {rule.id: [name for name, *_ in declared(rule.thresholds)] for rule in RULES if declared(rule.thresholds)}
    assert {rule: list(values) for rule, values in shown["rules"].items()} == keys
    assert list(shown["outcome"]) == [name for name, *_ in declared(Criteria)]
    assert list(shown["scores"]) == [name for name, *_ in declared(Windows)]


def test_a_threshold_that_is_changed_is_used() -> None:
    book = parse_rules("rules.toml", TEXT.replace("rise = 3.0", "rise = 2.5"))
    assert {rule.id: thresholds for rule, thresholds in book.rules}["pain_surge_within_72h"].rise == 25


def test_criteria_are_shared_by_every_rule_that_judges_a_course() -> None:
    book = parse_rules("rules.toml", TEXT.replace("responder_percent = 30", "responder_percent = 40"))
    shared = [thresholds.criteria for _, thresholds in book.rules if hasattr(thresholds, "criteria")]
    assert book.criteria.responder_percent == 40
    assert len(shared) >= 8
    assert set(shared) == {book.criteria}


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("[rules.lasting_flush]", "[rules.flush_that_lasts]", "rules.flush_that_lasts is"),
        ("over_by = ", "over = ", "rules.lasting_flush.over is '24h'; allowed: only the keys over_by."),
        ('over_by = "24h"', 'over_by = "9d"', "from 4h to 2d"),
        ("rise = 3.0", "rise = 30", "rules.pain_surge_within_72h.rise is 30; allowed: a number from 1 to 5"),
        ("rise = 3.0", "rise = 2.25", "points of EVA to the tenth"),
        ("substantial_percent = 50", "substantial_percent = 45", None),
        ("responder_percent = 30", "responder_percent = 50", "more than responder_percent (50)"),
        ("responder_points = 2.0", "responder_points = 4.0", "more than responder_points (4.0)"),
        ("last_target_day = 7", "last_target_day = 15", "a day from last_from_day to last_to_day"),
        ("[scores]", "[score]", "score is"),
        ("after_sessions = 3", "after_sessions = 3.5", "a whole number from 2 to 6"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_value_and_what_is_allowed(
    wrong: str, right: str, said: str | None
) -> None:
    text = TEXT.replace(wrong, right, 1)
    assert text != TEXT
    if said is None:
        parse_rules("rules.toml", text)
        return
    with pytest.raises(ConfigurationError) as refused:
        parse_rules("rules.toml", text)
    assert str(refused.value).startswith("rules.toml: ")
    assert said in str(refused.value)
