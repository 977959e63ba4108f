"""vigil rotate-keys: everything is sealed anew, and links, lookups and backups stay good."""

import json
import shutil
from pathlib import Path

from tests.cli.commands import Run
from vigil.keys import add_keys, open_keys, using
from vigil.mail.mailbox import Mailbox


def test_keys_are_rotated_and_everything_still_runs(practice: Mailbox, vigil: Run, home: Path) -> None:
    before = open_keys(home, create=False)
    said = vigil("rotate-keys")
    assert said.code == 0
    assert said.out.startswith("The keys were rotated: ")
    assert f"Copy {home / 'keys.json'} to where its backup lies now" in said.out
    after = open_keys(home, create=False)
    assert (after.linking, set(after.sealing), set(after.indexing)) == (before.linking, {1, 2}, {1, 2})
    assert after.sealing[1] == before.sealing[1]
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600
    assert vigil("check").code == 0
    (home / "keys.json").write_text(_without_the_first(home))
    assert "does not hold the keys of this database (indexing:1, sealing:1)" in vigil("check").err + vigil("check").out


def _without_the_first(home: Path) -> str:
    keys = json.loads((home / "keys.json").read_text())
    return json.dumps(keys | {kind: {"2": keys[kind]["2"]} for kind in ("sealing", "indexing")})


def test_a_rotation_that_was_cut_short_goes_on_with_the_same_keys(practice: Mailbox, vigil: Run, home: Path) -> None:
    add_keys(home)  # and then the power went
    said = vigil("rotate-keys")
    assert said.out.startswith("The rotation that was cut short is finished: ")
    assert set(open_keys(home, create=False).sealing) == {1, 2}


def test_an_earlier_backup_opens_with_the_later_keys(practice: Mailbox, vigil: Run, home: Path) -> None:
    shutil.copy(home / "vigil.db", home.parent / "backup.db")
    assert vigil("rotate-keys").code == 0
    shutil.copy(home.parent / "backup.db", home / "vigil.db")
    assert vigil("check").code == 0


def test_nothing_is_rotated_under_a_running_program(practice: Mailbox, vigil: Run, home: Path) -> None:
    keys = (home / "keys.json").read_text()
    with using(home):
        said = vigil("rotate-keys")
    assert said.code == 2
    assert "vigil is running on" in said.err
    assert "stop it first" in said.err
    assert (home / "keys.json").read_text() == keys


def test_nothing_starts_during_a_rotation(practice: Mailbox, vigil: Run, home: Path) -> None:
    with using(home, alone=True):
        said = vigil("serve")
    assert said.code == 2
    assert "are being changed: start when that is done" in said.err


def test_without_a_database_there_is_nothing_to_rotate(vigil: Run, home: Path) -> None:
    said = vigil("rotate-keys")
    assert said.code == 2
    assert "There is no database" in said.err
    assert not home.exists()
