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


@pytest.mark.parametrize(
    "line", [*OVER.strip().splitlines(), *THERE.strip().splitlines(), *NOTHING.strip().splitlines()]
)
def test_a_reaction_stands_as_lay_words_say(line: str) -> None:
    wanted, text = line.split(" | ")
    assert " ".join(f"{code}:{status}" for code, status in told(text).items()) == wanted


@pytest.mark.parametrize("text", ["aucun effet sur la douleur", "Tout va bien", "je n'ai pas eu à me gratter"])
def test_a_treatment_without_effect_and_a_good_day_are_no_denial_of_reactions(text: str) -> None:
    assert "none_reported" not in told(text)
