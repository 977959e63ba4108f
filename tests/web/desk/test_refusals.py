"""Whatever an action refuses is said in French to who reads French: the sentences are taken from the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import vigil
from vigil.actions.importing.columns import COLUMNS
from vigil.actions.importing.problems import Problem
from vigil.web.desk.refusals import in_words

ROOT = Path(vigil.__file__).parent
NEVER_AT_THE_DESK = {
    "actions/merge_patients.py",
    "actions/open_clinic.py",
    "actions/issue_api_token.py",
    "actions/change_webhook.py",
    "domain/scopes.py",
    "store/copying.py",
    "web/desk/administration",
}
"""Commands and the API alone call these."""

FILLED = {
    "rules.limit": "7",
    "_SHAPES[rules.shape][1]": "a time zone such as Europe/Paris",
    "_NOUNS[kind]": "patient",
    "hint": "did you mean name?",
}
SAID = {"Problem": 4, "refused": 1, "Refused": 0, "at": 1}
"""The calls that hold a sentence, and which of their arguments it is."""
CALLED = re.compile(rf"\b(?:{'|'.join(SAID)})\(")


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence with which something is refused, its gaps filled."""
    for folder in ("actions", "domain", "web/desk", "store"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            source = file.read_text(encoding="utf-8")
            if not name.startswith(tuple(NEVER_AT_THE_DESK)) and CALLED.search(source):  # parsing takes long
                for call in ast.walk(ast.parse(source)):
                    if isinstance(call, ast.Call) and (told := _told(call)) is not None:
                        yield name, told


def _told(call: ast.Call) -> str | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    place = SAID.get(name)
    if place is None or len(call.args) <= place:
        return None
    written = call.args[place]
    if isinstance(written, ast.Constant) and isinstance(written.value, str):
        return written.value
    if isinstance(written, ast.JoinedStr):
        return "".join(_part(part) for part in written.values)
    return None


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    filled = FILLED.get(ast.unparse(part.value), "7")
    return repr(filled) if part.conversion == ord("r") else filled


EVERY = sorted({(file, told) for file, told in sentences() if " " in told})


def test_the_sweep_finds_the_sentences() -> None:
    assert len(EVERY) > 70


@pytest.mark.parametrize(("file", "told"), EVERY)
def test_every_refusal_has_its_french(file: str, told: str) -> None:
    said = in_words(told)
    assert said.en.replace("’", "'") == told.replace("’", "'")
    assert said.fr != said.en, file
    assert "\\" not in said.fr


@pytest.mark.parametrize(
    "expected", sorted({column.cell.expected for columns in COLUMNS.values() for column in columns})
)
def test_what_a_cell_expects_is_said_in_french(expected: str) -> None:
    said = in_words(f"is empty; expected: {expected}.").fr
    assert said.startswith("est vide")
    assert not said.endswith(f"attendu\u00a0: {expected}.")


def test_a_sentence_that_nobody_has_translated_is_shown_as_it_is() -> None:
    assert in_words("The moon is full.").fr == "The moon is full."


def test_what_was_written_stays_as_it_was_written() -> None:
    problem = Problem("p.csv", 3, "email", "x", "email 'text' is not an e-mail address such as a@b.example.")
    assert "text" in in_words(problem.sentence).fr
