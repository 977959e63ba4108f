"""Dangers told in everyday images: alone, beside a score, amid good news."""

import pytest

from tests.replies.meaning.readings import read

FRENCH = """
le trait de feutre que j'ai tracé autour hier est déjà dépassé de deux doigts
ça sent la viande avariée quand j'enlève ma chemise
le thermomètre de ma femme disait quarante ce matin
il y a un cratère au milieu du bleu et le bord est noir comme du charbon
un petit rond noir sec qui s'agrandit chaque jour comme une tache d'encre
on dirait un volcan prêt à cracher
toute la zone est devenue rouge brique et chaude comme un radiateur
il y a une corde rouge qui monte vers l'aisselle
j'ai des plaques en relief qui courent du ventre jusqu'aux bras
je me gratte jusqu'au sang, tout le corps y passe
mes paupières ne s'ouvrent plus ce matin
j'ai une pomme coincée dans le gosier depuis une heure
je n'arrive plus à avaler ma salive
j'ai un éléphant assis sur le torse
une barre en travers de la poitrine qui part dans la mâchoire
je dois m'arrêter à chaque palier pour reprendre de l'air
je dors assis depuis deux nuits, couché je me noie
un coup d'épée quand je tousse, entre les omoplates
ça galope dans ma poitrine même au repos
ma chaussure ne rentre plus que du côté gauche, la cheville a doublé
mon pied traîne par terre quand je marche
ma jambe part sans prévenir, je me suis étalé deux fois dans le couloir
la tasse m'échappe des mains depuis hier
mon bras est tombé comme un chiffon
mon sourire est de travers sur la photo de ce matin
ma femme dit que je parle comme si j'avais bu
je cherche le nom de mes petits-enfants depuis ce matin
j'ai vu un rideau descendre sur mon oeil droit
je vois deux téléviseurs au lieu d'un
les gens du bus m'ont ramassé
je suis parti dans les vapes au volant
je n'ai pas fait une goutte aux toilettes depuis hier midi
je ne sens plus rien entre les jambes quand je m'essuie
j'ai vidé la plaquette entière de comprimés en une soirée
mon mari n'arrive pas à me réveiller le matin, je ronfle comme un moteur
mes gencives se mettent à couler toutes seules
l'eau des toilettes est devenue rose
un bleu grand comme une assiette et dur comme une planche
j'ai le ventre en bois
la lumière me crève les yeux et je ne peux plus pencher la tête
un coup de tonnerre dans le crâne hier soir
mon bras est glacé et tout blanc depuis midi
j'ai le pied mort, froid comme une pierre
j'ai mis mes papiers en ordre, vous serez bientôt débarrassés de moi
je me suis retrouvée aux urgences dimanche
l'ambulance est venue me chercher au travail
j'ai des fourmis dans toute la figure depuis midi
ma main s'est recroquevillée comme une griffe
je marche comme un ivrogne depuis ce matin
je n'ai rien gardé, même pas l'eau
mon bébé ne bouge plus depuis la séance
j'ai mal au ventre à droite à me rouler par terre
ma femme me trouve couleur de cendre
des cloques grosses comme des pièces de deux euros
ça gargouille sous la peau quand j'appuie
mon pouce ne se plie plus
je n'entends plus de l'oreille droite depuis la piqûre
j'ai la moitié de la langue endormie
ça ne se referme pas, on voit le fond
un ver blanc sort du trou, ou du pus je ne sais pas
les ganglions du cou ont grossi comme des noix
mon corps s'est mis à sauter tout seul pendant une minute
mon cou a gonflé comme celui d'un taureau
c'est à vif et ça suinte dans le drap
une croûte noire épaisse, dessous c'est mou
ça me brûle comme de l'acide, je hurle quand le drap touche
je me suis cognée en tombant parce que ma jambe a lâché
j'ai avalé le produit par erreur
un bout de métal est ressorti du point
j'ai un goût de sang dans la bouche et je crache rouille
je cherche l'air comme un poisson hors de l'eau
le samu m'a fait un électrocardiogramme
ils ont parlé de staphylocoque
ma crp est à 200
un poumon s'est décollé
la fermeture éclair de ma botte ne monte plus, d'un côté seulement
mon stylo tombe de ma main au milieu des mots
ma femme a dû lire le journal à ma place, les lignes se croisent
la télé me paraît très loin et le son aussi, comme sous l'eau
j'ai eu si froid que mes dents jouaient des castagnettes
mon pull reste collé à l'endroit et il faut de l'eau tiède pour le décoller
la marque avait la taille d'un bouton de chemise, maintenant c'est une soucoupe
on pourrait faire cuire un oeuf sur mon épaule
le milieu est devenu du bois, je peux taper dessus
je m'assieds sur chaque banc entre la maison et la boulangerie, avant je courais
j'ouvre la fenêtre toute la nuit pour trouver de quoi respirer
comme si quelqu'un s'était assis sur moi et refusait de partir
mon coeur joue du tambour puis s'arrête, puis repart
mon pied gauche est de la couleur du marbre de ma cheminée
je cherche la salle de bain dans ma propre maison
mon gendre dit que je raconte la même histoire toutes les cinq minutes
j'ai piqué du nez dans la soupe, on m'a rattrapé
les voisins ont vu mes volets fermés et ont forcé la porte
je reste une heure sur le trône et rien ne vient depuis deux jours
mon pipi a la couleur du thé
j'ai fini la boîte, comme ça au moins je dors
j'ai écrit une lettre à chacun de mes enfants
""".strip().splitlines()

ENGLISH = """
my ring won't come off, fingers like sausages
it smells like rotten meat under the plaster
thermometer said a hundred and three
there is a black scab that gets wider every day
my eyes are puffed shut
there's an elephant sitting on my chest
I wake up gasping and have to sit by the window
my foot slaps the floor when I walk
I burned my hand on the iron and felt nothing
my husband says one half of my face has dropped
a curtain came down over one eye
people on the bus picked me up
I wet myself without noticing
I took the whole packet of tablets
my poo is like tar
light kills my eyes and I can't put my chin down
the whites of my eyes have gone yellow
I don't want to be here any more
the paramedics came to the house
my heart is jumping like a frog
I scratch myself raw all over
everything spins and I throw up when I move
my legs turned to jelly, I hold on to the walls
it crackles under my fingers
I fitted in front of my daughter
the whole leg changed colour
my boot won't zip up on one side any more
the telly sounds as if it were under water
my jumper sticks to the place and leaves a yellow map
you could fry an egg on my shoulder
it is as if somebody sat on me and would not get up
the neighbours broke the door because my shutters were closed
the paper is red every time I go
""".strip().splitlines()

AROUND = ("{}", "Douleur 3/10. {}.", "{}. Merci, sinon ça va mieux, 2/10.", "EVA 2, {}", "Bien mieux merci mais {}")
AROUND_IN_ENGLISH = ("{}", "Pain 3/10. {}.", "{}. Thanks, otherwise better, 2/10.", "Much better thanks but {}")


@pytest.mark.parametrize("text", FRENCH)
def test_a_danger_in_an_image_reaches_a_person(text: str) -> None:
    assert [around for around in AROUND if not read(around.format(text)).needs_human] == []


@pytest.mark.parametrize("text", ENGLISH)
def test_and_so_it_does_in_english(text: str) -> None:
    assert [around for around in AROUND_IN_ENGLISH if not read(around.format(text)).needs_human] == []
