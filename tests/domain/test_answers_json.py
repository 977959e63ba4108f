"""Answers are kept as JSON, and come back as they were."""

import json
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.answers_json import from_json, to_json
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
)

SIGNS = st.frozensets(st.sampled_from(Sign))
TENTHS = st.integers(0, 100)
SCORES = st.builds(lambda one, other: Eva(min(one, other), max(one, other)), TENTHS, TENTHS)


def maybe(kind: type) -> st.SearchStrategy:
    return st.none() | st.sampled_from(kind)


REACTIONS = st.builds(
    ReactionAnswer,
    code=st.sampled_from(ReactionCode),
    onset=maybe(Onset),
    evolution=maybe(Evolution),
    bother=maybe(Bother),
    signs=SIGNS,
    is_earlier=st.booleans(),
    count=st.none() | st.integers(0, 50),
)
ANSWERS = st.builds(
    Answers,
    danger_signs=SIGNS,
    has_no_danger_sign=st.booleans(),
    past_signs=SIGNS,
    has_no_past_sign=st.booleans(),
    evas=st.lists(st.builds(EvaAnswer, st.uuids(), st.none() | SCORES), max_size=3).map(tuple),
    pain_since=maybe(PainSince),
    reactions=st.lists(REACTIONS, max_size=3).map(tuple),
    has_no_reaction=st.booleans(),
    care=st.frozensets(st.sampled_from(Care)),
    pain_relief=st.frozensets(st.sampled_from(PainRelief)),
    impression=maybe(Impression),
    analgesic_use=maybe(AnalgesicUse),
    news=st.frozensets(st.sampled_from(News)),
    wants_call=st.none() | st.booleans(),
    words=st.text(max_size=50),
)


@settings(max_examples=80)
@given(ANSWERS)
def test_answers_come_back_as_they_were(answers: Answers) -> None:
    assert from_json(to_json(answers)) == answers


def test_what_was_not_answered_is_not_written() -> None:
    assert to_json(Answers()) == "{}"
    assert from_json("{}") == Answers()


def test_no_to_a_call_and_no_lump_at_all_are_answers() -> None:
    nodule = ReactionAnswer(ReactionCode.NODULE, count=0)
    assert json.loads(to_json(Answers(wants_call=False, reactions=(nodule,)))) == {
        "wants_call": False,
        "reactions": [{"code": "nodule", "count": 0}],
    }


def test_i_do_not_know_is_kept_apart_from_not_answered() -> None:
    answers = Answers(evas=(EvaAnswer(UUID(int=1), None),))
    assert from_json(to_json(answers)).evas == (EvaAnswer(UUID(int=1), None),)
