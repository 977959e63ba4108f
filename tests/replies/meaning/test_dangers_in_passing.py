"""Dangers told in passing, among everyday things: as urgent as they are."""

import pytest

from tests.replies.meaning.readings import read, told

TOLD = """
emergency | bleeding | Je prends du Xarelto ; un point saigne et j'appuie dessus avec un mouchoir depuis une heure.
emergency | bleeding | ça saigne, dès que je retire le coton ça repart
emergency | bleeding | Le point du bas saigne depuis ce matin, j'ai beau comprimer.
emergency | bleeding | It's still bleeding, I have been pressing on it for an hour.
emergency | bleeding | One spot bleeds, it starts again as soon as I lift the pad.
emergency | allergic_reaction | De l'urticaire partout depuis midi, j'ai vomi plusieurs fois, sinon 4.
emergency | allergic_reaction | jsuis plein durticaire et jai vomi
same_day | haematoma | mon bleu fait la taille dune soucoupe
same_day | haematoma | Un bleu qui descend de la fesse jusqu'au mollet, mais je cours.
same_day | haematoma | My bruise goes from hip to knee, people stare at the pool.
same_day | nodule | Un petit noyau dur vient d'apparaître, mes piqûres remontent à cinq semaines.
same_day | nodule | A lump has come up and the injections were six weeks ago.
same_day | nodule | Une bille dimanche, une noix mardi : la boule du milieu prend ses aises.
same_day | infection | La plaque rouge faisait 2 cm hier, 6 aujourd'hui.
same_day | infection | C'était un rond rouge comme une pièce, maintenant c'est la moitié de la cuisse.
same_day | malaise | Je suis tombée comme une quille dans le couloir, revenue à moi deux minutes après.
same_day | malaise | I keeled over in the waiting room and came to on the floor, fine since.
same_day | necrosis | There is a black scab on one of the points.
emergency | necrosis | The patch on my shoulder is going black, it is agony.
emergency | other | Depuis midi mon bras gauche est tout mou.
"""

CALM = """
bleeding | resolved | Ça a un peu saigné, j'ai appuyé cinq minutes et c'était fini.
redness | present | A few red dots are still there.
redness | absent | ça rougit pas
malaise | None | J'ai repris mes activités et mes cours de danse.
other | None | Je marchais comme un canard.
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_a_danger_told_in_passing_is_urgent(line: str) -> None:
    level, code, text = line.split(" | ")
    understood = read(text)
    assert understood.urgency.code == level
    assert understood.needs_human
    assert code in told(text)


@pytest.mark.parametrize("line", CALM.strip().splitlines())
def test_what_is_no_danger_raises_nothing(line: str) -> None:
    code, status, text = line.split(" | ")
    assert told(text).get(code, "None") == status
    assert read(text).urgency.code == "routine"
