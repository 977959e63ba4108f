"""Answers as JSON text and back: how a report keeps what was said, for as long as the record is kept."""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.eva import Eva
from vigil.domain.words import (
    AnalgesicUse,
    Bother,
    Care,
    Evolution,
    Impression,
    News,
    Onset,
    PainRelief,
    PainSince,
    ReactionCode,
    Sign,
    Urgency,
)

W = TypeVar("W", bound=StrEnum)


def to_json(answers: Answers) -> str:
    """The answers, without those that were not given."""
    written = {
        "danger_signs": sorted(answers.danger_signs),
        "has_no_danger_sign": answers.has_no_danger_sign,
        "past_signs": sorted(answers.past_signs),
        "has_no_past_sign": answers.has_no_past_sign,
        "evas": [_eva(answer) for answer in answers.evas],
        "pain_since": answers.pain_since,
        "reactions": [_reaction(reaction) for reaction in answers.reactions],
        "has_no_reaction": answers.has_no_reaction,
        "care": sorted(answers.care),
        "pain_relief": sorted(answers.pain_relief),
        "impression": answers.impression,
        "analgesic_use": answers.analgesic_use,
        "news": sorted(answers.news),
        "wants_call": answers.wants_call,
        "words": answers.words,
        "words_read": _words_read(answers.words_read),
    }
    return json.dumps(_given(written), ensure_ascii=False)


def from_json(text: str) -> Answers:
    """The answers that ``to_json`` wrote."""
    read: dict[str, Any] = json.loads(text)
    return Answers(
        danger_signs=_words(Sign, read.get("danger_signs", ())),
        has_no_danger_sign=read.get("has_no_danger_sign", False),
        past_signs=_words(Sign, read.get("past_signs", ())),
        has_no_past_sign=read.get("has_no_past_sign", False),
        evas=tuple(_read_eva(answer) for answer in read.get("evas", ())),
        pain_since=PainSince(read["pain_since"]) if "pain_since" in read else None,
        reactions=tuple(_read_reaction(reaction) for reaction in read.get("reactions", ())),
        has_no_reaction=read.get("has_no_reaction", False),
        care=_words(Care, read.get("care", ())),
        pain_relief=_words(PainRelief, read.get("pain_relief", ())),
        impression=Impression(read["impression"]) if "impression" in read else None,
        analgesic_use=AnalgesicUse(read["analgesic_use"]) if "analgesic_use" in read else None,
        news=_words(News, read.get("news", ())),
        wants_call=read.get("wants_call"),
        words=read.get("words", ""),
        words_read=_read_words_read(read["words_read"]) if "words_read" in read else None,
    )


def _given(written: dict[str, Any]) -> dict[str, Any]:
    """Without what was not answered; "no" to a call is an answer, and 0 lumps a number."""
    return {key: value for key, value in written.items() if _is_given(key, value)}


def _is_given(key: str, value: object) -> bool:
    return value is not None and value != "" and value != [] and (value is not False or key == "wants_call")


def _words_read(read: WordsRead | None) -> dict[str, Any] | None:
    return {"urgency": int(read.urgency), "reasons": list(read.reasons)} if read else None


def _read_words_read(read: dict[str, Any]) -> WordsRead:
    return WordsRead(Urgency(read["urgency"]), tuple(read["reasons"]))


def _eva(answer: EvaAnswer) -> dict[str, Any]:
    score = [answer.eva.low, answer.eva.high] if answer.eva else None
    return {"course": answer.course_id.hex, "tenths": score}


def _read_eva(read: dict[str, Any]) -> EvaAnswer:
    return EvaAnswer(UUID(read["course"]), Eva(*read["tenths"]) if read["tenths"] else None)


def _reaction(reaction: ReactionAnswer) -> dict[str, Any]:
    written = {
        "code": reaction.code,
        "onset": reaction.onset,
        "evolution": reaction.evolution,
        "bother": reaction.bother,
        "signs": sorted(reaction.signs),
        "is_earlier": reaction.is_earlier,
        "count": reaction.count,
    }
    return _given(written)


def _read_reaction(read: dict[str, Any]) -> ReactionAnswer:
    return ReactionAnswer(
        code=ReactionCode(read["code"]),
        onset=Onset(read["onset"]) if "onset" in read else None,
        evolution=Evolution(read["evolution"]) if "evolution" in read else None,
        bother=Bother(read["bother"]) if "bother" in read else None,
        signs=_words(Sign, read.get("signs", ())),
        is_earlier=read.get("is_earlier", False),
        count=read.get("count"),
    )


def _words(kind: type[W], values: Iterable[str]) -> frozenset[W]:
    return frozenset(kind(value) for value in values)
