"""Writes the scores into ``docs/reference/understanding.md``: ``python -m tests.replies.meaning.page``."""

from pathlib import Path

from tests.replies.meaning.readings import ROOT, corpus, scored
from vigil.replies.scoring import Count, Scores

PAGE = ROOT / "docs" / "reference" / "understanding.md"
_BEGIN, _END = "<!-- scores -->\n", "<!-- end of scores -->\n"


def table(heldout: Scores, sixth: Scores, seventh: Scores) -> str:
    """The counts of the three parts that no rule was made with, as a table."""
    rows = [(name, value) for name, value in vars(heldout).items() if isinstance(value, Count) and value.of]
    lines = [
        f"| {name.replace('_', ' ').capitalize()} | {value} | {getattr(sixth, name)} | {getattr(seventh, name)} |\n"
        for name, value in rows
    ]
    return "| Measure | Held-out texts | Sixth set, plain | Seventh set |\n|---|---|---|---|\n" + "".join(lines)


def scores() -> str:
    return table(*(scored(corpus(part)) for part in ("heldout", "sixth", "seventh")))


def main(page: Path = PAGE) -> None:
    head, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    page.write_text(head + _BEGIN + scores() + _END + rest.partition(_END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
