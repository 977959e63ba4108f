"""Whatever arrives is read in bounded time, without an error, and what is too long goes to a person."""

import random
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replies.meaning.readings import corpus, read
from vigil.replies.meaning.tokens import LONGEST_TEXT

pytestmark = pytest.mark.exhaustive

_SECONDS = 5  # a sentence's worth of work is linear; anything that runs away takes minutes
_GARBAGE = "".join(random.Random(7).choices(string.printable + "éèàœ’😊\u0301\u200b", k=1_000_000))


@pytest.mark.parametrize(
    "text",
    [
        _GARBAGE,
        "a" * 1_000_000,
        " " * 1_000_000 + "x",
        "\n \n" * 300_000,
        "?" * 1_000_000,
        "5 " * 500_000,
        "1.1.1." * 150_000,
        "a.b@" * 250_000,
        "pas de " * 150_000,
        "de 7 à 3 avant maintenant " * 40_000,
        "sens plus ma jambe visage gonfle gorge respire mal " * 20_000,
        "a" + "\u0316\u0301" * 500_000,
        "j'" * 500_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_megabyte_of_anything_ends_soon(text: str) -> None:
    begun = time.process_time()
    understood = read(text)
    assert time.process_time() - begun < _SECONDS
    assert understood.needs_human


def test_a_text_too_long_to_read_whole_goes_to_a_person() -> None:
    assert read("Tout va bien, merci. " * (LONGEST_TEXT // 20)).needs_human


_WORDS = st.sampled_from(sorted({word for one in corpus("tuning") for word in str(one["text"]).split()}))


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    understood = read(text, text[:40])
    assert understood.as_json()["reply_text"] == understood.reply_text
    assert understood.eva is None or 0 <= understood.eva.low <= understood.eva.high <= 100


@settings(max_examples=120, deadline=None)
@given(st.lists(_WORDS, max_size=40))
def test_the_words_of_patients_in_any_order_are_read(words: list[str]) -> None:
    understood = read(" ".join(words))
    for evidence in understood.evidence:
        assert evidence.words in understood.reply_text


@settings(max_examples=100, deadline=None)
@given(st.lists(_WORDS, max_size=15))
def test_adding_a_danger_never_lowers_the_urgency(words: list[str]) -> None:
    """Free text may raise an urgency and never lowers one: a sign in a sentence of its own is always heard."""
    text = " ".join(words)
    understood = read(f"{text}.\n\nJ'ai du mal à respirer.")
    assert understood.urgency.code == "emergency" or understood.needs_human


def test_a_text_takes_about_a_millisecond() -> None:
    texts = [str(one["text"]) for one in corpus("tuning")]
    for text in texts:
        read(text)
    begun = time.process_time()
    for text in texts:
        read(text)
    assert (time.process_time() - begun) / len(texts) < 0.004  # measured: 0.4 ms; a busy machine is allowed ten times
