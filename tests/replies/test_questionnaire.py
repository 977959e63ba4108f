"""Which questions each occasion asks, and in which order."""

from dataclasses import replace

import pytest

from tests.replies.occasions import (
    AFTER_48H,
    BACK,
    BETWEEN,
    END,
    EVERY_OCCASION,
    KNEE,
    LATE,
    TWO_ZONES,
    WITHOUT_PAIN,
)
from vigil.domain.findings import Bilingual
from vigil.domain.words import AskKind, Evolution, ReactionCode
from vigil.replies.questionnaire import FormContext, eva_field, questions
from vigil.replies.questions import Question, QuestionKind, named
from vigil.replies.reading import PAST_SIGNS, PRESENT_SIGNS

EVA = eva_field(BACK.course_id)


def names(context: FormContext) -> list[str]:
    return [question.name for question in questions(context)]


def question(context: FormContext, name: str) -> Question:
    return next(asked for asked in named(questions(context)) if asked.name == name)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (AFTER_48H, ["danger", "past", EVA, "pain_since", "reaction", "care", "pain_relief", "call", "words"]),
        (WITHOUT_PAIN, ["danger", "past", "reaction", "care", "pain_relief", "call", "words"]),
        (BETWEEN, ["danger", EVA, "earlier.haematoma", "earlier.other", "reaction", "impression", "analgesic_use",
                   "news", "call", "words"]),
        (END, ["danger", EVA, "impression", "analgesic_use", "news", "call", "words"]),
        (LATE, ["danger", "reaction", "care", EVA, "call", "words"]),
    ],
)  # fmt: skip
def test_each_occasion_asks_its_questions_in_order(context: FormContext, expected: list[str]) -> None:
    assert names(context) == expected


@pytest.mark.parametrize("context", EVERY_OCCASION.values(), ids=EVERY_OCCASION)
def test_the_danger_question_comes_first_and_offers_seven_signs_and_none(context: FormContext) -> None:
    first = questions(context)[0]
    assert first.is_danger
    assert len(first.choices) == 8
    assert first.choices[-1].value == "none"
    assert {choice.value for choice in first.choices[:-1]} < {str(sign) for sign in PRESENT_SIGNS}


def test_each_painful_course_has_its_own_score_named_by_its_zone_and_circumstance() -> None:
    back, knee = (question(TWO_ZONES, eva_field(course.course_id)) for course in (BACK, KNEE))
    assert "(bas du dos), en moyenne depuis hier" in back.text.fr
    assert "(genou), à l’effort" in knee.text.fr


def test_a_single_course_does_not_repeat_its_zone() -> None:
    assert "bas du dos" not in question(AFTER_48H, EVA).text.fr


def test_a_score_is_one_of_eleven_or_unknown() -> None:
    values = [choice.value for choice in question(AFTER_48H, EVA).choices]
    assert values == [*map(str, range(11)), "unknown"]


def test_what_was_told_earlier_is_asked_about_again_once() -> None:
    context = replace(AFTER_48H, earlier=(ReactionCode.HAEMATOMA, ReactionCode.HAEMATOMA))
    assert names(context).count("earlier.haematoma") == 1
    again = question(context, "earlier.haematoma")
    assert again.text.fr == "La dernière fois : bleu. Aujourd’hui ?"
    assert [choice.value for choice in again.choices] == list(Evolution)


def test_what_had_no_name_is_asked_about_as_described() -> None:
    assert question(BETWEEN, "earlier.other").text.fr == "La dernière fois : ce que vous aviez décrit. Aujourd’hui ?"


@pytest.mark.parametrize("kind", [AskKind.FOLLOWUP, AskKind.BETWEEN, AskKind.END, AskKind.LATE])
def test_from_the_second_week_every_form_asks_for_new_lumps(kind: AskKind) -> None:
    context = FormContext(kind, (BACK,), asks_about_lumps=True)
    assert "boule nouvelle ou qui grossit" in [choice.label.fr for choice in question(context, "reaction").choices]


def test_fever_counts_from_38_degrees_in_the_immunosuppressed() -> None:
    usual, lower = (
        question(replace(AFTER_48H, is_immunosuppressed=lowered), "danger").choices[3].label
        for lowered in (False, True)
    )
    assert "38,5 ou plus" in usual.fr
    assert "38.5 or more" in usual.en
    assert "(38 ou plus)" in lower.fr
    assert "(38 or more)" in lower.en


def test_past_signs_are_all_readable() -> None:
    offered = {choice.value for choice in question(AFTER_48H, "past").choices} - {"none"}
    assert offered < {str(sign) for sign in PAST_SIGNS}


def every_label(asked: Question) -> list[Bilingual]:
    return [asked.text, *([asked.hint] if asked.hint else []), *(choice.label for choice in asked.choices)]


@pytest.mark.parametrize("context", EVERY_OCCASION.values(), ids=EVERY_OCCASION)
def test_every_label_is_in_both_languages(context: FormContext) -> None:
    for asked in named(questions(context)):
        for label in every_label(asked):
            assert label.fr.strip()
            assert label.en.strip()


@pytest.mark.parametrize("context", EVERY_OCCASION.values(), ids=EVERY_OCCASION)
def test_no_field_is_asked_twice(context: FormContext) -> None:
    asked = [each.name for each in named(questions(context))]
    assert len(asked) == len(set(asked))


def test_only_the_words_and_short_lines_are_typed() -> None:
    typed = {each.name for each in named(questions(LATE)) if each.kind in (QuestionKind.LINE, QuestionKind.WORDS)}
    assert typed == {"since.nodule", "since.wound", "since.redness", "words"}
