from pathlib import Path

import pytest

from vigil.domain.errors import ConfigurationError, Refused
from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.mail.texts import TextBundle, load_all, load_bundle

FOLDER = Path(__file__).parents[2] / "templates" / "email"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one whole mail whose body extends a base that includes another file."""
    for name, source in {
        "followup/fr/subject.txt": "Bonjour",
        "followup/fr/body.txt": '{% extends "_base/outer.txt" %}',
        "followup/fr/body.html": "<p>Bonjour</p>",
        "_base/outer.txt": '{% include "_base/inner.txt" %}',
        "_base/inner.txt": "Bonjour",
        "_base/unused.txt": "nobody",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    return tmp_path


def test_a_bundle_holds_its_parts_and_the_base_files_that_they_need(folder: Path) -> None:
    bundle = load_bundle(folder, Mail.FOLLOWUP, Language.FR)
    assert [name for name, _ in bundle.files] == [
        "_base/inner.txt",
        "_base/outer.txt",
        "followup/fr/body.html",
        "followup/fr/body.txt",
        "followup/fr/subject.txt",
    ]


def test_a_bundle_survives_json_and_keeps_its_digest() -> None:
    for bundle in load_all(FOLDER).values():
        again = TextBundle.from_json(bundle.to_json())
        assert again == bundle
        assert again.digest == bundle.digest
        assert len(bundle.digest) == 64


def test_two_bundles_are_one_version_only_if_every_file_is_the_same(folder: Path) -> None:
    before = load_bundle(folder, Mail.FOLLOWUP, Language.FR)
    assert load_bundle(folder, Mail.FOLLOWUP, Language.FR).digest == before.digest
    (folder / "_base/inner.txt").write_text("Bonsoir", encoding="utf-8")
    assert load_bundle(folder, Mail.FOLLOWUP, Language.FR).digest != before.digest


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"mail":"followup","language":"xx","files":{}}', '{"mail":1}'])
def test_what_is_no_bundle_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not a bundle"):
        TextBundle.from_json(text)


def test_a_missing_part_is_named(folder: Path) -> None:
    (folder / "followup/fr/body.html").unlink()
    with pytest.raises(ConfigurationError, match=r"followup/fr/body\.html"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)


def test_a_missing_base_file_is_named(folder: Path) -> None:
    (folder / "_base/inner.txt").unlink()
    with pytest.raises(ConfigurationError, match=r"_base/inner\.txt"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)


def test_broken_syntax_is_told_with_file_and_line(folder: Path) -> None:
    (folder / "followup/fr/body.txt").write_text("Bonjour\n{% if link %}\n{{ link }\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"followup/fr/body\.txt: line 3 is '\{\{ link \}'"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)


@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd"])
def test_a_template_reads_nothing_outside_its_folder(folder: Path, target: str) -> None:
    (folder / "followup/fr/body.txt").write_text(f'{{% include "{target}" %}}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="inside the template folder"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)


def test_a_computed_file_name_is_refused(folder: Path) -> None:
    (folder / "followup/fr/body.txt").write_text("{% include link %}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="in quotes"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)


def test_a_folder_that_is_no_mail_is_refused(folder: Path) -> None:
    (folder / "newsletter").mkdir()
    with pytest.raises(ConfigurationError, match="newsletter"):
        load_all(folder)


def test_a_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "followup/fr/body.txt").write_bytes("Répondez".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_bundle(folder, Mail.FOLLOWUP, Language.FR)
