"""From bytes to sheets: encoding, delimiter, header and the shape of each line are checked; no cell is read yet."""

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from vigil.actions.importing.columns import COLUMNS, TELLING
from vigil.actions.importing.problems import ImportRefused, Problem, refused
from vigil.actions.importing.sheets import Kind, Line, Sheet

LARGEST_FILE = 64 * 1024 * 1024  # bytes
LONGEST_CELL = 10_000  # characters

_DELIMITERS = ",;\t"
_SEP = re.compile(r"\s*\"?sep=([,;\t])\"?\s*", re.IGNORECASE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_files(paths: Iterable[Path], kind: Kind | None = None) -> tuple[Sheet, ...]:
    """Read CSV files; ``ImportRefused`` lists what is wrong with all of them. Headers tell their kind, unless given."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            sheets.append(read_content(str(path), _content(path), kind))
        except ImportRefused as error:
            problems += error.problems
    if problems:
        raise ImportRefused(problems)
    return tuple(sheets)


def read_content(file: str, content: bytes, kind: Kind | None = None) -> Sheet:
    """Read one CSV file; ``file`` names it in problems."""
    if len(content) > LARGEST_FILE:
        raise refused(file, f"is larger than {LARGEST_FILE // 1024 // 1024} MB: split it.")
    text, delimiter, skipped = _table(file, _decoded(file, content))
    records = _records(file, text, delimiter, skipped)
    number, header = next(records, (0, []))
    if not header:
        raise refused(file, "is empty: the first line names the columns.")
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    kind = kind or _kind(file, number, names)
    problems = list(_header_problems(file, number, kind, names))
    if problems:
        raise ImportRefused(problems)
    return Sheet(file, kind, _lines(file, names, records))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise refused(str(path), f"cannot be read: {error.strerror or error}.") from None


def _decoded(file: str, content: bytes) -> str:
    if content.startswith(_UTF_16):
        raise refused(file, "is UTF-16, not UTF-8: save it as « CSV UTF-8 ».")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = _likely(content)
        raise refused(file, f"is not UTF-8 (it looks like {name}): save it as « CSV UTF-8 ».", line=line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refused(file, "holds a NUL character: this is not a text file.", line=line)
    return text


def _likely(content: bytes) -> str:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "another encoding, or no text at all"
    return "Windows-1252"


def _table(file: str, text: str) -> tuple[str, str, int]:
    """The text from its header on, the delimiter, and how many lines were skipped before it."""
    first, _, rest = text.partition("\n")
    told = _SEP.fullmatch(first)
    if told:
        return rest, told[1], 1
    header = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", first, maxsplit=1)[0])
    return text, max(_DELIMITERS, key=header.count), 0


def _records(file: str, text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins; blank lines are none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + skipped + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(file, f"cannot be read from here on: {error}.", line=number) from None
        if any(cell.strip() for cell in record):
            yield number, record


def _kind(file: str, number: int, names: list[str]) -> Kind:
    told = [kind for kind, column in TELLING.items() if column in names]
    if len(told) == 1:
        return told[0]
    known = {kind: len({column.name for column in COLUMNS[kind]} & set(names)) for kind in Kind}
    best = max(known, key=lambda kind: known[kind])
    if not told and known[best] >= 3:
        return best
    listed = ", ".join(f"{kind} by {column}" for kind, column in TELLING.items())
    raise refused(file, f"the header does not say what the file holds ({listed}).", line=number)


def _header_problems(file: str, number: int, kind: Kind, names: list[str]) -> Iterator[Problem]:
    known = [column.name for column in COLUMNS[kind]]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem(file, number, name, "", "is in the header twice.")
        elif name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"the columns of {kind} are {', '.join(known)}."
            yield Problem(file, number, "", name or "(no name)", f"is no column of {kind}; {hint}")
    for column in COLUMNS[kind]:
        if column.required and column.name not in names:
            yield Problem(file, number, column.name, "", f"is missing: every file of {kind} has it.")


def _lines(file: str, names: list[str], records: Iterator[tuple[int, list[str]]]) -> tuple[Line, ...]:
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, record in records:
        while len(record) > len(names) and not record[-1].strip():
            record.pop()
        if len(record) != len(names):
            sentence = f"has {len(record)} cells, the header {len(names)}."
            problems.append(Problem(file, number, "", "", sentence))
            continue
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=True)}
        problems += [
            Problem(file, number, name, cell[:60], f"is longer than {LONGEST_CELL} characters.")
            for name, cell in cells.items()
            if len(cell) > LONGEST_CELL
        ]
        lines.append(Line(file, number, cells))
    if problems:
        raise ImportRefused(problems)
    return tuple(lines)
