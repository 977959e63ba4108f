"""What is over in the words of those to whom it happened, what is not, what was long ago, and that nothing happened."""

import pytest

from tests.replies.meaning.readings import told

OVER = """
haematoma:resolved | Le bleu a filé en trois jours
haematoma:resolved | J'avais un bleu, il s'est résorbé
haematoma:resolved | Un bleu gros comme une prune. Samedi plus une trace.
haematoma:resolved | Mon hématome s'est fait la malle
haematoma:resolved | L'ecchymose est de l'histoire ancienne
haematoma:resolved | Bruised for three days, now long gone
haematoma:resolved | The bruise has faded to nothing
haematoma:resolved | Un bleu est sorti le mardi, le samedi il avait disparu
itching:resolved | Ça m'a gratté deux nuits, maintenant je dors tranquille
itching:resolved | Des démangeaisons le premier soir, c'était oublié au réveil
itching:resolved | J'ai eu des démangeaisons. Jeudi, c'était terminé.
itching:resolved | It itched like mad the first night. By morning nothing.
itching:resolved | Un peu de démangeaison, le temps d'un film
redness:resolved | Une rougeur le soir, envolée au réveil
redness:resolved | C'était rouge, la peau a repris sa couleur
redness:resolved | Rougeur d'une heure ou deux, pas plus
redness:resolved | Redness for an hour or so, then back to normal
redness:resolved | Les rougeurs ont déguerpi dans la soirée
fatigue:resolved | J'étais lessivée le soir, le lendemain en pleine forme
fatigue:resolved | Gros coup de barre en rentrant. Après une nuit de dix heures, fraîche comme une rose.
fatigue:resolved | Knackered that evening, slept like a log, right as rain next day
fatigue:resolved | Fatigué mardi, mais mercredi j'avais la patate
nodule:resolved | La petite boule a fondu comme neige au soleil
nodule:resolved | J'ai senti un nodule deux jours, je ne le trouve plus
nodule:resolved | A little lump came up, flat again by Sunday
flush:resolved | J'ai eu une bouffée de chaleur dans le bus, dix minutes et basta
flush:resolved | Les joues en feu en sortant, ça s'est calmé avant la maison
flush:resolved | My cheeks were burning on the way out, all over by the time I got home
malaise:resolved | La tête m'a tourné sur le parking, un biscuit et c'était reparti
malaise:resolved | Felt woozy when I got up, a glass of water sorted me out
bleeding:resolved | Un point a perlé un peu de sang, sec avant la voiture
bleeding:resolved | A spot bled for a minute and that was that
bleeding:resolved | Deux gouttes de sang en me rhabillant, puis terminé
pain_rebound:resolved | Les deux premiers jours c'était pire qu'avant, ensuite ça s'est calmé
pain_rebound:resolved | Ma douleur a augmenté le lendemain puis elle est redescendue
pain_rebound:resolved | Plus mal pendant 24 h, et depuis c'est le calme plat
pain_rebound:resolved | The pain got worse for two days, then it settled
injection_site_pain:resolved | Les piqûres m'ont brûlé jusqu'au soir, plus rien le lendemain
injection_site_pain:resolved | Points sensibles le premier jour seulement
injection_site_pain:resolved | The jabs were sore for a day, fine now
other:resolved | Mal de tête le soir, parti après une nuit de sommeil
other:resolved | J'ai eu la nausée dans la voiture, un verre d'eau et c'est passé
other:resolved | Petite migraine dimanche, lundi j'étais comme neuf
other:resolved | Le genou a gonflé, il a dégonflé en deux jours
other:resolved | A headache that night, slept it off
allergic_reaction:past | J'avais fait de l'urticaire en juin chez un autre médecin
nodule:past | Une boule m'était restée un mois après la première cure
itching:present | comme à la séance d'avant ça me démange
haematoma:past | That session back in May left me black and blue
"""

THERE = """
haematoma:present | J'ai un bleu à peine visible
haematoma:present | Un petit bleu, rien d'autre
haematoma:present | J'ai un bleu. Lundi j'ai repris le travail et c'est reparti
haematoma:present | Un bleu au bras. Mardi je suis partie en vacances.
haematoma:present | J'ai un bleu et ça va mieux pour le dos
haematoma:present | Un bleu sur la hanche, et la douleur a disparu
haematoma:present | Mon dos va bien. Il me reste un bleu, mais le mal est parti.
haematoma:present | Petit bleu de deux jours, il jaunit
haematoma:present | Un bleu depuis deux jours
haematoma:present | J'ai un bleu qui s'efface doucement
haematoma:present | J'ai un bleu, la douleur est passée de 6 à 2
redness:present | C'est rouge depuis dimanche
redness:present | Rougeur légère. Le genou est redevenu souple.
redness:present | La peau est encore rouge ce matin. Dos : 3, j'ai retrouvé la forme.
itching:present | Ça me gratte un peu le soir. Hier j'ai pu marcher une heure.
itching:present | Ça gratte la nuit. Le matin plus de raideur.
itching:present | Des démangeaisons, mais le mal de dos c'est fini !
itching:present | Itchy around the needle marks. Back to work on Monday.
itching:present | It itches a bit. Monday I went back to work, pain 3.
nodule:present | Une petite boule sous la peau. Deux jours après la séance j'ai jardiné.
nodule:present | Une petite boule qui diminue
nodule:present | J'ai une petite bosse au point du milieu, ça ne me gêne pas. Ce matin plus de douleur.
fatigue:present | Je suis fatiguée depuis la séance, mais plus de douleur du tout.
fatigue:present | Crevée. Hier j'ai dormi, rien fait. Douleur 4.
injection_site_pain:present | Sensible là où vous avez piqué, trois jours déjà
other:present | Des nausées ce matin. Le mal de dos s'est envolé.
pain_rebound:present | La douleur a augmenté depuis la séance. Lundi c'était pire.
haematoma:present | I've got a bruise, the pain has gone though
haematoma:present | Bruise on my hip. All pain gone.
fever:present infection:present | 38,5 hier soir. Ce matin 38,2.
fever:present infection:present | J'ai de la fièvre depuis hier. Mardi j'étais en forme.
infection:present | Un point suinte. Hier rien, aujourd'hui c'est jaune.
malaise:resolved | J'ai fait un malaise en sortant. Dix minutes allongée et c'était fini.
redness:present | Rouge autour du point, mon mari dit que c'est normal
haematoma:present | Le bleu n'a pas encore disparu
haematoma:present | Un bleu gros comme une pièce, il a pris une teinte jaune
other:present | Mon bras gauche est engourdi. Mardi c'était le pied.
"""

NOTHING = """
none_reported:present | Rien du tout à signaler. 2/10
none_reported:present | Réactions : aucune. Douleur : 5.
none_reported:present | Les piqûres passent comme une lettre à la poste
none_reported:present | aucun contrecoup, 3
none_reported:present | sans la moindre réaction
none_reported:present | Je n'ai absolument rien remarqué d'anormal
none_reported:present | ma peau n'a pas réagi
none_reported:present | No reaction whatsoever. 3.
none_reported:present | Side effects: none
none_reported:present | I haven't had any side effects
none_reported:present | nothing to report
none_reported:present | Not a single reaction, pain 2
none_reported:present | pas eu la moindre complication
none_reported:present | strictement rien à signaler
haematoma:present | Rien à signaler à part un bleu
itching:present | aucune réaction sauf que ça gratte
none_reported:present | Pas le moindre petit effet à déplorer
none_reported:present | Absence totale d'effets indésirables
none_reported:present | je nai rien eu apres la seance
none_reported:present | No ill effects at all
"""

LAY = """
itching:present | Ça me titille autour des piqûres, j'ai envie de frotter
itching:present | Je me gratte comme un chien plein de puces
itching:present | On dirait des piqûres de moustique, j'ai envie d'y mettre les ongles
itching:present | I can't stop scratching around the needle marks
itching:present | Scratching like mad at night
itching:present | Prickly and itchy where you injected
itching:present | Ça chatouille drôlement sous le pansement
redness:present | La peau est un peu irritée autour des points
redness:present | Un halo rose autour de chaque piqûre
redness:present | Ça fait comme un coup de soleil là où vous avez piqué
redness:present | The spots are still a bit pink
redness:present | Pink circles around the needle marks
redness:present | C'est encore rosé ce matin
haematoma:present | Je ressemble à un dalmatien avec tous ces bleus
haematoma:present | J'ai une marque violette de la taille d'une pièce de deux euros
haematoma:present | La cuisse est passée par toutes les couleurs, jaune maintenant
haematoma:present | Une tache jaune moutarde sur le bras
haematoma:present | A yellowish mark on my elbow
haematoma:present | I look like I've been punched, purple and yellow
haematoma:present | Petit hématome de rien du tout
haematoma:present | On dirait que ma femme me bat, j'ai des marques bleues
nodule:present | Je sens comme un grain de riz sous la peau
nodule:present | Des petits cailloux sous la peau à l'endroit des piqûres
nodule:present | A little knot under the skin where the needle went
nodule:present | There is a bead under my skin
nodule:present | Une petite grosseur qui roule sous le doigt
nodule:present | Deux points restent durs au toucher
injection_site_pain:present | Les points piquent encore quand je m'appuie au dossier
injection_site_pain:present | Ça me lance aux endroits piqués
injection_site_pain:present | Les piqûres ont été douloureuses et ça reste sensible
injection_site_pain:present | The needle marks smart when I shower
injection_site_pain:present | Still tender where the needles went in
injection_site_pain:present | Ça me tiraille là où l'aiguille est passée
injection_site_pain:present | comme des courbatures aux points d'injection
injection_site_pain:present | Ça me cuit à chaque point de piqûre
bleeding:present | Un peu de sang sur mon tee-shirt en rentrant
bleeding:present | Une goutte de sang sur le pansement
bleeding:present | A spot of blood on my shirt when I got home
flush:resolved | Je suis devenue rouge comme une pivoine dans la salle d'attente
flush:resolved | J'ai eu le feu aux joues en sortant, ça n'a pas duré
malaise:resolved | J'avais les jambes flageolantes en sortant, ça a passé
malaise:resolved | Came over all funny in the waiting room, fine after a biscuit
malaise:resolved | La pièce tanguait quand je me suis relevée, deux minutes et c'était fini
fatigue:present | Je suis sur les rotules depuis la séance
fatigue:present | Je me traîne comme une loque
fatigue:present | Une vraie larve depuis mardi
fatigue:present | Je suis moulue
fatigue:present | Kaput, je fais la sieste tous les jours
fatigue:present | Dog tired since the session
fatigue:present | I've got no energy since Tuesday
fatigue:present | Feeling sluggish since the jabs
fatigue:present | j'ai un de ces coups de pompe depuis mardi
pain_rebound:present | La douleur est montée d'un cran depuis la séance
pain_rebound:present | C'est pire qu'avant de venir, 7
pain_rebound:present | Ma sciatique flambe depuis les piqûres
pain_rebound:present | Flare-up since the injections, 7
pain_rebound:present | The pain has gone through the roof since Tuesday
pain_rebound:present | Ça me fait plus souffrir depuis la séance
pain_rebound:present | J'en bave plus qu'avant la séance
other:present | J'ai l'estomac barbouillé depuis ce matin
other:present | A bit queasy this morning
other:present | Mal au crâne depuis la séance
other:present | La zone est un peu enflée
other:present | The area is a bit puffy
"""

MORE = """
haematoma:resolved | Le bleu de l'avant-bras s'est effacé comme un tatouage à l'eau, je note 3
itching:resolved | Ça m'a chatouillé sous le pansement jusqu'à jeudi, maintenant silence radio
other:resolved | Barbouillée dans le bus du retour, une tisane et hop
malaise:resolved | Un voile gris devant les yeux en me rhabillant, je me suis rassise et ça s'est dissipé
haematoma:present | Un bleu bien moche sur la cuisse mais il ne me fait pas mal
haematoma:present injection_site_pain:present | Deux bleus et les points encore sensibles quand je dors sur le côté
haematoma:absent | Pas l'ombre d'un bleu cette fois
haematoma:past none_reported:present | La fois d'avant j'avais eu un gros bleu, cette fois aucune réaction
itching:absent redness:absent | Ni rougeur ni démangeaison
fatigue:present | Je dors debout depuis les piqûres, sinon 4
pain_rebound:resolved | Deux jours de douleur plus forte, comme vous l'aviez annoncé, puis la paix, 2
haematoma:resolved | My bruise is long gone
fatigue:resolved | Shattered the first evening, back to normal by Wednesday
none_reported:present | Everything went smoothly, no reaction of any kind
none_reported:present | Pas eu d'effet bizarre ni rien, 2/10
none_reported:present | Côté effets secondaires, que dalle
none_reported:present | Je cherche encore les effets indésirables, il n'y en a pas
none_reported:present | Pas de suites particulières
none_reported:present | Not a thing to report
none_reported:present | I had absolutely no side effects this time
none_reported:present | None of the side effects on your list
none_reported:present | Rien de rien comme effet, 3
none_reported:present | R.A.S. de mon côté, 3
none_reported:present | ras, 4
none_reported:present | aucune gêne ni réaction après les piqûres
none_reported:present | pas de réaction cutanée, douleur 3
none_reported:present | Je n'ai observé aucune réaction
none_reported:present | les suites ? aucune réaction
none_reported:present | zéro souci après les injections
none_reported:present | 0 effet
none_reported:present | no bad reactions here
nodule:resolved | J'avais une boulette sous la peau, dissoute en une semaine
nodule:present | une petite boule sous la peau qui s'en va doucement
bleeding:resolved | Une perle de sang au troisième point, un coton et basta
flush:resolved | Coup de chaleur dans l'ascenseur, disparu au rez-de-chaussée
flush:resolved | I went red as a lobster for ten minutes after the session
injection_site_pain:resolved | Les piqûres ont été sensibles deux jours, c'est fini
itching:present haematoma:present | deux bleus et ça me gratouille
other:present | j'ai la nausée depuis la séance
other:resolved | mal de tête le soir même, un doliprane et au lit, rien le lendemain
"""

NOT_THEIRS = """
Mon mari a un gros bleu depuis qu'il est tombé
Ma voisine a fait une réaction allergique chez son dentiste
J'avais peur d'avoir des bleus
Si jamais ça gonfle je vous appelle
Mon chien se gratte toute la journée
My husband has a rash from the garden
J'ai lu qu'on pouvait faire une allergie
"""


@pytest.mark.parametrize(
    "line",
    [
        *OVER.strip().splitlines(),
        *THERE.strip().splitlines(),
        *NOTHING.strip().splitlines(),
        *LAY.strip().splitlines(),
        *MORE.strip().splitlines(),
    ],
)
def test_a_reaction_stands_as_lay_words_say(line: str) -> None:
    wanted, text = line.split(" | ")
    assert {f"{code}:{status}" for code, status in told(text).items()} == set(wanted.split())


@pytest.mark.parametrize("text", ["aucun effet sur la douleur", "Tout va bien", "je n'ai pas eu à me gratter"])
def test_a_treatment_without_effect_and_a_good_day_are_no_denial_of_reactions(text: str) -> None:
    assert "none_reported" not in told(text)


@pytest.mark.parametrize("text", NOT_THEIRS.strip().splitlines())
def test_what_others_have_and_what_is_feared_is_told_of_nobody(text: str) -> None:
    assert told(text) == {}
