"""The command line answers before it imports what a command needs: who asks for help waits for nothing else."""

import subprocess
import sys

import pytest

from tests.cli.commands import Run
from vigil.cli.rooms import ROOMS

pytestmark = pytest.mark.end_to_end  # each is a process


@pytest.mark.parametrize(
    ("entered", "spared"),
    [
        ("vigil.cli", "sqlalchemy pydantic_settings jinja2 starlette"),
        ("vigil.app", "starlette uvicorn icalendar holidays"),
    ],
)
def test_what_is_not_asked_for_is_not_imported(entered: str, spared: str) -> None:
    program = f"import sys, {entered}; print(*sorted(set({spared.split()}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603
    assert ran.stdout.split() == []


def test_help_names_every_group_without_entering_it_and_each_has_its_own(vigil: Run) -> None:
    help = vigil("--help").out
    for name in ("token", "user", "webhook", "bench"):
        said = vigil(name, "--help").out
        assert f"Usage: vigil {name} " in said
        (line,) = [line for line in help.splitlines() if line.split()[:1] == [name]]
        assert line.split(maxsplit=1)[1] in said


def test_a_command_that_a_group_does_not_have_is_named(vigil: Run) -> None:
    ran = vigil("token", "lend")
    assert (ran.code, "No such command 'lend'" in ran.err) == (2, True)


def test_a_fault_within_a_group_is_traced_without_what_its_variables_hold() -> None:
    assert [name for name, room in ROOMS.items() if room.enter().pretty_exceptions_enable] == []
