import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.commands import Run

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def test_a_text_on_standard_input_is_one_object(vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("EVA 6, ça gratte".encode())))
    ran = vigil("understand")
    said = json.loads(ran.out)
    assert (ran.code, said["eva"], said["reactions"]) == (0, 6, {"itching": "present"})


def test_raw_messages_are_named_by_their_files(vigil: Run) -> None:
    files = sorted((CORPUS / "messages").glob("*.eml"))[:3]
    ran = vigil("understand", "--eml", *files)
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [file.stem for file in files]


def test_gold_is_compared_with_what_is_read(vigil: Run) -> None:
    ran = vigil("understand", "--score", CORPUS / "texts" / "dangers.jsonl")
    assert ran.code == 0
    assert "red flags safe" in ran.out


def test_a_line_that_is_no_object_is_refused_by_its_number(vigil: Run, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "bleu"}\nnonsense\n', encoding="utf-8")
    ran = vigil("understand", "--jsonl", file)
    assert (ran.code, "line 2" in ran.err) == (2, True)
