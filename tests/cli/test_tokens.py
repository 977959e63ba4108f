"""``vigil token``: made and printed once, listed without being shown, revoked."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.commands import Run
from vigil.domain.scopes import Scope, allows, read_scopes
from vigil.mail.mailbox import Mailbox

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "connect-practice-software.md"


def test_a_token_is_printed_once_listed_and_revoked(practice: Mailbox, vigil: Run) -> None:
    made = vigil("token", "create", "parc", "--name", "Agenda", "--scope", "read:patients", "--scope", "write:alerts")
    assert made.code == 0
    assert re.fullmatch(r"vigil_[A-Za-z0-9_-]{43}\n", made.out)
    listed = vigil("token", "list", "parc").out
    assert listed.startswith("Agenda: good; read:patients write:alerts; made ")
    assert made.out.strip() not in listed
    assert vigil("token", "revoke", "parc", "--name", "Agenda").out == "Agenda: revoked.\n"
    assert vigil("token", "revoke", "parc", "--name", "Agenda").out == "Agenda: it was revoked before.\n"
    assert "revoked" in vigil("token", "list", "parc").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", "--name", "x", "--scope", "read:patients"), "There is no clinic 'nowhere'."),
        (("parc", "--name", "x", "--scope", "read:everything"), "'read:everything' is no scope"),
        (("parc", "--name", "  ", "--scope", "read:patients"), "say in 1 to 60 characters"),
    ],
)
def test_what_cannot_be_a_token_is_refused_in_one_sentence(
    practice: Mailbox, vigil: Run, arguments: tuple[str, ...], said: str
) -> None:
    ran = vigil("token", "create", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_second_token_of_the_same_name_is_refused(practice: Mailbox, vigil: Run) -> None:
    first = vigil("token", "create", "parc", "--name", "Agenda", "--scope", "read:patients")
    again = vigil("token", "create", "parc", "--name", "Agenda", "--scope", "read:patients")
    assert (first.code, again.code) == (0, 2)
    assert "the clinic has a token of that name" in again.err


def test_to_write_includes_to_read_and_nothing_includes_what_is_personal() -> None:
    assert allows([Scope.WRITE_PATIENTS], Scope.READ_PATIENTS)
    assert not allows([Scope.READ_PATIENTS], Scope.WRITE_PATIENTS)
    assert not allows([scope for scope in Scope if scope is not Scope.READ_PERSONAL], Scope.READ_PERSONAL)
    assert read_scopes(["write:alerts", "read:patients"]) == (Scope.READ_PATIENTS, Scope.WRITE_ALERTS)


def test_the_commands_of_the_how_to_are_taken_as_they_are_printed(practice: Mailbox, vigil: Run) -> None:
    blocks = re.findall(r"^    (vigil (?:.*\\\n)*.*)", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE)
    inline = re.findall(r"`(vigil (?:token|webhook) [^`]+)`", HOW_TO.read_text(encoding="utf-8"))
    assert len(blocks) == 2
    assert len(inline) == 3
    listed: list[str] = []
    for command in blocks + inline:
        ran = vigil(
            *shlex.split((command.replace(" ID", f" {listed[0]}") if listed else command).replace("\\\n", ""))[1:]
        )
        if command.startswith("vigil webhook add"):
            listed = ran.out.split()
        expected = 1 if command.startswith("vigil webhook test") else 0  # nobody answers at agenda.example
        assert ran.code == expected, (command, ran.err)
