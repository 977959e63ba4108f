"""The wish to die, also where no word names it: a person reads it, and no good news beside it calms it."""

import pytest

from tests.replies.meaning.readings import read


@pytest.mark.parametrize(
    "text",
    [
        "jen peu plus de cette vie, 4",
        "Je suis fatiguée de vivre. Merci docteur, 3.",
        "Tout le monde serait mieux sans moi. EVA 5",
        "I'm tired of living, pain 6",
        "They would be better off without me. 4/10",
    ],
)
def test_told_outright_it_is_an_emergency(text: str) -> None:
    assert read(text).urgency.code == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "Les séances me font du bien. J'ai compté mes cachets l'autre soir. La douleur est à 4, merci.",
        "I have given the dog away and sorted my will. Pain 3.",
        "J'ai confié mes affaires à ma nièce, je suis prêt à partir. 5",
        "jai deja choisi le pont. 4 sinon",
        "Je ne serai plus là pour la prochaine, 4",
    ],
)
def test_told_without_its_name_it_goes_to_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("text", ["Je profite de la vie, 2, rien à signaler.", "Plus de douleur, je croque la vie, 0."])
def test_who_enjoys_life_is_left_alone(text: str) -> None:
    assert not read(text).needs_human
