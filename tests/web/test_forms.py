"""The forms as a browser sees them: the order of the page, what is chosen in advance (nothing), what is posted back."""

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from tests.replies.occasions import AFTER_48H, BACK, BETWEEN, END, EVERY_OCCASION, LATE, TWO_ZONES
from tests.replies.test_reading import Posted, occasions_and_posts
from tests.web.reading_html import Element, filled, parsed
from tests.web.samples import form, pages
from vigil.domain.words import Language
from vigil.replies.questionnaire import FormContext, eva_field, questions
from vigil.replies.reading import read_form
from vigil.replies.refilling import form_fields
from vigil.web.views import Trouble

PAGES = pages()
EVA = eva_field(BACK.course_id)
OCCASIONS = pytest.mark.parametrize("context", EVERY_OCCASION.values(), ids=EVERY_OCCASION)


def drawn(context: FormContext, language: Language = Language.FR) -> Element:
    return parsed(PAGES.form(form(context, language)))


def own_questions(page: Element) -> list[str]:
    """The names of the form's own questions, in the order of the page."""
    blocks = [child for child in page.all("form")[0].children if isinstance(child, Element)]
    asked = [block for block in blocks if "question" in (block.attributes.get("class") or "").split()]
    return [(block.all("input") + block.all("textarea"))[0].attributes["name"] or "" for block in asked]


@OCCASIONS
def test_the_page_asks_the_questions_in_order(context: FormContext) -> None:
    assert own_questions(drawn(context)) == [asked.name for asked in questions(context)]


@OCCASIONS
@pytest.mark.parametrize("language", Language)
def test_nothing_is_chosen_in_advance(context: FormContext, language: Language) -> None:
    page = drawn(context, language)
    assert not any("checked" in box.attributes for box in page.all("input"))
    assert {name: values for name, values in filled(page).items() if any(values)} == {"request_id": ["0192f0c1"]}


def test_the_score_is_eleven_buttons_in_a_group_with_a_legend() -> None:
    groups = [group for group in drawn(AFTER_48H).all("fieldset") if group.all("input", name=EVA)]
    assert len(groups) == 1
    assert [box.attributes["value"] for box in groups[0].all("input", type="radio")] == [
        *map(str, range(11)),
        "unknown",
    ]
    assert "La douleur pour laquelle on vous soigne" in groups[0].all("legend")[0].text
    assert groups[0].all("label")[0].text == "0 , aucune douleur"
    assert not drawn(AFTER_48H).all("input", type="range")


def test_each_course_has_its_own_score_with_its_zone() -> None:
    legends = [
        group.all("legend")[0].text for group in drawn(TWO_ZONES).all("fieldset") if group.all("div", class_="scores")
    ]
    assert ["(bas du dos)" in legends[0], "(genou)" in legends[1], len(legends)] == [True, True, 2]


@OCCASIONS
def test_the_form_opens_with_the_session_the_time_it_takes_and_who_to_call(context: FormContext) -> None:
    page = drawn(context)
    opening = page.all("div", class_="opening")[0].text
    assert "Séance du mardi 10 mars." in opening
    assert ("2 minutes." in opening) == (context is not LATE)
    assert "Réponses non lues en continu." in opening
    assert [link.attributes["href"] for link in page.all("header")[0].all("a")] == ["tel:15", "tel:112", "sms:114"]


def test_the_late_check_asks_for_half_a_minute_even_if_all_is_well() -> None:
    assert "Même si tout va bien, répondez : 30 secondes." in drawn(LATE).text


def test_the_numbers_to_call_lie_under_the_danger_question() -> None:
    danger = drawn(AFTER_48H).all("fieldset")[0]
    assert danger.all("input")[0].attributes["name"] == "danger"
    assert "tel:15" in {link.attributes["href"] for link in danger.all("a")}


def test_details_follow_their_own_tick_and_nothing_else_does() -> None:
    """The style sheet hides them until their own sibling is ticked."""
    for details in [
        d for option in drawn(AFTER_48H).all("div", class_="option") for d in option.all("div", class_="details")
    ]:
        names = {(box.attributes["name"] or "").split(".")[1] for box in details.all("input")}
        assert len(names) == 1


def test_a_late_link_says_that_the_answer_still_counts() -> None:
    assert "Votre réponse compte quand même." in parsed(PAGES.form(replace(form(), is_late=True))).text


def test_an_answered_ask_can_be_amended_and_shows_nothing_of_the_first() -> None:
    page = parsed(PAGES.form(replace(form(), was_answered=True)))
    assert "Vous avez déjà répondu." in page.text
    assert not any("checked" in box.attributes for box in page.all("input"))


@pytest.mark.parametrize("trouble", Trouble)
def test_what_was_typed_is_kept_when_it_could_not_be_taken(trouble: Trouble) -> None:
    typed = {"danger": ["breathing"], EVA: ["7"], "words": ["\n  <b>j’ai mal</b>\nici"], "since.nodule": ['"hier"']}
    page = parsed(PAGES.form(replace(form(LATE), trouble=trouble, fields=typed)))
    assert {name: values for name, values in filled(page).items() if any(values)} == {
        "request_id": ["0192f0c1"],
        "danger": ["breathing"],
        EVA: ["7"],
        "words": ["<b>j’ai mal</b>\nici"],
        "since.nodule": ['"hier"'],
    }


def test_when_saving_failed_the_page_gives_the_clinics_number() -> None:
    page = parsed(PAGES.form(replace(form(), trouble=Trouble.NOT_SAVED)))
    notice = page.all("section", role="alert")[0]
    assert "n’ont pas pu être enregistrées" in notice.text
    assert notice.all("a")[0].attributes["href"] == "tel:0380000000"


@pytest.mark.parametrize("context", [AFTER_48H, BETWEEN, END, LATE])
def test_both_languages_post_the_same_fields(context: FormContext) -> None:
    french, english = (
        [(box.attributes["name"], box.attributes["value"]) for box in drawn(context, language).all("input")]
        for language in Language
    )
    assert french == english


def chosen(context: FormContext, posted: Posted) -> Posted:
    """Of what was posted, what this form offers to choose, one value a field."""
    offered = OFFERED[context]
    kept = {name: [value for value in values if (name, value) in offered][:1] for name, values in posted.items()}
    return {name: values for name, values in kept.items() if values}


OFFERED = {
    context: {(box.attributes["name"], box.attributes["value"]) for box in drawn(context).all("input")}
    for context in EVERY_OCCASION.values()
}


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(occasions_and_posts)
def test_a_form_shown_again_posts_the_same_answers(case: tuple[FormContext, Posted]) -> None:
    """What a browser posts from the refilled page reads as what was answered, details without their tick included."""
    context, posted = case
    answers = read_form(chosen(context, posted), context)
    page = parsed(PAGES.form(replace(form(context), fields=form_fields(answers))))
    assert read_form(filled(page), context) == answers
