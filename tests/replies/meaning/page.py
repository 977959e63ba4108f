"""Writes the scores into ``docs/reference/understanding.md``: ``python -m tests.replies.meaning.page``."""

from collections.abc import Mapping
from pathlib import Path

from tests.replies.meaning.readings import ROOT, corpus, scored
from tests.replies.meaning.ways import read_ways
from vigil.replies.scoring import Count, Scores

PAGE = ROOT / "docs" / "reference" / "understanding.md"
_BEGIN, _END = "<!-- scores -->\n", "<!-- end of scores -->\n"
_WAYS_BEGIN, _WAYS_END = "<!-- ways -->\n", "<!-- end of ways -->\n"


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


def ways_table() -> str:
    """The held-out ways to say one thing, by kind of heading."""
    head = "| Headings | Messages | Read so | Reached nobody | Handed to a person |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {kind} | {one.of} | {one.right} ({100 * one.right // one.of} %) | {one.unsafe} | {one.handed} |\n"
        for kind, one in read_ways("heldout").by_kind.items()
    )


def main(page: Path = PAGE) -> None:
    text = page.read_text(encoding="utf-8")
    for begin, end, written in ((_BEGIN, _END, scores()), (_WAYS_BEGIN, _WAYS_END, ways_table())):
        head, _, rest = text.partition(begin)
        text = head + begin + written + end + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
