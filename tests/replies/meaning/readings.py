"""Reading with the shipped vocabulary, as the tests of this folder do."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from vigil.replies.meaning.vocabulary import Vocabulary, load_vocabulary
from vigil.replies.received import understand_words
from vigil.replies.scoring import Record, Scores, compare, parse_records
from vigil.replies.understanding import Understood

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ROOT / "tests" / "corpus" / "texts"


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(ROOT / "config" / "vocabulary")


def read(text: str, subject: str = "") -> Understood:
    return understand_words(text, subject, vocabulary())


def told(text: str) -> dict[str, str]:
    """The reactions of a text by code."""
    return {code.value: status.value for code, status in read(text).reactions.items()}


def lines_of(name: str) -> list[str]:
    """One a line, of a file beside these tests."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def corpus(part: str) -> list[dict[str, object]]:
    """The gold of ``tuning``, ``dangers`` or ``passing`` (urgencies alone), or a part that no rule was made with."""
    path = TEXTS / f"{part}.jsonl"
    return parse_records(path.name, path.read_text(encoding="utf-8"))


def scored(gold: Iterable[Record]) -> Scores:
    return compare((one, read(str(one["text"]), str(one["subject"])).as_json()) for one in gold)
