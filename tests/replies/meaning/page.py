"""Writes the scores into ``docs/reference/understanding.md``: ``python -m tests.replies.meaning.page``."""

from collections.abc import Mapping
from pathlib import Path

from tests.replies.meaning.readings import ROOT, corpus, scored
from vigil.replies.scoring import Count, Scores

PAGE = ROOT / "docs" / "reference" / "understanding.md"
_BEGIN, _END = "<!-- scores -->\n", "<!-- end of scores -->\n"


UNTUNED = {
    "heldout": "Held-out texts",
    "sixth": "Sixth set, plain",
    "seventh": "Seventh set",
    "tenth": "Tenth set",
    "eleventh": "Eleventh set",
    "twelfth": "Twelfth set",
    "thirteenth": "Thirteenth set",
    "fourteenth": "Fourteenth set",
    "leaving": "Leaving",
}
"""The parts that no rule was made with."""


def table(parts: Mapping[str, Scores]) -> str:
    """The counts of some parts by their titles."""
    first, *_ = parts.values()
    names = [name for name, value in vars(first).items() if isinstance(value, Count) and value.of]
    lines = [
        [name.replace("_", " ").capitalize(), *(str(getattr(one, name)) for one in parts.values())] for name in names
    ]
    head = [["Measure", *parts], ["---"] * (len(parts) + 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (*head, *lines))


def scores() -> str:
    return table({title: scored(corpus(part)) for part, title in UNTUNED.items()})


def main(page: Path = PAGE) -> None:
    head, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    page.write_text(head + _BEGIN + scores() + _END + rest.partition(_END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
