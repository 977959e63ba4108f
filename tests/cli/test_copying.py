"""vigil copy: a practice goes to another database, and is whole there."""

from pathlib import Path

import pytest

from tests.cli.commands import Run
from tests.postgres import Postgres
from vigil.keys import using
from vigil.mail.mailbox import Mailbox

pytestmark = [pytest.mark.end_to_end]


@pytest.mark.postgres
def test_a_practice_moves_to_postgresql(
    practice: Mailbox, vigil: Run, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.create()
    said = vigil("copy", "--to", url)
    assert said.code == 0
    assert "Copied and read back, the same in both: " in said.out
    monkeypatch.setenv("VIGIL_DATABASE_URL", url)
    assert vigil("check").code == 0
    assert vigil("copy", "--to", url).code == 2


def test_to_a_file_and_not_twice(practice: Mailbox, vigil: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    assert vigil("copy", "--to", f"sqlite:///{file}").code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is not empty" in vigil("copy", "--to", f"sqlite:///{file}").err


def test_nothing_is_copied_under_a_running_program(practice: Mailbox, vigil: Run, home: Path, tmp_path: Path) -> None:
    with using(home):
        said = vigil("copy", "--to", f"sqlite:///{tmp_path / 'copy.db'}")
    assert said.code == 2
    assert "vigil is running on" in said.err


def test_what_is_no_database_is_refused_in_a_sentence(practice: Mailbox, vigil: Run) -> None:
    said = vigil("copy", "--to", "mysql://x/y")
    assert said.code == 2
    assert "postgresql+psycopg://user:password@host/database" in said.err
