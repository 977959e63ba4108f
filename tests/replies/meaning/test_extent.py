"""How far a sign goes, and that it grows, is read by a person where no rule reads it; what gets less is not."""

import pytest

from tests.replies.meaning.readings import read
from vigil.replies.meaning.words import Level


@pytest.mark.parametrize(
    "text",
    [
        "Mon bleu déborde sous le pansement.",
        "Le cou est bleu de l'oreille à la clavicule.",
        "Chaque soir la bosse sort un peu plus, arnica matin et midi.",
        "Le nodule prend un millimètre par jour.",
        "Une induration d'un centimètre samedi, deux aujourd'hui.",
        "Ça me gratte des mollets aux épaules.",
        "Il me vient un truc, plus gros chaque dimanche.",
        "Ma petite bille sous la peau enfle à vue d'œil.",
        "The bruise is larger every evening.",
    ],
)
def test_how_far_it_goes_is_read_by_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize(
    "text",
    [
        "Le bleu s'efface de plus en plus, dos 2.",
        "La rougeur diminue chaque jour un peu plus, 2/10.",
        "La bosse est de plus en plus petite, 3.",
        "Tous les jours la boule fond, genou 2.",
    ],
)
def test_what_gets_less_by_degrees_does_not_grow(text: str) -> None:
    said = read(text)
    assert (said.urgency, said.needs_human) == (Level.ROUTINE, False)


@pytest.mark.parametrize("text", ["Tous les soirs frissons, moins mal au dos.", "Chaque soir fièvre mais moins mal."])
def test_a_danger_beside_what_gets_less_is_heard(text: str) -> None:
    assert read(text).urgency is Level.SAME_DAY


@pytest.mark.parametrize("text", ["Toujours 38 5 ce soir.", "tjrs 39 2, dos nickel a 1"])
def test_a_temperature_typed_without_its_mark(text: str) -> None:
    assert read(text).urgency is Level.SAME_DAY


@pytest.mark.parametrize("text", ["Dos 2, à vélo 38 5 km.", "Genou 3, marché 40 5 fois.", "Dos 2, au 38 5/7."])
def test_other_numbers_are_no_temperature(text: str) -> None:
    assert read(text).urgency is Level.ROUTINE


def test_what_makes_something_so_great_is_not_denied_with_what_follows() -> None:
    assert read("Mon mari ne m'a pas reconnue tant ma figure est enflée.").urgency is Level.EMERGENCY
