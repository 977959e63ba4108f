"""Questions and requests in many phrasings, and what only sounds like them: one sentence a line in two files."""

import pytest

from tests.replies.meaning.readings import lines_of, read

_ASKED = {"question", "appointment", "stop_treatment"}


def _is_asked(text: str) -> bool:
    return not _ASKED.isdisjoint(one.rule for one in read(text).evidence if one.field == "needs_human")


def test_whoever_asks_for_something_reaches_a_person() -> None:
    sentences = lines_of("requests.txt")
    assert len(sentences) > 120
    assert [text for text in sentences if not read(text).needs_human] == []


def test_what_only_sounds_like_a_question_or_a_request_is_none() -> None:
    sentences = lines_of("no_requests.txt")
    assert len(sentences) > 70
    assert [text for text in sentences if _is_asked(text)] == []


@pytest.mark.parametrize("text", ["Peut-on nager", "une place se libère-t-elle", "Viendrez-vous lundi"])
def test_a_verb_and_its_subject_turned_around_ask(text: str) -> None:
    assert [one.rule for one in read(f"{text}, dos à 3.").evidence if one.field == "needs_human"][:1] == ["question"]


@pytest.mark.parametrize("text", ["Mon rendez-vous", "Le dos, dit-elle, va", "Peut-être est-ce la météo"])
def test_a_turned_verb_that_tells_asks_nothing(text: str) -> None:
    assert not _is_asked(f"{text}, dos à 3.")
