"""Lines that a program broke at its width are one; lines that somebody ended are not."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.replies.words.raw import message, part, said
from vigil.replies.words import read_message
from vigil.replies.words.wrapped import unwrapped

LONG = (
    "Bonjour docteur, le genou va nettement mieux depuis hier soir et je peux de nouveau descendre l'escalier sans me "
    "tenir à la rampe. Pas de fièvre. J'ai encore un petit bleu derrière le genou, mais il commence à jaunir."
)


@pytest.mark.parametrize("width", [72, 74, 76, 78])
def test_a_paragraph_broken_at_a_width_is_whole_again(width: int) -> None:
    assert unwrapped(textwrap.fill(LONG, width)) == LONG


def test_paragraphs_stay_apart() -> None:
    text = f"{textwrap.fill(LONG, 74)}\n\nMerci beaucoup,\nOdile"
    assert unwrapped(text) == f"{LONG}\n\nMerci beaucoup,\nOdile"


@pytest.mark.parametrize(
    "text",
    [
        "Douleur : 3\nPas de fièvre\nUn bleu au coude",
        "J'ai marché deux kilomètres dimanche avec ma fille au bord du lac.\nOdile",
        "Voici ce que j'ai remarqué depuis la séance de mardi dernier, dans l'ordre\n- un bleu\n- une bosse",
        "Bonjour, voici mes réponses aux questions que vous me posez ce matin :\nDouleur : 4\nFièvre : non",
    ],
)
def test_lines_that_were_ended_stay_lines(text: str) -> None:
    assert unwrapped(text) == text


def test_a_text_with_a_line_that_no_program_broke_is_left_alone() -> None:
    text = f"{LONG}\nEt puis j'ai oublié de vous dire que je pars en vacances chez ma soeur\nà Nantes."
    assert unwrapped(text) == text


def test_html_is_not_joined_by_the_length_of_its_lines() -> None:
    lines = textwrap.wrap(LONG, 74)
    markup = "".join(f"<div>{line}</div>" for line in lines)
    assert read_message(message(part(markup, "text/html"))).reply_text == "\n".join(lines)


def test_a_denial_that_a_program_broke_is_read_as_one() -> None:
    text = "Bonjour docteur, voilà deux jours que je suis rentrée chez moi et je n'ai pas de\nfièvre"
    assert read_message(said(text)).reply_text.endswith("je n'ai pas de fièvre")


@given(st.text(alphabet="abcé .,\n-:1", max_size=400))
def test_no_word_is_lost_or_moved(text: str) -> None:
    assert unwrapped(text).split() == text.split()
