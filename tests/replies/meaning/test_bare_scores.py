"""Scores that no word for pain stands beside, and numbers that are none."""

import pytest

from tests.replies.meaning.readings import read


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Genou 3", 3),
        ("Le dos je mets 5.", 5),
        ("Mon dos est à 1.", 1),
        ("Tout va bien, 3.", 3),
        ("Pas de bleu. Sciatique 5", 5),
        ("Neck is a 5.", 5),
        ("Rien sur la peau, je suis encore à 7.", 7),
        ("À part ça le cou va mieux, 3.", 3),
        ("Il y a 10 ans j'étais à 9, maintenant épaule à 4.", 4),
        ("Je reste sur un bon 6.", 6),
    ],
)
def test_a_number_that_ends_its_clause_is_the_score(text: str, points: float) -> None:
    eva = read(text).eva
    assert eva is not None
    assert eva.middle == points


@pytest.mark.parametrize(
    "text",
    [
        "Je vous mets 5 étoiles. Le dos va bien.",
        "bleu : 0",
        "J'ai deux enfants, tout va bien",
        "Rendez-vous à 8, merci",
        "Il est au lit, séance 3",
        "Les étages 3, 4 et 5",
        "L'an dernier j'étais à 7. Là je n'ai pas de chiffre.",
        "Mon fils rentre à 5",
    ],
)
def test_a_number_of_something_else_is_none(text: str) -> None:
    assert read(text).eva is None
