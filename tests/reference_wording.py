"""``docs/reference/rule-wording.md``: what each rule says in each case of its table that it finds something in."""

from pathlib import Path

from tests.domain.rules.scenes import Case
from tests.domain.rules.tables import CASES
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.rules import RuleBook, parse_rules

_RULES = Path(__file__).resolve().parent.parent / "config" / "rules.toml"

_INTRO = """# What the clinical rules say

Written by `python -m tests.reference` from the tables that test the [rules](rules.md). Do not edit by hand.

For each case in which a rule finds something: what the physician reads (the reason first, then the lines of
evidence), and what follows from it. *The patient is advised*: the urgency decides what the patient reads after
answering. *The next injection waits*: a physician has to say yes first. *A declaration is proposed*: a vigilance
case is prepared.
"""


def wording_page() -> str:
    """The page, in the order of the rules."""
    book = parse_rules("config/rules.toml", _RULES.read_text(encoding="utf-8"))
    return "\n".join([_INTRO, *(line for rule, _ in book.rules for line in _said_by(rule.id, book))])


def _said_by(rule_id: str, book: RuleBook) -> list[str]:
    (rule, thresholds), *_ = [entry for entry in book.rules if entry[0].id == rule_id]
    lines = [f"## {rule_id}", ""]
    for case in CASES:
        finding = rule.evaluate(case.scene.history, thresholds, case.scene.now) if case.rule == rule_id else None
        lines += [] if finding is None else _said(case, finding)
    return lines


def _said(case: Case, finding: Finding) -> list[str]:
    head = f"**{case.title}**: `{finding.urgency.code}`, {_consequences(finding)}"
    return [head, "", *(_line(text) for text in (finding.reason, *finding.evidence)), ""]


def _consequences(finding: Finding) -> str:
    told = {
        "the patient is advised": finding.tells_patient,
        "the next injection waits": finding.holds_next_session,
        "a declaration is proposed": finding.proposes_case,
    }
    once = f"opened once per {finding.cause.value}{f' ({finding.arming})' if finding.arming else ''}"
    return ", ".join([once, *(text for text, is_so in told.items() if is_so)])


def _line(text: Bilingual) -> str:
    return f"- {text.fr} / {text.en}"
