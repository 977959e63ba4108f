"""The shape of a question, apart from what is asked: what a page draws and what a reader looks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vigil.domain.findings import Bilingual

NONE = "none"  # "nothing of this": the value that contradicts every other tick of its question
UNKNOWN = "unknown"  # "I do not know", where the pain is asked for


class QuestionKind(StrEnum):
    """How a question is answered: any number of ticks, one choice, a score 0-10, a number, a line, free words."""

    TICKS = "ticks"
    CHOICE = "choice"
    SCORE = "score"
    NUMBER = "number"
    LINE = "line"
    WORDS = "words"


@dataclass(frozen=True)
class Choice:
    """One box to tick. ``details`` are the questions that only this tick calls for."""

    value: str
    label: Bilingual
    details: tuple["Question", ...] = ()


@dataclass(frozen=True)
class Question:
    """``name`` is the form field. A danger question shows the emergency numbers as soon as a sign is ticked."""

    name: str
    kind: QuestionKind
    text: Bilingual
    choices: tuple[Choice, ...] = ()
    hint: Bilingual | None = None
    is_danger: bool = False


def choices_of(labels: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices in the order given; each label is (French, English)."""
    return tuple(Choice(value, Bilingual(*label)) for value, label in labels.items())


def ticks(name: str, fr: str, en: str, choices: Iterable[Choice], hint: Bilingual | None = None) -> Question:
    return Question(name, QuestionKind.TICKS, Bilingual(fr, en), tuple(choices), hint)


def choice(name: str, fr: str, en: str, choices: Iterable[Choice], hint: Bilingual | None = None) -> Question:
    return Question(name, QuestionKind.CHOICE, Bilingual(fr, en), tuple(choices), hint)


def named(questions: Iterable[Question]) -> Iterable[Question]:
    """Every question with those that its ticks call for, in the order of the page."""
    for question in questions:
        yield question
        for option in question.choices:
            yield from named(option.details)
