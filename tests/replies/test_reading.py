"""From a posted form to what the patient said: nothing lost, nothing raised that a browser can send."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replies.occasions import AFTER_48H, BACK, BETWEEN, EVERY_OCCASION, FACE, LATE, TWO_ZONES, WITHOUT_PAIN
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva
from vigil.domain.words import (
    Bother,
    Care,
    Evolution,
    News,
    Onset,
    PainRelief,
    PainSince,
    ReactionCode,
    Sign,
)
from vigil.replies.free_lines import WORDS_LIMIT
from vigil.replies.questionnaire import FormContext, eva_field, questions
from vigil.replies.questions import named
from vigil.replies.reading import PRESENT_SIGNS, read_form
from vigil.replies.refilling import form_fields

EVA = eva_field(BACK.course_id)
Posted = dict[str, list[str]]


def test_a_quiet_form_is_read_whole() -> None:
    fields = {
        "request_id": ["0192"],
        "danger": ["none"],
        "past": ["none"],
        EVA: ["3"],
        "pain_since": ["less"],
        "reaction": ["none"],
        "care": ["nothing"],
        "pain_relief": ["paracetamol"],
        "call": ["no"],
        "words": ["  Merci !\r\n"],
    }
    assert read_form(fields, AFTER_48H) == Answers(
        has_no_danger_sign=True,
        has_no_past_sign=True,
        evas=(EvaAnswer(BACK.course_id, Eva.of(3)),),
        pain_since=PainSince.LESS,
        has_no_reaction=True,
        care=frozenset({Care.NOTHING}),
        pain_relief=frozenset({PainRelief.PARACETAMOL}),
        wants_call=False,
        words="Merci !",
    )


def test_an_empty_form_says_nothing() -> None:
    answers = read_form({}, AFTER_48H)
    assert answers == Answers()
    assert not answers.is_answer


def test_a_reaction_is_read_with_its_details() -> None:
    fields = {
        "reaction": ["haematoma"],
        "onset.haematoma": ["next_day"],
        "now.haematoma": ["growing"],
        "bother.haematoma": ["much"],
        "signs.haematoma": ["larger_than_palm", "hard"],
    }
    assert read_form(fields, AFTER_48H).reactions == (
        ReactionAnswer(
            ReactionCode.HAEMATOMA,
            Onset.NEXT_DAY,
            Evolution.GROWING,
            Bother.MUCH,
            frozenset({Sign.LARGER_THAN_PALM, Sign.HARD}),
        ),
    )


@pytest.mark.parametrize(
    ("key", "sign"),
    [("swelling", Sign.SWELLING), ("wound", Sign.NON_HEALING), ("discharging_spot", Sign.DISCHARGE)],
)
def test_what_has_no_code_of_its_own_is_told_by_its_sign(key: str, sign: Sign) -> None:
    told = read_form({"reaction": [key, "other"]}, LATE).reactions
    assert ReactionAnswer(ReactionCode.OTHER, signs=frozenset({sign})) in told
    assert ReactionAnswer(ReactionCode.OTHER) in told


def test_details_without_their_tick_count_as_told() -> None:
    answers = read_form({"reaction": ["none"], "now.redness": ["growing"]}, AFTER_48H)
    assert answers.reactions == (ReactionAnswer(ReactionCode.REDNESS, evolution=Evolution.GROWING),)
    assert not answers.has_no_reaction


def test_last_times_bruise_is_told_as_an_earlier_one() -> None:
    assert read_form({"earlier.haematoma": ["fading"]}, BETWEEN).reactions == (
        ReactionAnswer(ReactionCode.HAEMATOMA, evolution=Evolution.FADING, is_earlier=True),
    )


def test_a_late_lump_is_counted_and_dated() -> None:
    fields = {
        "reaction": ["nodule"],
        "count.nodule": ["3"],
        "onset.nodule": ["earlier"],
        "since.nodule": ["2 semaines"],
    }
    answers = read_form(fields, LATE)
    assert answers.reactions == (ReactionAnswer(ReactionCode.NODULE, Onset.EARLIER, count=3),)
    assert answers.words == "Boule (depuis quand) : 2 semaines"


@pytest.mark.parametrize("ticks", [["none", "breathing"], ["breathing", "none"], ["BREATHING ", "none", "none"]])
def test_a_danger_sign_wins_over_none(ticks: list[str]) -> None:
    answers = read_form({"danger": ticks}, AFTER_48H)
    assert answers.danger_signs == {Sign.BREATHING}
    assert not answers.has_no_danger_sign


def test_none_beside_something_unreadable_is_not_none() -> None:
    answers = read_form({"danger": ["none", "étouffe"], "past": ["none", "?"], "reaction": ["none", "?"]}, AFTER_48H)
    assert not answers.has_no_danger_sign
    assert not answers.has_no_past_sign
    assert not answers.has_no_reaction
    assert "danger : étouffe" in answers.words


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0"], Eva(0, 0)),
        (["10"], Eva(100, 100)),
        (["7", "3"], Eva(30, 70)),
        (["unknown"], None),
        (["unknown", "4"], Eva(40, 40)),
        (["7,5"], Eva(75, 75)),
    ],
)
def test_scores(values: list[str], expected: Eva | None) -> None:
    assert read_form({EVA: values}, AFTER_48H).evas == (EvaAnswer(BACK.course_id, expected),)


@pytest.mark.parametrize("value", ["11", "-1", "beaucoup", "1e1", "NaN", "10 000"])
def test_a_score_that_is_none_is_missing_and_kept_in_words(value: str) -> None:
    answers = read_form({EVA: [value]}, AFTER_48H)
    assert answers.evas == ()
    assert value in answers.words


def test_each_course_has_its_own_score() -> None:
    fields = {eva_field(course.course_id): [str(points)] for points, course in enumerate(TWO_ZONES.courses)}
    assert [answer.eva for answer in read_form(fields, TWO_ZONES).evas] == [Eva(0, 0), Eva(10, 10)]


def test_a_score_of_another_course_is_kept_in_words_only() -> None:
    name = eva_field(FACE.course_id)
    answers = read_form({name: ["9"]}, WITHOUT_PAIN)
    assert answers.evas == ()
    assert answers.words == f"[non reconnu] {name} : 9"


def test_the_worse_of_two_contradictory_choices_counts_and_the_other_stays_known() -> None:
    answers = read_form({"pain_since": ["more_not_fading", "less"]}, AFTER_48H)
    assert answers.pain_since is PainSince.MORE_NOT_FADING
    assert "pain_since : less" in answers.words


def test_nothing_beside_something_is_not_nothing() -> None:
    answers = read_form(
        {"care": ["nothing", "doctor"], "pain_relief": ["nsaid", "nothing"], "news": ["nothing", "wound"]}, AFTER_48H
    )
    assert answers.care == {Care.DOCTOR}
    assert answers.pain_relief == {PainRelief.NSAID}
    assert answers.news == {News.WOUND}


@pytest.mark.parametrize(
    ("values", "expected"), [(["yes"], True), (["no"], False), (["no", "yes"], True), (["?"], None)]
)
def test_a_wish_to_be_called_wins(values: list[str], expected: bool | None) -> None:
    assert read_form({"call": values}, AFTER_48H).wants_call is expected


def test_what_no_question_knows_is_kept_in_words() -> None:
    answers = read_form({"fever": ["39"], "care": ["guérisseur"], "count.nodule": ["plein"]}, AFTER_48H)
    assert "fever : 39" in answers.words
    assert "care : guérisseur" in answers.words
    assert "count.nodule : plein" in answers.words


def test_control_characters_and_lone_surrogates_leave_text_that_a_database_holds() -> None:
    answers = read_form({"words": ["a\x00b\ud800c\r\nd"], "danger": ["breath\x00ing"]}, AFTER_48H)
    assert answers.words == "ab\ufffdc\nd"
    assert answers.danger_signs == {Sign.BREATHING}


def test_a_file_where_text_was_expected_is_named_rather_than_dropped() -> None:
    assert "(bytes)" in read_form({"words": [b"\xff"]}, AFTER_48H).words


def test_ten_thousand_fields_are_read_and_those_that_do_not_fit_are_counted() -> None:
    fields = {f"junk{number}": ["x" * 100] for number in range(10_000)} | {"danger": ["sepsis"], "words": ["j’ai mal"]}
    answers = read_form(fields, AFTER_48H)
    assert answers.danger_signs == {Sign.SEPSIS}
    assert answers.words.startswith("j’ai mal\n[non reconnu] junk0")
    assert answers.words.endswith("réponses non reconnues]")
    assert len(answers.words) <= WORDS_LIMIT


def test_words_up_to_the_limit_are_kept_whole() -> None:
    assert read_form({"words": ["é" * WORDS_LIMIT]}, AFTER_48H).words == "é" * WORDS_LIMIT


def test_words_beyond_the_limit_are_refused_with_their_field() -> None:
    with pytest.raises(Refused, match="at most 20000") as refusal:
        read_form({"words": ["é" * (WORDS_LIMIT + 1)]}, AFTER_48H)
    assert refusal.value.field == "words"


def test_words_beyond_the_limit_never_hold_up_a_danger_sign() -> None:
    answers = read_form({"danger": ["breathing"], "words": ["é" * (WORDS_LIMIT + 1)]}, AFTER_48H)
    assert answers.danger_signs == {Sign.BREATHING}
    assert "texte coupé" in answers.words


# What any browser may send: the fields of a real form with likely, unlikely and hostile values, and fields of no form.


def _known(context: FormContext) -> dict[str, list[str]]:
    return {asked.name: [choice.value for choice in asked.choices] for asked in named(questions(context))}


@st.composite
def posted(draw: st.DrawFn, context: FormContext) -> Posted:
    anything = st.text(max_size=30)
    fields: Posted = {}
    for name, values in _known(context).items():
        if draw(st.booleans()):
            likely = st.sampled_from(values) if values else anything
            fields[name] = draw(st.lists(likely | anything if draw(st.booleans()) else likely, max_size=4))
    fields.update(draw(st.dictionaries(anything, st.lists(anything, max_size=2), max_size=4)))
    return fields


occasions = st.sampled_from(list(EVERY_OCCASION.values()))
occasions_and_posts = occasions.flatmap(lambda context: st.tuples(st.just(context), posted(context)))


@settings(max_examples=25, deadline=None)
@given(occasions_and_posts)
def test_reading_the_refilled_form_gives_the_same_answers(case: tuple[FormContext, Posted]) -> None:
    context, fields = case
    answers = read_form(fields, context)
    assert read_form(form_fields(answers), context) == answers


@settings(max_examples=25, deadline=None)
@given(occasions_and_posts, st.sets(st.sampled_from(PRESENT_SIGNS), min_size=1), st.data())
def test_adding_fields_never_takes_a_danger_sign_away(
    case: tuple[FormContext, Posted], signs: set[Sign], data: st.DataObject
) -> None:
    context, fields = case
    ticked = list(map(str, signs)) + fields.pop("danger", [])
    fields["danger"] = data.draw(st.permutations(ticked))
    fields[data.draw(st.sampled_from(["danger ", "dan\x00ger", "Danger"]))] = ["none"]
    fields["words"] = [*fields.get("words", []), "x" * data.draw(st.sampled_from([0, WORDS_LIMIT * 2]))]
    answers = read_form(fields, context)
    assert signs <= answers.danger_signs
    assert not answers.has_no_danger_sign


@settings(max_examples=30, deadline=None)
@given(occasions_and_posts)
def test_every_word_that_was_typed_is_kept(case: tuple[FormContext, Posted]) -> None:
    context, fields = case
    fields["words"] = ["la jambe me lance"]
    fields["zzz"] = ["ceci aussi"]
    words = read_form(fields, context).words
    assert "la jambe me lance" in words
    assert "ceci aussi" in words


@given(st.dictionaries(st.text(), st.lists(st.text() | st.binary() | st.integers() | st.none())))
def test_anything_at_all_can_be_read(fields: dict[str, list[object]]) -> None:
    read_form(fields, TWO_ZONES)
