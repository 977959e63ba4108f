"""Some hundred dangers told by the way, in lay words, images and telephone spelling: each reaches a person."""

import pytest

from tests.replies.meaning.readings import read

TOLD = """
j'ai plus que un filet d'air, épaule 2
Pain 2, took sixteen paracetamol last night
mon pié tape le sol kan je marche, i se lève pu. 2
je me vois bien disparaître discrètement, les enfants s'en remettront. dos 2
Dos à 2, top. Par contre depuis midi ma bouche part sur le côté quand je souris, ma femme trouve ça drôle.
My little one says I'm slurring my words since breakfast, I haven't noticed. Hip 3.
je regarde le pont tous les soirs en rentrant. sinon l'épaule ca va
jai 1 gros truc dur ki pousse sous la peau ya 2 mois kon a piké la
Genou 1/10. Les deux pieds en caoutchouc depuis ce matin, je tiens pas debout.
Nuque 2. J'ai la culotte mouillée sans m'en rendre compte et le siège tout endormi.
Mes paupières ont triplé et ma voix est devenue celle de Dark Vador, juste après la séance
c parti en cacahuete: plaques partout + je siffle comme une bouilloire des que j'inspire
Un des trous recrache une espèce de crème jaune qui sent le fromage. EVA 3.
Trait rouge qui monte du poignet jusqu'au pli du coude, joli non ? Douleur 2
Trois mois après, les points ressortent un par un en petites billes violettes
La peau du ventre est couleur charbon à l'endroit piqué et ça me lance à crever
Le bleu de la fesse fait maintenant toute la cuisse, il était comme une pièce de 2 euros lundi
J'ai changé quatre fois la compresse, ça traverse encore, je suis sous Eliquis
Depuis la piqûre entre les omoplates j'ai un point d'un côté et je peux pas prendre une grande goulée d'air. Sinon dos 3
Mon pied droit claque par terre quand je marche, il se relève plus, épaule ok
Grosse caisse dans la poitrine, un éléphant assis dessus, mais le cou va mieux !
J'ai pris les 20 cachets qui restaient hier soir, je voulais juste dormir longtemps
Je suis tombée raide dans le couloir du cabinet puis réveillée par la secrétaire, rien depuis. Score 4
J'ai viré 39,2 au thermomètre de belle-maman ce matin. dos 5
Je claque des dents sous trois couettes et la zone piquée est comme une plaque chauffante
mal de crâne à se taper la tête au mur + la lumière me tue + menton impossible à baisser. Coude 2
Je vois en double depuis la cuisine, deux chats au lieu d'un. Hanche : 4
Depuis hier soir mon bras gauche est aux abonnés absents, il pend. Lombaires 3.
Mollet droit gros comme un jambon, chaud, depuis l'avion. L'épaule 2/10
mes selles sont comme du goudron depuis l'ibuprofène. EVA 4 sinon nickel
Ma femme dit que je suis jaune citron, même le blanc des yeux. Genou 2.
Bébé bouge plus depuis hier, je suis à 7 mois, et le dos à 3
Je suis enceinte de 6 semaines, je viens de l'apprendre, j'ai eu la piqûre vendredi
Mon mari me trouve bizarre, il parle aux murs et a 40, c'est moi qui écris
L'aiguille s'est cassée je crois, je sens un bout qui pique sous le doigt, dos 4
Les lèvres comme un boudin, la langue qui prend toute la place, j'écris au lieu de parler
J'ai convulsé au petit déjeuner d'après mon fils, langue mordue. Sinon genou 2.
my face feels like it's melting on one side, keyboard hard to use. knee 3
Shoulder great, 1/10. Can't feel myself wiping when I go to the loo though.
Throat's closing up like a drawstring bag, otherwise back 4
One of the holes is weeping greenish stuff and stinks to high heaven. pain 3
There's a red tide creeping up my leg, passed my pen line twice today
I've been thinking everybody would be better off if I didn't wake up. Back 6.
took the whole box of tramadol, don't be cross. pain 0 lol
Passed out cold in the car park after, bloke from the garage picked me up. Fine now. 3/10
Pins and needles then nothing from the waist down, legs are like planks
Il me faut trois oreillers pour dormir sinon je me noie dans mes poumons. Cervicales 2.
Depuis la séance l'oeil gauche a un rideau noir qui descend. EVA 1
Mon coeur fait du trampoline et s'arrête par moments, dos 2
J'ai plus goût à rien, j'ai tout rangé, mes papiers sont sur la table. Merci pour tout docteur.
La bosse du point de piqûre palpite et est bouillante, on dirait un second coeur. dos 3
8 semaines après ça s'est remis à couler au même endroit, un jus clair. épaule 1
J'ai des ganglions sous le bras gros comme des noix depuis la piqûre, EVA 2
le contour de la piqure est devenu noir genre croûte de chorizo, fais pas mal. 2/10
jpeu pu pissé depui hier soir et le ventre tendu kom un ballon. do 4
jariv pa a trouvé mé mo depui taleur, bizar, lé phraz sorte pa. jenou 3
Ma mère de 80 ans ne répond plus que par des grognements depuis la séance de ce matin
Des boursouflures qui se baladent, le ventre puis les bras puis les jambes, ça démange à s'arracher la peau
J'ai craché du sang ce matin en toussant, dos 2 par contre
Le nez n'arrête pas de pisser le sang depuis 2 heures, EVA 3
Quand je me lève tout devient noir et j'ai vomi trois fois avec des plaques sur le cou
la peau se décolle comme un oignon autour, ça fait des cloques pleines de flotte. 3/10
Mon sucre est à 4 g depuis la séance, je suis diabétique, dos 3
Douleur en coup de poignard dans le dos quand je respire à fond, côté où vous avez piqué, depuis ce matin
Le facteur m'a demandé si j'avais bu, je marche en crabe depuis lundi soir. Épaule à 2.
Petite question bête : c'est normal de plus pouvoir fermer un oeil ? genou 1
Sinon l'eau de mon verre ressort par le coin de la bouche. Dos : 3
Trou n°4 : rouge, dur, ça bat la mesure, et j'ai froid sous la couette. 5/10
sa fé 1 jour ke jurine pa, sinon do 2
Depuis lundi ma fesse est passée de la clémentine au pamplemousse. EVA 2
Coude 2/10. J'ai la poitrine prise dans du ciment depuis la séance d'hier entre les côtes.
J'ai mis de côté toutes les gélules de la semaine, on sait jamais, si ça devient trop long.
Ma soeur a relevé 39 pile sous mon bras à 4h du matin, j'ai dos 3
Boutons géants sur le ventre et je me suis vidée aux toilettes, tête qui part. Hanche 4
J'ai senti partir, je me suis retrouvé assis contre la portière avec les collègues autour. Poignet 2
Le bout de l'orteil est de marbre et bleu, la hanche à 3.
Le point du bas fait une petite fontaine blanche quand j'appuie, rigolo. 2/10
Ma main gauche lâche tout ce que je lui donne depuis ce midi, le dos va bien
My husband says I keep asking the same thing and my left eyelid's dropped. Neck 3.
All good with the knee, 2. Only I can't seem to get any air in when I lie flat.
The bruise was a plum on Monday, today it's the whole thigh. 4/10
I'm peppered with welts and my voice has gone squeaky. Shoulder 1.
Lump came up nine weeks after, hot, the size of a grape, keeps growing. elbow 2
Sometimes I stand on the platform and think one step would do it. Back 7.
ma langue é epaise jariv pa a avalé ma saliv, genou 2
Saignement du nez et gencives non stop, je suis sous Xarelto, cou 3
J'ai pris un bain et la cicatrice s'est ouverte, on voit dedans. Epaule 3
Je ne sens plus la cuvette quand je m'assois. dos 2
Mon mollet est devenu un poteau et maintenant je crache rouge
La lymphe remonte en fil rouge jusqu'à l'aisselle. cote 4
Ma vue de côté a disparu à droite, je cogne les portes. Cervicales 1
mon palpitant bat n'importe comment avec des sueurs glacées, 3 pour la nuque
Des marbrures bleues en filet autour du point, douleur vive. 6
Piquée au sein par erreur je crois, ça fait une bulle d'air qui crépite sous les doigts
Papa est tout gris et il transpire à grosses gouttes, il dit que c'est le bras gauche
L'ado a fait un malaise avec les yeux blancs et des secousses. Son dos va mieux.
chui au bout du rouleau, si demain jsuis pu la, merci kan meme. do 8
J'ai avalé 12 dolipranes hier parce que ça tirait. EVA 7
Headache like a thunderclap yesterday and I keep throwing up. hip 2
The scab has gone dark as liquorice and smells of old meat. 3/10
From the belly button down it's like someone else's body. Shoulder 2
Ma fille a la varicelle, et moi le point est rouge, 38,6. coude 2
Je confonds le prénom de mes enfants depuis la piqûre, ça les fait rire. genou 3
Un oedème de la cheville qui garde la marque du doigt, chaud, depuis trois jours. dos 2
"""

SEEN = """
Cou 2. Ma bouche part sur le côté.
I look over the bridge every night.
J'avais oublié de vous dire : dix minutes après la séance je suis tombée dans les pommes.
Coude 3. My throat's closing up.
"""


@pytest.mark.parametrize("text", TOLD.strip().splitlines())
def test_a_danger_told_by_the_way_reaches_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("text", SEEN.strip().splitlines())
def test_and_is_urgent_where_its_words_are_known(text: str) -> None:
    assert read(text).urgency.code != "routine"


def test_a_danger_is_not_calmed_by_what_follows_a_but() -> None:
    assert read("Un éléphant dans la poitrine, mais le cou va bien.").urgency.code != "routine"
