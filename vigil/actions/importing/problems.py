"""What is wrong with a file: each problem names file, line, column, value and what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.domain.errors import Refused

LISTED = 50  # problems that a refusal prints; the rest are counted


@dataclass(frozen=True)
class Problem:
    """``line`` is 0 for the whole file, ``column`` empty for the whole line; ``french`` is the sentence where known."""

    file: str
    line: int
    column: str
    value: str
    sentence: str
    french: str = ""

    def __str__(self) -> str:
        where = [self.file]
        if self.line:
            where.append(f"line {self.line}")
        if self.column:
            where.append(f"column {self.column}")
        said = f"{_short(self.value)!r}: {self.sentence}" if self.value else self.sentence
        return f"{', '.join(where)}: {said}"


class ImportRefused(Refused):
    """The files are refused as a whole; the text lists the problems, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        listed = [str(problem) for problem in problems[:LISTED]]
        if len(problems) > LISTED:
            listed.append(f"… and {len(problems) - LISTED} more.")
        super().__init__("\n".join(listed), field=problems[0].column or None)
        self.problems = tuple(problems)


def refused(file: str, sentence: str, *, line: int = 0, column: str = "", value: str = "") -> ImportRefused:
    """The refusal of a file that cannot be read any further."""
    return ImportRefused([Problem(file, line, column, value, sentence)])


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}…"
