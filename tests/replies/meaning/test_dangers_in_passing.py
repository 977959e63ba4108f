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

URGENT = """
emergency | Ma lèvre du haut a doublé depuis le petit-déjeuner, on dirait une star de cinéma, ça m'amuse moyen.
emergency | En remontant de la cave j'ai dû m'asseoir trois fois, l'air ne rentre plus bien.
emergency | J'ai comme un éléphant assis sur le torse depuis midi.
emergency | Mes mots sortent tout mélangés depuis ce matin, ma femme s'inquiète.
emergency | Je n'arrive plus à lever la pointe du pied, il racle par terre.
emergency | J'ai fait pipi sur moi sans m'en rendre compte.
emergency | 39,2 et la peau autour du point est toute rouge.
emergency | Ma gorge se serre, j'ai du mal à avaler ma salive.
emergency | My tongue feels too big for my mouth.
emergency | I can't feel anything between my legs when I wipe.
emergency | Chest feels like someone is sitting on it since lunch.
emergency | One side of my face has dropped, says my daughter.
same_day | Le point du bas suinte un truc jaunâtre sur mes draps.
same_day | J'ai grelotté toute la nuit sous deux couettes.
same_day | Thermomètre à 38,4 hier soir, sinon le dos va, 3.
same_day | Le rond rouge gagne du terrain, il touche presque l'aine.
same_day | J'ai des plaques qui grattent du cou jusqu'aux chevilles.
same_day | Un bleu énorme, toute la fesse est violette et dure.
same_day | Une boule est apparue un mois après la séance et elle grossit.
same_day | Je suis tombé dans les pommes chez le boulanger hier.
same_day | Le trou ne se referme pas, ça fait dix jours.
same_day | There's green stuff coming out of one of the holes.
same_day | I'm covered in a blotchy rash from neck to toe, itching like crazy.
same_day | The red patch is twice the size it was yesterday.
same_day | J'ai perdu connaissance quelques secondes en sortant du cabinet, plus rien depuis.
same_day | Hier soir j'ai eu du mal à respirer pendant dix minutes, c'est passé.
same_day | Un des points est brûlant et il bat comme un cœur.
same_day | Mon point noir autour de la piqûre s'agrandit, on dirait du carton brûlé.
same_day | Mon bleu est devenu dur et de plus en plus gros.
same_day | Ça sent mauvais sous le pansement.
same_day | Woke up soaked and shivering, 38.6.
same_day | ma temperature est montee a 38,7 dimanche, doliprane et au lit, sinon le genou 4
same_day | j'ai ramassé une infection sur un des points, mon médecin m'a mis sous pyostacine
same_day | La peau pèle et noircit autour du troisième point.
same_day | Des boutons partout sur le ventre et les bras depuis samedi
emergency | Je vois double depuis ce matin
emergency | Urticaire géante et je me sens partir
emergency | ca gonfle de partout, les yeux sont presque fermés
emergency | la peau est toute violette autour et j'en hurle de douleur
emergency | ça pisse le sang, j'ai déjà changé quatre fois de pansement
emergency | My leg gives way every few steps since the injections.
emergency | fièvre à 39 et le point est tout rouge et chaud
same_day | Je suis tombé dans les pommes chez ma fille dimanche.
same_day | Mon bleu gagne du terrain, il est passé du coude au poignet.
same_day | De la fièvre dimanche, lundi encore 38.
same_day | Le point suinte encore. Mardi plus rien, mercredi ça recoulait.
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


@pytest.mark.parametrize("line", URGENT.strip().splitlines())
def test_a_danger_in_everyday_words_is_urgent(line: str) -> None:
    level, text = line.split(" | ")
    understood = read(text)
    assert (understood.urgency.code, understood.needs_human) == (level, True)


@pytest.mark.parametrize("line", CALM.strip().splitlines())
def test_what_is_no_danger_raises_nothing(line: str) -> None:
    code, status, text = line.split(" | ")
    assert told(text).get(code, "None") == status
    assert read(text).urgency.code == "routine"
