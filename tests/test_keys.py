"""The keys of an installation: made once, for their owner alone, and never mistaken for others."""

import json
import threading
from pathlib import Path

import pytest

from vigil.keys import KeysMissing, fingerprints, open_keys
from vigil.store.sealing import Keyring


def test_keys_are_made_once_and_read_again(tmp_path: Path) -> None:
    made = open_keys(tmp_path, create=True)
    assert open_keys(tmp_path, create=False) == made
    assert open_keys(tmp_path, create=True) == made


def test_only_their_owner_may_read_them(tmp_path: Path) -> None:
    open_keys(tmp_path, create=True)
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]


def test_two_homes_have_different_keys(tmp_path: Path) -> None:
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        home.mkdir()
    one, two = (open_keys(home, create=True) for home in homes)
    assert not set(fingerprints(one).values()) & set(fingerprints(two).values())


def test_missing_keys_are_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match=r"keys\.json is missing: put the keys back from their backup"):
        open_keys(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_two_who_make_them_at_once_have_the_same(tmp_path: Path) -> None:
    found: list[Keyring] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        found.append(open_keys(tmp_path, create=True))

    makers = [threading.Thread(target=make) for _ in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(found) == 8
    assert all(ring == found[0] for ring in found)


KEY = "00" * 32


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "{",
        '"keys"',
        json.dumps({"sealing": {"1": KEY}, "indexing": {"1": KEY}}),
        json.dumps({"sealing": {"1": KEY}, "indexing": {"1": KEY}, "linking": "00"}),
        json.dumps({"sealing": {"1": "no hex"}, "indexing": {"1": KEY}, "linking": KEY}),
        json.dumps({"sealing": {"one": KEY}, "indexing": {"1": KEY}, "linking": KEY}),
        json.dumps({"sealing": {"256": KEY}, "indexing": {"1": KEY}, "linking": KEY}),
        json.dumps({"sealing": {}, "indexing": {"1": KEY}, "linking": KEY}),
        json.dumps({"sealing": KEY, "indexing": {"1": KEY}, "linking": KEY}),
    ],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    with pytest.raises(KeysMissing, match=r"keys\.json does not hold keys as vigil writes them"):
        open_keys(tmp_path, create=True)
    assert file.read_text() == content


def test_a_folder_in_their_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(KeysMissing, match=r"keys\.json cannot be read: Is a directory"):
        open_keys(tmp_path, create=True)


def test_fingerprints_name_every_key_and_give_none_away() -> None:
    ring = Keyring(sealing={1: b"a" * 32, 2: b"b" * 32}, indexing={1: b"a" * 32}, linking=b"c" * 32)
    prints = fingerprints(ring)
    assert sorted(prints) == ["indexing:1", "linking", "sealing:1", "sealing:2"]
    assert prints["sealing:1"] != prints["sealing:2"]
    assert not any((b"a" * 32).hex().startswith(told) for told in prints.values())
