"""Writes the reference pages that come from tables, docstrings and configuration: ``python -m tests.reference``.

A test fails when a page is stale, so what a physician reads is what the program does.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.api_reference import api_page
from tests.domain.rules.tables import CASES
from tests.reference_wording import wording_page
from vigil.domain.outcome import Criteria
from vigil.domain.permissions import Permission
from vigil.domain.reactions import Catalogue, Code, Confidence, Reaction, parse_catalogue
from vigil.domain.rules import RULES, Rule, RuleBook, parse_rules
from vigil.domain.scores import Windows
from vigil.domain.thresholds import declared
from vigil.domain.wording import points
from vigil.domain.words import Language, ReactionCode, Role
from vigil.settings import Settings, variable

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"

_RULES_INTRO = """# Clinical rules

Written by `python -m tests.reference` from the rules' docstrings, `config/rules.toml` and the tables that test
them. Do not edit by hand.

vigil informs a physician; it never diagnoses. A rule reads one course of one patient and says how soon a physician
must know: `emergency`, `same_day`, `within_72h`, `before_next_session` or `information`. Each rule runs on its own:
one that fails opens a same-day alert `could_not_be_evaluated` that names it. A finding *yields* to another that
says the same thing at least as urgently: it is then a line of the other's evidence.

The sources called seeds are the texts that the practice works from: 000, a study of large dilutions (25 patients);
001, a patient page; 002, an article on the back; 003, the page of a practice with the ENANTOME rates and the five-
session rule; 004, an article of 2026.
"""

_REACTIONS_INTRO = """# Catalogue of reactions

Written by `python -m tests.reference` from `config/reactions.toml`. Do not edit by hand.

Patients tick signs; reactions are concluded from them and are suspicions for a physician. MedDRA {version}; a code
followed by “?” is from memory and to be verified before a declaration carries it. Onset counts from the session.
The rate is ENANTOME's, per session, as quoted by seed 003. The urgency is that of a mild, local reaction in its
window: the [rules](rules.md) raise it.
"""

_SETTINGS_INTRO = """# Settings

Written by `python -m tests.reference` from `vigil/settings`. Do not edit by hand.

Each is a variable of the environment, or a line of a file `.env` in the folder where `vigil` is started; the
environment wins. An empty one is as if it were not set. A wrong one is refused when a command starts, by a sentence
that names it; `vigil check` also tells variables `VIGIL_…` that are none of these. Relative paths count from where
`vigil` is started.
"""


_ROLES_INTRO = """# What each role may do

Written by `python -m tests.reference` from `vigil/domain/permissions.py`. Do not edit by hand.

Everybody signs in to a clinic in one role. Whoever administers the clinic besides (a physician who practises alone
does) may do what stands under *admin* as well. Each page asks the database on every request; nobody sees anything of
another clinic.
"""


def rules_page() -> str:
    """``docs/reference/rules.md``."""
    path = ROOT / "config" / "rules.toml"
    book = parse_rules("config/rules.toml", path.read_text(encoding="utf-8"))
    parts = [_RULES_INTRO, _contents(), _common(book)]
    parts += [_rule(rule, thresholds) for rule, thresholds in book.rules]
    return "\n".join(parts)


def _contents() -> str:
    rows = [f"| [{rule.id}](#{rule.id}) | {_first_sentence(rule)} |" for rule in RULES]
    return "\n".join(["| Rule | |", "|---|---|", *rows, ""])


def _first_sentence(rule: Rule[Any]) -> str:
    return " ".join(rule.sentence.split("\n\n")[0].split())


def _common(book: RuleBook) -> str:
    criteria = _thresholds("outcome", Criteria, book.criteria)
    return "\n".join(
        [
            "## How a course is judged",
            "",
            "Improvement is the fall from the baseline, on the worse bound of ranges, in integer tenths;",
            "boundaries are inclusive. A missing score is never made up.",
            "",
            *_thresholds("scores", Windows, book.criteria.windows),
            *criteria,
        ]
    )


def _thresholds(section: str, kind: type[Any], values: object) -> list[str]:
    rows = [
        f"| {' | '.join((f'`{name}`', item.write(getattr(values, name)), item.unit, item.bounds, item.meaning))} |"
        for name, item, _ in declared(kind)
    ]
    head = [f"| `[{section}]` | Value | Unit | Allowed | Meaning |", "|---|---|---|---|---|"]
    return [*head, *rows, ""] if rows else []


def _rule(rule: Rule[Any], thresholds: object) -> str:
    when = ["when a report comes in"] * rule.reads_report + ["when the course is reviewed"] * rule.is_timed
    yields = ", ".join(f"`{name}`" for name in sorted(rule.yields_to))
    facts = f"Version {rule.version}. Read {' and '.join(when)}.{f' Yields to {yields}.' if yields else ''}"
    cases = [
        f"| {case.title} | {f'`{case.expected.code}`' if case.expected is not None else '–'} | {case.why} |"
        for case in CASES
        if case.rule == rule.id
    ]
    return "\n".join(
        [
            f"## {rule.id}",
            "",
            rule.sentence,
            "",
            facts,
            "",
            *_thresholds(f"rules.{rule.id}", rule.thresholds, thresholds),
            "| Told | Expected | Why |",
            "|---|---|---|",
            *cases,
            "",
        ]
    )


def reactions_page() -> str:
    """``docs/reference/reactions.md``."""
    path = ROOT / "config" / "reactions.toml"
    catalogue = parse_catalogue("config/reactions.toml", path.read_text(encoding="utf-8"))
    return "\n".join([_REACTIONS_INTRO.format(version=catalogue.meddra_version), *_entries(catalogue)])


def _entries(catalogue: Catalogue) -> list[str]:
    head = [
        "| Reaction | In the form | Onset | Lasts | Expected | ENANTOME | Urgency |",
        "|---|---|---|---|---|---|---|",
    ]
    codes = ["", "| Reaction | MedDRA | SNOMED CT | Source |", "|---|---|---|---|"]
    return [
        *head,
        *(_row(catalogue[code]) for code in ReactionCode),
        *codes,
        *(_codes(catalogue[code]) for code in ReactionCode),
        "",
    ]


def _row(entry: Reaction) -> str:
    onset = f"{entry.onset_from_hours}–{entry.onset_to_hours} h"
    lasts = "–" if entry.lasts_at_most is None else f"≤ {int(entry.lasts_at_most.total_seconds() // 3600)} h"
    rate = "–" if entry.enantome_rate is None else f"{_bound(entry)}{points(round(entry.enantome_rate * 1000)).en} %"
    labels = f"`{entry.code.value}` {entry.label.fr} / {entry.label.en}"
    form = f"{entry.patient_label.fr} / {entry.patient_label.en}"
    expected = f"{entry.expectedness.value}: {entry.expected_when.fr} / {entry.expected_when.en}"
    return f"| {labels} | {form} | {onset} | {lasts} | {expected} | {rate} | `{entry.urgency.code}` |"


def _bound(entry: Reaction) -> str:
    if entry.enantome_is_upper:
        return "< "
    return "> " if entry.code is ReactionCode.NONE_REPORTED else ""


def _codes(entry: Reaction) -> str:
    return f"| `{entry.code.value}` | {_listed(entry.meddra)} | {_listed(entry.snomed)} | {entry.source} |"


def _listed(codes: tuple[Code, ...]) -> str:
    marks = {Confidence.READ: "", Confidence.VERIFY: " ?"}
    return "<br>".join(f"{code.code}{marks[code.confidence]} {code.term}" for code in codes) or "–"


def settings_page() -> str:
    """``docs/reference/settings.md``."""
    rows = [
        f"| `{variable(name)}` | {field.title}. | {field.description} | {_default(field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([_SETTINGS_INTRO, "| Variable | What for | Allowed | Default |", "|---|---|---|---|", *rows, ""])


def _default(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value not in ("", None) else "–"


def roles_page() -> str:
    """``docs/reference/roles.md``."""
    rows = [
        f"| {each.sentence[Language.EN]} | {' | '.join('yes' if role in each.roles else '–' for role in Role)} |"
        for each in Permission
    ]
    return "\n".join([_ROLES_INTRO, f"| | {' | '.join(Role)} |", "|---|" + "---|" * len(Role), *rows, ""])


WRITTEN: dict[str, Callable[[], str]] = {
    "rules.md": rules_page,
    "rule-wording.md": wording_page,
    "reactions.md": reactions_page,
    "settings.md": settings_page,
    "roles.md": roles_page,
    "api.md": api_page,
}


def write() -> None:
    """Write every page."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, page in WRITTEN.items():
        (PAGES / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
