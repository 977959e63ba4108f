import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.commands import runner

CORPUS = Path(__file__).parents[1] / "corpus"


def test_a_text_on_standard_input_is_one_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("EVA 6, ça gratte".encode())))
    ran = runner(monkeypatch, capsys)("understand")
    said = json.loads(ran.out)
    assert (ran.code, said["eva"], said["reactions"]) == (0, 6, {"itching": "present"})


def test_raw_messages_are_named_by_their_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted((CORPUS / "messages").glob("*.eml"))[:3]
    ran = runner(monkeypatch, capsys)("understand", "--eml", *files)
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [file.stem for file in files]


def test_gold_is_compared_with_what_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = runner(monkeypatch, capsys)("understand", "--score", CORPUS / "texts" / "dangers.jsonl")
    assert ran.code == 0
    assert "red flags safe" in ran.out


def test_a_line_that_is_no_object_is_refused_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "bleu"}\nnonsense\n', encoding="utf-8")
    ran = runner(monkeypatch, capsys)("understand", "--jsonl", file)
    assert (ran.code, "line 2" in ran.err) == (2, True)
