"""The messages in ``tests/corpus/messages``, as the clients of patients make them, against their gold."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.replies.words.raw import CORPUS
from vigil.replies.words import Problem, ReadMessage, read_message

SETS = ("tuning", "held_out")


@dataclass(frozen=True)
class Case:
    gold: dict[str, Any]
    read: ReadMessage


def cases(name: str) -> list[Case]:
    rows = [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Case(row, read_message((CORPUS / f"{row['id']}.eml").read_bytes())) for row in rows]


@pytest.mark.parametrize("name", SETS)
def test_the_reply_is_exactly_what_was_typed_in_nearly_all(name: str) -> None:
    found = cases(name)
    wrong = [case.gold["id"] for case in found if case.read.reply_text != case.gold["reply_text"]]
    assert len(wrong) <= 0.05 * len(found), wrong


@pytest.mark.parametrize("name", SETS)
def test_automatic_answers_are_all_recognised_and_nothing_else_is(name: str) -> None:
    wrong = [case.gold["id"] for case in cases(name) if case.read.is_auto_reply != case.gold["auto_reply"]]
    assert wrong == []


@pytest.mark.parametrize("name", SETS)
def test_bounces_are_told_hard_from_soft(name: str) -> None:
    wrong = [case.gold["id"] for case in cases(name) if case.read.bounce != case.gold["bounce"]]
    assert wrong == []


@pytest.mark.parametrize("name", SETS)
def test_each_message_names_what_it_answers(name: str) -> None:
    wrong = [case.gold["id"] for case in cases(name) if case.read.message_ref != case.gold["message_ref"]]
    assert wrong == []


@pytest.mark.parametrize("name", SETS)
def test_what_cannot_be_read_is_said(name: str) -> None:
    missing = [case.gold["id"] for case in cases(name) if set(case.gold.get("problems", ())) - set(case.read.problems)]
    assert missing == []


def test_the_corpus_is_large_and_hard_enough() -> None:
    rows = [case.gold for name in SETS for case in cases(name)]
    assert len(rows) >= 60
    assert sum(row["hard"] for row in rows) * 3 >= len(rows)
    assert {row["id"] for row in rows} == {path.stem for path in CORPUS.glob("*.eml")}


def test_the_gold_names_only_known_problems() -> None:
    named = {problem for name in SETS for case in cases(name) for problem in case.gold.get("problems", ())}
    assert named <= set(Problem)


def test_every_corpus_message_has_a_sender_and_a_date_in_utc() -> None:
    for case in cases("tuning"):
        assert case.read.sender.endswith(".example"), case.gold["id"]
        assert case.read.sent_at is not None, case.gold["id"]
        assert case.read.sent_at.utcoffset() is not None
