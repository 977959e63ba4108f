"""Typing errors are forgiven, and everyday words are not taken for reactions."""

import pytest

from tests.replies.meaning.readings import told
from vigil.replies.meaning.folding import by_ear, fold, is_within


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("un hematomme", "haematoma"),
        ("un ématome", "haematoma"),
        ("des démengaison", "itching"),
        ("sa me grate", "itching"),
        ("de la fievr", "fever"),
        ("des rougeure", "redness"),
        ("un ptit bleue", "haematoma"),
        ("g un bleu", "haematoma"),
        ("une indurassion", "nodule"),
        ("pu dhématome mais jai linfection", "infection"),
        ("de la fiévre", "fever"),
        ("infecsion", "infection"),
    ],
)
def test_a_misspelt_reaction_is_read(text: str, code: str) -> None:
    assert told(text)[code] == "present"


@pytest.mark.parametrize(
    "text",
    ["c'est gratuit", "la foule", "la route", "une injection", "je boude", "le mois de février", "je soigne mon jardin",
     "un beau signe", "la hanche", "les poules", "la chaleur de l'été approche", "je marche", "j'ai repris ma tournée",
     "je suis allé jusqu'à Vannes", "sans forcer", "le clocher", "je bosse comme avant", "un bon restaurant",
     "les oiseaux du port", "mes exercices au bord de la Seine"],
)  # fmt: skip
def test_an_everyday_word_is_no_reaction(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("one", "other", "limit", "is_so"),
    [
        ("rougeur", "rougeur", 1, True),
        ("rougeur", "rugeur", 1, True),
        ("rougeur", "ruogeur", 1, True),
        ("rougeur", "rouguer", 1, True),
        ("rougeur", "rugeru", 1, False),
        ("rougeur", "rugeru", 2, True),
        ("demangeaison", "demngeaisn", 2, True),
        ("demangeaison", "dmngeaisn", 2, False),
        ("", "a", 1, True),
        ("ab", "ba", 1, True),
        ("abc", "cba", 1, False),
    ],
)
def test_letters_changed_missing_added_or_swapped_are_counted(one: str, other: str, limit: int, is_so: bool) -> None:
    assert is_within(one, other, limit) is is_so
    assert is_within(other, one, limit) is is_so


def test_words_that_sound_alike_share_a_key() -> None:
    assert by_ear(fold("hématome")) == by_ear(fold("ématomes"))
    assert by_ear(fold("gratte")) == by_ear(fold("grate"))


def test_folding_leaves_letters_and_an_apostrophe() -> None:
    assert fold("Œdème") == "oedeme"
    assert fold("J’AI") == "j'ai"
