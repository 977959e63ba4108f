"""Expressions of every day that hold a word of reactions, and of which nobody is ill."""

import pytest

from tests.replies.meaning.readings import read, told

IDIOMS = """
Mon neveu m'a fait étouffer de rire avec ses blagues
J'ai failli m'étouffer de rire
on était morts de rire
c'est à mourir d'ennui
ça fout les boules, toujours 6
J'ai les boules, le concert est annulé
j'ai perdu aux boules contre mon voisin
concours de boules dimanche
je bosse à plein temps
il bosse de nuit à l'usine
j'ai bossé toute la journée au chantier
mon fils a roulé sa bosse
j'ai recousu les boutons de ma veste
les rosiers sont en boutons
mon gendre est devenu rouge de honte
j'ai acheté un pull bien rouge
un petit verre de rouge à midi
je travaille à la Croix-Rouge
J'ai vu rouge quand le bus est parti
j'ai le blues
Allez les Bleus, quel match
les Bleus ont gagné
j'ai planté mes courgettes et mes aubergines
je taille les roses de mon jardin
une tarte aux prunes
ça me démange de reprendre le vélo
ça me démange d'y retourner
j'ai gratté la terre et planté des carottes
je gratte la guitare tous les soirs
un ticket à gratter
mon portefeuille saigne
je me fais un sang d'encre pour mon fils
je suis donneur de sang
je suis fatiguée de la politique
vos relances me fatiguent
ma voiture est hs
j'ai crevé un pneu
le pneu est à plat
j'ai vidé le grenier avec mon frère
j'ai fait trois lessives
j'ai la fièvre du jardinage
les impôts me donnent la migraine
je suis allergique au ménage
le prix m'a coupé le souffle
une vue à couper le souffle
il fait chaud dehors
la canicule dehors
j'ai eu chaud aux fesses
le cœur serré de quitter mon chien
ça me fait mal au cœur de jeter ces chaises
j'ai le vertige sur une échelle
on a tourné la page
j'ai gonflé les pneus du vélo
vos mails me gonflent
j'ai changé l'ampoule du salon
je suis à côté de la plaque
le hand reprend samedi
il joue au foot
mon dos tient le choc
j'ai enfin lâché ma canne
I nearly died laughing
I was itching to get back to work
the view took my breath away
my neighbour gave me a hand
on the other hand
that cost an arm and a leg
I'm tired of the rain
warm regards
"""

STILL_TOLD = """
haematoma | Le bleu de travail me cache un bleu énorme au bras.
allergic_reaction | Ça me démange depuis hier soir, de la tête aux pieds.
nodule | J'ai trois boules sous la peau.
nodule | Une bosse dure au point d'injection.
redness | J'ai vu une zone rouge autour du point.
fatigue | Je suis fatiguée depuis la séance.
infection | Il y a du pus du côté gauche.
infection | Ça coule depuis trois jours.
fever | J'ai eu de la fièvre après le match.
malaise | Un gros malaise au travail.
other | J'ai mal à la tête depuis ce matin.
"""


@pytest.mark.parametrize("text", IDIOMS.strip().splitlines())
def test_an_idiom_is_no_reaction(text: str) -> None:
    assert (told(text), read(text).urgency.code) == ({}, "routine")


@pytest.mark.parametrize("line", STILL_TOLD.strip().splitlines())
def test_the_same_words_of_the_skin_are_one(line: str) -> None:
    code, text = line.split(" | ")
    assert code in told(text)
