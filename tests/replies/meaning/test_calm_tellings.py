"""How it goes, told by how the treated part behaves, and images of every day: calm, and no sign is hidden by them."""

import pytest

from tests.replies.meaning.readings import read, told

CALM = """
La nuque consent enfin, j'ai repeint les volets
Mes lombaires ne râlent plus, 2/10
L'épaule file doux, 3/10, je taille les thuyas
La sciatique bat en retraite, j'ai dansé la gavotte
Ça fend le coeur de quitter la ferme, mais la hanche suit, 2/10
Ce discours était interminable, un fou rire contagieux nous a sauvés, dos à 1
Le jardin m'a coûté les yeux de la tête, le genou est ravi
Elbow behaves, I hung two shelves, pain is a 2
My hip copes well, we danced a ceilidh
The bill cost an arm and a leg, but my shoulder is a 2
My neck turns freely, the crumpets were lovely
"""
SIGNS = """
nodule | J'ai une noix dure sous la peau à l'endroit de la piqûre, la hanche suit
fatigue | Ma batterie est à plat depuis la séance, la hanche suit
pain_rebound | La douleur gagne toute la jambe, pire qu'avant la séance
"""
DANGERS = """
Mon bras ne me répond plus, mais le dos est parfait
La plaie du point coule, mais mon dos est ravi
I'm out of breath since this morning, my knee is grand
I fainted at the bus stop this morning, the hip is behaving
Mon pied ne suit plus, il racle le sol, le dos va bien
"""
NONE_REPORTED = """
Aucune suite des injections, je suis remontée à l'alpage
Pantoute de réaction, je bûche mon bois
Le traitement n'a rien déclenché d'indésirable
I looked for a reaction of any kind and found none
Not one unpleasant effect from the treatment
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", _lines(CALM))
def test_a_part_that_behaves_needs_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence
    assert "present" not in said.reactions.values()


@pytest.mark.parametrize("row", _lines(SIGNS))
def test_a_sign_beside_a_calm_telling_is_still_told(row: str) -> None:
    code, text = row.split(" | ")
    assert told(text)[code] == "present"


@pytest.mark.parametrize("text", _lines(DANGERS))
def test_a_danger_beside_a_calm_telling_is_urgent(text: str) -> None:
    assert read(text).urgency.code != "routine"


@pytest.mark.parametrize("text", _lines(NONE_REPORTED))
def test_no_reaction_is_heard_in_other_words(text: str) -> None:
    assert told(text) == {"none_reported": "present"}
