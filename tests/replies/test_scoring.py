"""The score of a reading: each count on an example that can be counted by hand."""

import pytest

from vigil.domain.errors import Refused
from vigil.replies.scoring import Record, Scores, compare, parse_records

QUIET: Record = {
    "id": "a",
    "eva": None,
    "reactions": {},
    "urgency": "routine",
    "opt_out": False,
    "auto_reply": False,
    "bounce": None,
    "needs_human": False,
}


def _scores(gold: dict[str, object], read: dict[str, object]) -> Scores:
    return compare([({**QUIET, **gold}, {**QUIET, **read})])


def test_a_reading_that_agrees_has_no_difference() -> None:
    scores = _scores({"eva": 4, "reactions": {"itching": "present"}}, {"eva": 4.0, "reactions": {"itching": "present"}})
    assert scores.differences == []
    assert (scores.eva_right.share, scores.present_precision.of, scores.present_recall.hit) == (1, 1, 1)


def test_a_missed_red_flag_is_safe_only_with_a_person() -> None:
    missed = _scores({"urgency": "emergency"}, {"urgency": "same_day"})
    assert (missed.red_flags_seen.hit, missed.red_flags_safe.hit, missed.red_flags_safe.of) == (0, 0, 1)
    handed = _scores({"urgency": "emergency"}, {"urgency": "same_day", "needs_human": True})
    assert (handed.red_flags_seen.hit, handed.red_flags_safe.hit) == (0, 1)


def test_an_invented_score_is_counted() -> None:
    assert _scores({}, {"eva": 4}).eva_invented.hit == 1
    assert _scores({"eva": 4}, {}).eva_invented.of == 0


def test_present_reactions_have_precision_and_recall() -> None:
    gold: dict[str, object] = {"reactions": {"itching": "present", "redness": "present", "fever": "absent"}}
    scores = _scores(gold, {"reactions": {"itching": "present", "fever": "present"}})
    assert str(scores.present_precision) == "50.0 % (1/2)"
    assert str(scores.present_recall) == "50.0 % (1/2)"
    assert (scores.negation_errors.hit, scores.negation_errors.of) == (1, 3)


def test_an_opt_out_has_precision_and_recall() -> None:
    scores = compare([({**QUIET, "opt_out": True}, QUIET), (QUIET, {**QUIET, "opt_out": True})])
    assert (scores.opt_out_precision.share, scores.opt_out_recall.share) == (0, 0)


def test_what_a_line_does_not_say_is_not_scored() -> None:
    scores = compare([({"id": "a", "eva": 3}, {**QUIET, "eva": 3})])
    assert (scores.urgency_right.of, scores.bounce_right.of, scores.eva_right.hit) == (0, 0, 1)


def test_every_difference_is_named() -> None:
    lines = list(_scores({"eva": 4}, {"eva": 5}).lines())
    assert "a: eva is 4, read as 5" in lines


@pytest.mark.parametrize("text", ["{", "[]", '{"text": "x"}', "[" * 100_000])
def test_a_line_that_is_no_record_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(Refused, match=r"gold.jsonl: line 2 "):
        parse_records("gold.jsonl", '{"id": "a"}\n' + text)
