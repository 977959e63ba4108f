"""Emergencies in the words of people who do not know that they are one: read as urgent, or handed to a person."""

import pytest

from tests.replies.meaning.readings import read, told

URGENT = """
j'ai perdu la vue d'un oeil ce matin
je parle bizarrement et je trouve plus mes mots
je vois double et j'ai la tete qui explose
mal de tete terrible et nuque raide
j'ai tres mal a la tete et j'ai la nuque toute raide
crise de convulsion cette nuit
j'ai avalé trop de comprimés pour calmer la douleur
j'ai pris dix dolipranes dans la journée
jessoufle au moindre pas et jai mal quand je respire
je crache du sang
quand je tousse il y a du sang
le pied est devenu blanc et froid
mon mari m'a trouvee par terre
je fais un malaise a chaque fois que je me leve
j'ai vomi toute la nuit et je garde rien
j ai du utiliser mon stylo d'adrenaline
mes yeux sont jaunes et mes urines sont foncees
j'ai appelé le samu ils arrivent
les pompiers m'emmenent aux urgences
la peau est tendue luisante et ça lance
je suis sous anticoagulant et mon bleu s'étale
j'ai les lèvres toutes bleues
ma lèvre du haut fait trois fois sa taille
ma paupière tombe et un côté du visage est figé
je me suis pissée dessus sans le sentir
j'ai envie de mourir
je veux en finir avec la vie
je n'en peux plus je vais faire une betise
jsuis enceinte et je saigne
le trou de l'aiguille est devenu jaune
je cherche mon souffle en montant trois marches
je sens un étau autour du buste
coup de couteau entre les côtes quand je respire à fond
ma gorge se resserre petit à petit
mes lèvres ont doublé
je suis partie deux minutes, mon mari m'a giflée pour me réveiller
un côté de ma bouche pend
je sens plus mon gros orteil
la peau s'en va en lambeaux
des marbrures bleues qui ne s'effacent pas quand j'appuie
une grosse cloque pleine de sang
gros coup de froid, tremblote toute la nuit
39 au thermomètre ce matin
j'ai rempli trois compresses de sang
ma cuisse a doublé et elle est tendue à craquer
j'ai pris deux fois trop de tramadol
on m'a gardé en observation cette nuit
j'ai gonflé de partout
mon bras est deux fois plus gros que l'autre depuis hier
j'ai eu un voile noir et je suis tombé
grosse boule dure apparue un mois après
ça sent la pourriture sous le pansement
my lips have ballooned
i can't catch my breath
sharp stab when i take a deep breath
there's gunk coming out of one of the holes
my foot just drops when i walk
""".strip().splitlines()

HANDED = """
ma fille ne se reveille pas bien, elle est toute molle
mon bras a triplé
ventre dur comme du bois, je suis pliée en deux
je ne peux plus poser le pied par terre depuis l'injection
la peau se décolle par plaques
j'ai failli y passer cette nuit
jarive pu a bouger mon bra
j'ai la moitié de la figure endormie
ma main s'est refermée toute seule, impossible de l'ouvrir
quelqu'un doit venir, je ne peux plus me lever
je suis tout gris m'a dit ma femme
je ne reconnais plus mes enfants
je me vide
ma jambe a doublé
ça va aller de toute façon bientôt je ne serai plus là
j'ai une masse dans le dos là où vous avez piqué
ma main s'endort tout le temps depuis la séance
mon coeur bat très vite
on voit l'os
mon mari a appelé le 15
mes doigts sont bleus
j'ai fait une réaction
mon sucre est monté à 3,5
rien ne va plus
c'est de pire en pire
je me sens empoisonné par vos produits
ils m'ont incisé hier
venez vite
je ne passe pas la nuit
on dirait que ça bouge sous la peau quand j'appuie
je fais tomber tout ce que je prends
j'ai des fourmis dans tout le côté gauche
mon mari m'a rattrapée au moment où je partais
mal au dos comme jamais, ça descend dans les deux jambes
je crois que j'ai fait une fausse couche
ma famille serait mieux sans moi
papa est mort
elle dort tout le temps et on a du mal à la réveiller
they took me to A&E
""".strip().splitlines()

CALM = """
Je marche mieux et ma jambe va bien, merci
J'ai le dos plus souple, douleur à 2
Je n'ai plus mal au bras, 1/10
Plus aucun bleu sur la cuisse
Pas de visage gonflé, pas de fièvre, tout va bien
Ma main va bien, 0
J'ai hâte d'en finir avec ces séances de kiné, sinon ça va
""".strip().splitlines()


@pytest.mark.parametrize("text", URGENT)
def test_a_danger_in_lay_words_is_urgent(text: str) -> None:
    said = read(text)
    assert said.urgency.code != "routine"
    assert said.needs_human


@pytest.mark.parametrize("text", HANDED)
def test_what_is_alarming_of_the_body_and_not_read_goes_to_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("text", HANDED)
def test_good_news_around_it_does_not_hide_it(text: str) -> None:
    around = (
        f"Bonjour docteur,\n\nLa douleur est à 3 sur 10, je dors bien. {text.capitalize()}.\n\nBonne journée,\nMarie"
    )
    assert read(around).needs_human


def test_a_sugar_is_no_pain_score() -> None:
    assert read("Mon sucre est monté à 3,5").eva is None


@pytest.mark.parametrize("text", [text for text in CALM if "finir" not in text])
def test_a_body_of_which_all_is_said_waits_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", CALM)
def test_no_calm_text_is_urgent(text: str) -> None:
    assert read(text).urgency.code == "routine"


@pytest.mark.parametrize(
    "text",
    [
        "je n'ai pas craché de sang",
        "je n'ai aucune idée noire",
        "pas de convulsions",
        "il y a trois ans j'ai été hospitalisée pour une hernie",
    ],
)
def test_what_is_denied_or_long_ago_is_not_urgent(text: str) -> None:
    assert read(text).urgency.code == "routine"


def test_a_text_of_which_nothing_at_all_was_read_goes_to_a_person() -> None:
    assert told("je me sens comme une eponge, tout est loin") == {}
    assert read("je me sens comme une eponge, tout est loin").needs_human
    assert not read("Bonne réception, à lundi").needs_human
