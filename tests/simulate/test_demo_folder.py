"""A demo makes its folder anew, and wipes no other."""

from pathlib import Path

import pytest

from vigil.domain.errors import Refused
from vigil.simulate.demo import MARK, make_anew


def test_a_folder_that_is_not_there_is_made_and_marked(tmp_path: Path) -> None:
    make_anew(tmp_path / "var" / "demo")
    assert (tmp_path / "var" / "demo" / MARK).is_file()


def test_what_an_earlier_demo_left_is_wiped(tmp_path: Path) -> None:
    make_anew(tmp_path)
    for name in ("vigil.db", "vigil.db-wal", "keys.json"):
        (tmp_path / name).write_text("old")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "x.eml").write_text("old")
    make_anew(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [MARK]


@pytest.mark.parametrize("name", ["vigil.db", "notes.txt"])
def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(Refused, match="another VIGIL_HOME"):
        make_anew(tmp_path)
    assert (tmp_path / name).read_text() == "precious"
    assert not (tmp_path / MARK).exists()


def test_a_file_or_a_link_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(Refused, match="not a folder of its own"):
            make_anew(tmp_path / name)
