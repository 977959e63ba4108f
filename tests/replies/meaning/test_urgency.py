"""How soon a person must know, by the danger signs of the practice."""

import pytest

from tests.replies.meaning.readings import read

EMERGENCIES = [
    "j'ai du mal à respirer",
    "je narrive plus a respirer",
    "douleur dans la poitrine",
    "le visage qui gonfle",
    "ma langue a doublé",
    "urticaire et malaise",
    "ma jambe ne répond plus",
    "je n'arrive plus à uriner",
    "entrejambe endormi",
    "ça saigne malgré 15 minutes d'appui",
    "la peau noire, très douloureuse",
    "39 de fièvre et la peau rouge",
    "I can't breathe",
]
SAME_DAY = [
    "j'ai de la fièvre",
    "38,5 ce matin",
    "il y a du pus",
    "la rougeur s'étend",
    "c'est rouge et chaud",
    "hématome énorme qui grandit",
    "le bleu est plus grand que ma main",
    "ça gratte partout",
    "urticaire",
    "je me suis évanoui, ça va maintenant",
    "j'ai eu du mal à respirer mais c'est passé",
    "une boule qui grossit",
    "une croûte noire",
]
ROUTINE = [
    "un petit bleu",
    "pas de fièvre",
    "je respire bien",
    "je n'ai pas de mal à respirer",
    "aucun souci pour respirer",
    "ma fille a de la fièvre",
    "si j'ai de la fièvre je vous appelle",
    "l'an dernier j'avais fait une infection",
    "petit malaise pendant la séance, vite passé",
    "une bouffée de chaleur, dix minutes",
    "merci",
]


@pytest.mark.parametrize("text", EMERGENCIES)
def test_an_emergency(text: str) -> None:
    understood = read(text)
    assert (understood.urgency.code, understood.needs_human) == ("emergency", True)


@pytest.mark.parametrize("text", SAME_DAY)
def test_the_same_day(text: str) -> None:
    understood = read(text)
    assert (understood.urgency.code, understood.needs_human) == ("same_day", True)


@pytest.mark.parametrize("text", ROUTINE)
def test_routine(text: str) -> None:
    understood = read(text)
    assert (understood.urgency.code, understood.needs_human) == ("routine", False)


@pytest.mark.parametrize("danger", EMERGENCIES)
def test_good_news_never_lowers_an_urgency(danger: str) -> None:
    assert read(f"Bonjour, tout va bien, EVA 2, aucun effet. {danger}. Merci !").urgency.code == "emergency"


@pytest.mark.parametrize(
    "text",
    ["la respiration, bon", "côté poitrine bof", "une drôle de langue", "ma gorge, c'est pas ça", "pus"],
)
def test_a_word_of_danger_that_no_rule_reads_goes_to_a_person(text: str) -> None:
    assert read(text).needs_human


def test_not_knowing_goes_to_a_person() -> None:
    assert read("je ne sais pas si j'ai de la fièvre").needs_human
