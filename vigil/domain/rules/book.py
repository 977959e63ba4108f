"""The rule book: every rule with its thresholds, read strictly from ``rules.toml``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vigil.domain.configuration import Table, parse
from vigil.domain.outcome import Criteria
from vigil.domain.rules.rule import Rule
from vigil.domain.scores import Windows
from vigil.domain.thresholds import read


@dataclass(frozen=True)
class RuleBook:
    """The rules in force, in order of precedence, each with its thresholds; ``criteria`` judge a course."""

    rules: tuple[tuple[Rule[Any], Any], ...]
    criteria: Criteria


def parse_book(file: str, text: str, rules: Sequence[Rule[Any]]) -> RuleBook:
    """The book in a TOML file: unknown rules and thresholds are refused; an absent one keeps its default.

    Defaults make a file written before a rule existed still readable after an upgrade.
    """
    table = parse(file, text)
    windows = _windows(table.table("scores", required=False))
    criteria = _criteria(table.table("outcome", required=False), windows)
    sections = table.table("rules", required=False)
    table.done()
    read_rules = tuple(
        (rule, read(rule.thresholds, sections.table(rule.id, required=False), criteria)) for rule in rules
    )
    sections.done()
    return RuleBook(read_rules, criteria)


def _windows(table: Table) -> Windows:
    windows = read(Windows, table)
    if not windows.last_from_day <= windows.last_target_day <= windows.last_to_day:
        raise table.wrong("last_target_day", "a day from last_from_day to last_to_day")
    return windows


def _criteria(table: Table, windows: Windows) -> Criteria:
    criteria = read(Criteria, table, windows)
    if criteria.substantial_percent <= criteria.responder_percent:
        raise table.wrong("substantial_percent", f"more than responder_percent ({criteria.responder_percent})")
    if criteria.substantial_points <= criteria.responder_points:
        raise table.wrong("substantial_points", f"more than responder_points ({criteria.responder_points / 10:.1f})")
    return criteria
