"""What the patient does in a clause of its own, what we did, and what qualifies a score is no sign of the body."""

import pytest

from tests.replies.meaning.readings import read

HARMLESS = """
3/10 à la cheville, je livre mes colis sans béquille
On me dit patiente, mettons un robuste 4 pour la hanche
Un petit bleu là où vous aviez infiltré, 2
Avant que vous me piquiez j'étais à 8, maintenant 3
Elbow is an honest 4, back at the allotment
Genou 2, les escaliers ne sont plus un calvaire
Aucun désagrément après les injections, ni le soir ni le lendemain. 3
Ça a saigné un peu, deux minutes de coton et terminé. 4
Merci pour le rendez-vous donné en urgence, douleur à 2
J'ai bêché deux rangs de tatties, hip is a 3
Épaule 3, le plâtre du mur attendra
Aucune réaction. La voûte plantaire est à 2
Can't complain, 2 out of 10 despite the drizzle
J'ai tout nettoyé de fond en comble, hanche 3, les courants d'air aident pas
""".strip().splitlines()

HANDED = """
Ici Marc, le mari de Jeanne : il faut dire qu'elle est à 2
C'est Paul, le fils de Denise, elle remercie et note 3
Vous m'avez facturé trop, erreur, dos 4
""".strip().splitlines()

BESIDE_A_SCORE = """
Épaule 4/10, le zorglub des plafonds attendra
Hanche : 3 contre 8, le zinzin continue
""".strip().splitlines()

DANGERS = """
La piqûre du genou, je la zorglube
2/10 au poignet, ma bouche zinzinule
Dos 3, le bord zinzinule
Vous avez massacré mon genou
Genou 3, je grelotte
a wobbly rotten 3, and the skin smells
La zone a réagi, dos 3
La boule à côté de l'aine grossit. 3
Mes orteils sont comme du marbre. Douleur 3
Genou 2, je tombe sans crier gare
Dos 3, je renverse mon café une fois sur deux
Hanche 3, j'ai laissé une lettre d'adieux
Nuque 3, j'oublie le nom de mes enfants
my calf is like a stone. 2
Je vois la moitié des lettres. 1
Dos 3, j'aimerais rejoindre mon mari au ciel
""".strip().splitlines()


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_done_on_an_ordinary_day_waits_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", HANDED)
def test_who_writes_for_another_or_complains_reaches_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("text", BESIDE_A_SCORE)
def test_an_unknown_word_beside_the_score_of_a_treated_part_is_handed_over_and_may_wait(text: str) -> None:
    said = read(text)
    assert (said.needs_human, said.urgency.code) == (True, "routine")


@pytest.mark.parametrize("text", DANGERS)
def test_what_may_be_of_the_body_is_handed_over(text: str) -> None:
    assert read(text).needs_human
