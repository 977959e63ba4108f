"""What came and went, and what only seems to: each line names a reaction and tells of it."""

import pytest

from tests.replies.meaning.readings import read, told

OVER = """
itching | Ça me démangeait le soir même et le lendemain, depuis c'est terminé.
itching | J'avais des démangeaisons mercredi, elles ont cessé d'elles-mêmes.
itching | Quelques démangeaisons les premiers jours, rien d'autre.
itching | Grattages pendant deux nuits, calmés par un glaçon.
itching | ca ma graté 2 jours aprés c parti
itching | La peau m'a démangée jusqu'à dimanche.
itching | Démangeaisons passagères le premier jour.
itching | Prurit transitoire de quelques heures.
itching | J'ai eu des démangeaisons, disparues dès le lendemain matin.
itching | Le premier jour ça grattait, après plus.
itching | Ça démangeait au début, maintenant c'est nickel.
itching | It itched for a couple of days and then stopped.
itching | Had some itching at first but that's gone.
redness | C'était rouge en sortant, deux heures après on ne voyait plus rien.
redness | Les rougeurs se sont effacées dans la nuit.
redness | J'ai eu des rougeurs qui n'ont pas duré.
redness | La rougeur n'a duré qu'une soirée.
redness | Rougeurs le jour J, envolées à J+1.
redness | Rouge pendant une heure après la séance.
redness | Une rougeur est apparue puis s'est estompée toute seule.
redness | La peau était rouge, elle a retrouvé sa couleur.
redness | Il y a eu une rougeur mais je ne la vois plus.
redness | rougeur partie
redness | Redness went by the evening.
haematoma | Le bleu que j'avais a complètement disparu.
haematoma | J'ai eu un bleu qui a mis dix jours à partir, il n'en reste rien.
haematoma | Plus de trace de l'hématome de la semaine dernière.
haematoma | Mon bleu n'est plus là.
haematoma | Les deux bleus sont résorbés.
haematoma | Ecchymose de 3 cm, résolue en 8 jours.
haematoma | Un bleu au départ, on ne le devine plus.
haematoma | My bruise has cleared up nicely.
nodule | Les petites boules ont disparu au bout de trois jours.
nodule | J'avais une boule dure sous la peau, je ne la sens plus.
nodule | La bosse a fondu.
nodule | On sentait des petits nodules, ils sont partis.
nodule | Une petite bosse pendant quelques jours, plus rien aujourd'hui.
nodule | La boule s'est résorbée petit à petit, il n'y a plus rien.
malaise | J'ai fait un petit malaise chez vous, vous m'avez allongée et c'est passé.
malaise | Grosse chute de tension à la fin, un morceau de sucre et je suis repartie.
malaise | J'ai eu des vertiges le jour même, pas depuis.
malaise | La tête m'a tourné un petit moment sur le parking.
malaise | Étourdissement de quelques secondes en me levant de la table.
malaise | Je me suis sentie mal dans la salle d'attente, l'infirmière m'a donné de l'eau, ça s'est arrangé.
malaise | J'ai eu la tête qui tourne dix minutes, ensuite impeccable.
malaise | Un malaise vagal à la troisième piqûre, vite remis.
malaise | Went a bit dizzy when I stood up, sat down for five minutes and was right as rain.
flush | Grosse bouffée de chaleur dans les dix minutes, vite passée.
flush | J'ai eu une bouffée de chaleur au moment de l'injection, plus après.
flush | Visage rouge et chaud une petite demi-heure après la séance puis retour à la normale.
bleeding | Un point a saigné un peu, j'ai appuyé avec un coton et ça s'est arrêté.
bleeding | Ça a un peu saigné en enlevant le pansement, plus rien ensuite.
bleeding | Saignement de cinq minutes, stoppé par compression.
bleeding | ça a saigné, l'infirmière a appuyé, fini
injection_site_pain | Les piqûres ont été douloureuses le premier soir seulement.
injection_site_pain | Les points étaient sensibles deux jours, plus maintenant.
injection_site_pain | J'ai eu mal aux points d'injection jusqu'au lendemain.
injection_site_pain | La douleur aux piqûres s'est vite calmée.
injection_site_pain | Ça brûlait aux piqûres, c'est fini.
injection_site_pain | Endroits piqués endoloris 48 h, normal ensuite.
fatigue | J'étais fatiguée le jour même, en forme le lendemain.
fatigue | Grosse fatigue pendant deux jours, maintenant j'ai retrouvé mon énergie.
fatigue | Un coup de barre le soir de la séance, rien les jours suivants.
fatigue | Très fatigué le lendemain, ça s'est dissipé.
fever | J'ai eu un peu de fièvre dans la nuit, le matin plus rien.
fever | 38,5 mardi soir, retombée mercredi.
other | J'ai eu mal à la tête le soir, passé avec un Doliprane.
other | Des nausées dans la voiture, disparues à la maison.
other | Maux de tête pendant deux jours, terminés.
other | Le coude a gonflé puis dégonflé.
other | Gonflement le premier jour, tout a dégonflé depuis.
pain_rebound | Le dos a fait très mal deux jours, plus fort qu'avant, puis c'est redescendu.
pain_rebound | Poussée douloureuse de 48 h, apaisée depuis.
pain_rebound | La douleur a augmenté le premier soir mais tout est rentré dans l'ordre.
""".strip().splitlines()

STILL_THERE = """
other | Ma jambe est engourdie, je ne la sens plus
other | mon bras, je ne le sens plus depuis hier
itching | Ça gratte depuis que la fièvre est passée
itching | Ça démange toujours, ce n'est pas fini
itching | Les démangeaisons n'ont pas disparu
itching | Ça gratte moins mais ce n'est pas parti
itching | Ça démange surtout le soir
itching | Ça s'était calmé mais ça regratte depuis hier
itching | Je croyais que c'était fini mais ça démange encore
redness | La rougeur ne part pas
redness | C'est rouge depuis la séance et ça reste
redness | La rougeur a un peu diminué, elle est encore visible
redness | La rougeur s'efface doucement
redness | J'ai encore une rougeur, les autres sont parties
redness | Rouge encore aujourd'hui
haematoma | Le bleu met du temps à partir
haematoma | Le bleu est presque parti
haematoma | Mon bleu a changé de couleur, il n'est pas encore parti
haematoma | Un bleu apparu le lendemain, il est toujours là
haematoma | Bleu en voie de disparition
haematoma | Le premier bleu est parti, un deuxième est apparu
nodule | La boule est toujours là, elle n'a pas fondu
nodule | La boule a un peu fondu
nodule | La bosse ne passe pas
fever | La fièvre est passée à 39
fever | Fièvre depuis deux jours, elle revient chaque soir
fever | La fièvre est tombée avec le Doliprane mais remonte dès qu'il ne fait plus effet
fever | J'ai 38,5 malgré le Doliprane
infection | Le pus ne s'arrête pas
infection | Ça suintait un peu, maintenant ça coule
infection | Le bouton a percé, le pus est parti mais ça coule encore
bleeding | Ça saigne encore un peu par moments
bleeding | ça s'est arrêté puis ça a resaigné ce matin
malaise | Des vertiges tous les jours depuis la séance
malaise | J'ai la tête qui tourne, ça passe quand je m'allonge
malaise | J'ai eu un vertige en sortant et encore ce matin
other | J'ai des nausées, ça passe puis ça revient
other | Mal de tête calmé par le Doliprane mais qui revient
other | J'ai du mal à respirer, la Ventoline ne fait plus rien
other | J'étouffe, j'ai ouvert la fenêtre et puis plus rien n'y fait
injection_site_pain | Les piqûres sont encore sensibles
fatigue | Fatigué depuis la séance, j'ai dormi et rien n'y fait
fatigue | Je suis fatiguée le soir, en forme le matin
allergic_reaction | Urticaire tous les soirs, ça part dans la nuit et ça revient
pain_rebound | La douleur a augmenté et ne redescend pas
""".strip().splitlines()


@pytest.mark.parametrize("line", OVER)
def test_what_came_and_went_is_over(line: str) -> None:
    code, text = line.split(" | ")
    assert told(text)[code] == "resolved"


@pytest.mark.parametrize("line", STILL_THERE)
def test_what_goes_on_is_not_over(line: str) -> None:
    code, text = line.split(" | ")
    assert told(text)[code] == "present"


@pytest.mark.parametrize(
    "text",
    [
        "J'étouffe, j'ai ouvert la fenêtre et puis plus rien n'y fait",
        "le pansement est plein de sang, j'en ai changé trois en une heure et ça continue",
        "mon bras, je ne le sens plus depuis hier",
    ],
)
def test_an_end_that_is_none_leaves_an_emergency_one(text: str) -> None:
    assert read(text).urgency.code == "emergency"


def test_a_lump_of_weeks_later_is_late() -> None:
    text = "Cela fait un mois que la dernière séance est passée et deux bosses dures sont apparues aux endroits piqués"
    assert read(text).urgency.code == "same_day"
