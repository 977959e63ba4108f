"""Writes the scores into ``docs/reference/understanding.md``: ``python -m tests.replies.meaning.page``."""

from pathlib import Path

from tests.replies.meaning.readings import ROOT, corpus, scored
from vigil.replies.scoring import Count, Scores

PAGE = ROOT / "docs" / "reference" / "understanding.md"
_BEGIN, _END = "<!-- scores -->\n", "<!-- end of scores -->\n"


def table(scores: Scores) -> str:
    """The counts of the held-out part as a table."""
    rows = [(name, value) for name, value in vars(scores).items() if isinstance(value, Count) and value.of]
    lines = [f"| {name.replace('_', ' ').capitalize()} | {value} |\n" for name, value in rows]
    return "| Measure | Held-out texts |\n|---|---|\n" + "".join(lines)


def with_scores(page: str, scores: Scores) -> str:
    head, _, rest = page.partition(_BEGIN)
    return head + _BEGIN + table(scores) + _END + rest.partition(_END)[2]


def main(page: Path = PAGE) -> None:
    scores = scored(corpus("heldout"))
    page.write_text(with_scores(page.read_text(encoding="utf-8"), scores), encoding="utf-8")


if __name__ == "__main__":
    main()
