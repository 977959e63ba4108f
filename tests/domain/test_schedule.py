"""Reading schedules: what the shipped files say, and what a wrong file is told."""

import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from vigil.domain.errors import ConfigurationError
from vigil.domain.schedule import Schedule, parse_schedule

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "config" / "schedules").glob("*.toml"))
PAGE = (ROOT / "docs" / "reference" / "schedules.md").read_text(encoding="utf-8")


def keys_of(value: object, path: str = "") -> set[str]:
    """The dotted keys of a schedule as its file would write them; rows of a list by their common name."""
    if isinstance(value, tuple):
        return {key for row in value for key in keys_of(row, path)}
    if is_dataclass(value):
        below = (
            (f"{path}.{field.name}" if path else field.name, getattr(value, field.name)) for field in fields(value)
        )
        return {key for name, inner in below for key in keys_of(inner, name)}
    return {path}


def written_keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {k for name, inner in value.items() for k in written_keys(inner, f"{path}.{name}" if path else name)}
    if isinstance(value, list):
        return {key for row in value for key in written_keys(row, path)}
    return {path}


KEYS = keys_of(Schedule("any"))


def test_every_key_is_on_the_reference_page_and_no_other() -> None:
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", PAGE, re.MULTILINE)) == KEYS


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_schedule_is_accepted_bears_its_file_s_name_and_spells_out_every_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse_schedule(path.name, text).name == path.stem
    assert KEYS - {"pace.until_rank"} <= written_keys(tomllib.loads(text)) <= KEYS


def test_an_empty_schedule_is_the_standard_one() -> None:
    shipped = parse_schedule("standard.toml", (ROOT / "config/schedules/standard.toml").read_text(encoding="utf-8"))
    assert parse_schedule("x", 'name = "standard"') == shipped == Schedule("standard")


def test_large_dilution_is_weekly_then_every_fifteen_days_then_monthly() -> None:
    text = (ROOT / "config/schedules/large_dilution.toml").read_text(encoding="utf-8")
    large = parse_schedule("large_dilution.toml", text)
    assert [large.spacing_after(rank) for rank in range(1, 12)] == [7] * 6 + [15] * 3 + [30] * 2
    assert (large.review_after_sessions, large.intended_sessions) == (8, 10)
    assert Schedule("standard").spacing_after(40) == 7


REFUSED = [
    ("", "name", "required"),
    ('name = "Été"', "name", "lower-case"),
    ("name = 3", "name", "text"),
    ('name = "x"\nsending = 1', "sending", "only the keys"),
    ('name = "x"\nintended_sessions = 0', "intended_sessions", "from 1 to 60"),
    ('name = "x"\nreview_after_sessions = 2', "review_after_sessions", "from 3 to 20"),
    ('name = "x"\n[sending_hours]\nopens = "9h"', "sending_hours.opens", "09:00"),
    ('name = "x"\n[sending_hours]\nopens = "05:00"', "sending_hours.opens", "06:00 or later"),
    ('name = "x"\n[sending_hours]\ncloses = "22:00"', "sending_hours.closes", "21:00 or earlier"),
    ('name = "x"\n[sending_hours]\ncloses = "10:59"', "sending_hours.closes", "two hours after"),
    ('name = "x"\n[limits]\nper_day = 2\nper_week = 1', "limits.per_week", "at least per_day (2)"),
    ('name = "x"\n[same_day]\nafter = "13h"', "same_day.after", "to 12h"),
    ('name = "x"\n[followup]\nafter = "2 days"', "followup.after", "such as 30min, 48h"),
    ('name = "x"\n[followup]\nafter = "23h"', "followup.after", "from 1d to 4d"),
    ('name = "x"\n[followup]\nlate_after = "100h"', "followup.late_after", "whole days"),
    ('name = "x"\n[followup]\ncloses_after = "7d"', "followup.closes_after", "more than 7d"),
    ('name = "x"\n[followup]\nafter = "96h"\nlate_after = "4d"', "followup.late_after", "more than 4d"),
    ('name = "x"\n[between]\nafter = "3d"\nearliest = "80h"', "between.earliest", "at most after (3d)"),
    ('name = "x"\n[between]\nearliest = "71h"', "between.earliest", "from 3d"),
    ('name = "x"\n[before_session]\nagain = "71h"', "before_session.again", "from 3d"),
    ('name = "x"\n[before_session]\nagain_within = "95h"', "before_session.again_within", "a day more than again"),
    ('name = "x"\n[before_session]\nuseful_until = "72h"', "before_session.useful_until", "less than again"),
    ('name = "x"\n[end_of_course]\nearliest = "8d"', "end_of_course.earliest", "at most after (7d)"),
    ('name = "x"\n[end_of_course]\nlatest = "7d"', "end_of_course.latest", "more than after (7d)"),
    ('name = "x"\n[end_of_course]\nlatest = "15d"', "end_of_course.latest", "to 14d"),
    ('name = "x"\n[late_checks]\ngrace = "9w"', "late_checks.closes_after", "more than 63d"),
    ('name = "x"\n[[late_checks.check]]\nafter = "12w"', "late_checks.check", "4w and 12w"),
    ('name = "x"\n[[late_checks.check]]\nafter = "30d"', "late_checks.check[1].after", "whole weeks"),
    (
        'name = "x"\n[[late_checks.check]]\nafter = "12w"\n[[late_checks.check]]\nafter = "4w"',
        "late_checks.check",
        "in order of time",
    ),
    ('name = "x"\n[[late_checks.check]]\nafter = "4w"\nwhy = "x"', "late_checks.check[1].why", "only the keys"),
    ('name = "x"\n[[reminder]]\nafter = "23h"', "reminder[1].after", "from 1d"),
    ('name = "x"\n[[reminder]]\nafter = "24h"\n[[reminder]]\nafter = "47h"', "reminder", "24h apart"),
    ('name = "x"\n[[pace]]\nspacing_days = 2', "pace[1].spacing_days", "from 3"),
    ('name = "x"\n[[pace]]\nspacing_days = 7\nuntil_rank = 3', "pace[1].until_rank", "no until_rank on the last"),
    ('name = "x"\npace = []', "pace", "at least one pace"),
    (
        'name = "x"\n[[pace]]\nuntil_rank = 3\nspacing_days = 7\n[[pace]]\nuntil_rank = 3\nspacing_days = 9\n'
        "[[pace]]\nspacing_days = 30",
        "pace[2].until_rank",
        "from 4",
    ),
    ("name = ", "the file", "valid TOML"),
]


@pytest.mark.parametrize(("text", "key", "allowed"), REFUSED, ids=[f"{key}: {allowed}" for _, key, allowed in REFUSED])
def test_a_wrong_schedule_is_refused_with_file_key_value_and_what_is_allowed(text: str, key: str, allowed: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_schedule("autumn.toml", text)
    assert refused.value.file == "autumn.toml"
    assert refused.value.key == key
    assert allowed in refused.value.allowed


def test_no_reminders_at_all_is_a_choice() -> None:
    assert parse_schedule("x", 'name = "x"\nreminder = []').reminder == ()
