"""The same words written otherwise are read the same: accents, case, apostrophes, greetings, emoji, typing errors."""

import random
import unicodedata
from collections.abc import Callable

import pytest

from tests.replies.meaning.readings import corpus, read
from vigil.replies.meaning.words import Level

pytestmark = pytest.mark.exhaustive

Mutation = Callable[[str, random.Random], str]


def _without_accents(text: str, _: random.Random) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _decomposed(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _shouted(text: str, _: random.Random) -> str:
    return text.upper()


def _curly(text: str, _: random.Random) -> str:
    return text.replace("'", "’")


def _with_spaces_for_apostrophes(text: str, _: random.Random) -> str:
    return text.replace("'", " ")


def _with_emoji(text: str, _: random.Random) -> str:
    return f"😊 {text} 🙏"


def _as_a_letter(text: str, _: random.Random) -> str:
    return f"Bonjour Docteur,\n\n{text}\n\nBien cordialement,\nMme Durand"


def _on_one_line(text: str, _: random.Random) -> str:
    return f"Bonjour, {text[:1].lower()}{text[1:]} Merci beaucoup et bonne soirée"


def _mistyped(text: str, chance: random.Random) -> str:
    """One letter lost, doubled, swapped or struck wrong inside one long word."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 7 and word.isalpha()]
    if not long:
        return text
    place = chance.choice(long)
    word, cut = words[place], chance.randrange(2, len(words[place]) - 1)
    words[place] = chance.choice(
        [
            word[:cut] + word[cut + 1 :],
            word[:cut] + word[cut] + word[cut:],
            word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
            word[:cut] + chance.choice("aeioust") + word[cut + 1 :],
        ]
    )
    return " ".join(words)


@pytest.mark.parametrize(
    ("mutation", "share"),
    [
        (_without_accents, 0.0),
        (_decomposed, 0.0),
        (_shouted, 0.01),
        (_curly, 0.0),
        (_with_spaces_for_apostrophes, 0.02),
        (_with_emoji, 0.01),
        (_as_a_letter, 0.01),
        (_on_one_line, 0.02),
        (_mistyped, 0.03),
    ],
)
def test_words_written_otherwise_are_read_the_same(mutation: Mutation, share: float) -> None:
    """``share`` of the texts at most may change; of both parts, against their own reading and not the gold."""
    chance = random.Random(3)
    texts = [str(one["text"]) for part in ("tuning", "heldout") for one in corpus(part)]
    changed = [text for text in texts if _meaning(mutation(text, chance)) != _meaning(text)]
    assert len(changed) <= share * len(texts), changed


def test_no_typing_error_hides_a_danger() -> None:
    """A mistyped red flag is read as one or goes to a person."""
    chance = random.Random(11)
    dangers = [
        str(one["text"]) for part in ("tuning", "heldout") for one in corpus(part) if one["urgency"] != "routine"
    ]
    hidden = [
        text for _ in range(5) for danger in dangers if _is_calm(text := _mistyped(danger, chance)) and text != danger
    ]
    assert len(hidden) <= 0.02 * 5 * len(dangers), hidden


def _is_calm(text: str) -> bool:
    understood = read(text)
    return understood.urgency is Level.ROUTINE and not understood.needs_human


def _meaning(text: str) -> tuple[object, ...]:
    understood = read(text)
    return understood.eva, dict(understood.reactions), understood.urgency, understood.opt_out
