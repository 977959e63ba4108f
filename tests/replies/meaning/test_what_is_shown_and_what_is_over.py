"""What is pointed at is there; what was read of is not; ends, denials and moves in the words of those who felt them."""

import pytest

from tests.replies.meaning.readings import read, told

TOLD = """
haematoma:present | J'ai peur que ce gros bleu ne parte jamais
redness:present | Si cette rougeur dure encore, je vous appelle
haematoma:present | Dois-je m'inquiéter d'un bleu ?
none | J'ai peur d'une infection
none | Dois-je m'inquiéter d'une infection ?
none | J'ai entendu parler d'abcès après ces séances
none | On raconte des histoires sur des infections après les piqûres
none | I read about abscesses online
haematoma:absent | Moi pas de bleu contrairement à mon frère
bleeding:absent | Pas une goutte de sang malgré mon aspirine
fever:absent redness:absent itching:absent | fievre 0 rougeur 0 demangeaisons 0
fever:resolved infection:resolved | J'ai eu 38,9 lundi. Température normale depuis hier.
redness:resolved | La rougeur s'en est allée comme elle était venue
redness:resolved | Une rougeur le soir, au matin il n'y paraissait plus
malaise:resolved | I felt faint on the bus, a biscuit sorted it
malaise:resolved | J'ai eu un malaise dans la rue. À présent je suis d'aplomb.
bleeding:resolved | Un filet de sang, coton 2 min terminé
injection_site_pain:present | Ça brûle là où l'aiguille est passée
injection_site_pain:resolved | Les injections m'ont lancé toute la soirée, puis plus rien
nodule:present | Une petite boule sous la peau depuis la séance d'avant-hier
haematoma:past | En mai j'avais eu un gros bleu. Cette fois c'est différent.
haematoma:present | La dernière fois j'avais un bleu, cette fois c'est pareil
other:present | J'ai un étau dans la poitrine, ça part dans le bras
necrosis:present | La peau est violette autour du point et la douleur est atroce
none | Ça me démange de remonter sur mon vélo
none | Il fait 39 degrés dehors
none | Réponse demandée par courrier
haematoma:resolved | Un bleu m'a tenu compagnie quatre jours, il n'est plus là
haematoma:resolved | Mon bleu a tiré sa révérence
haematoma:resolved | J'ai eu un bleu, il a disparu tout seul
haematoma:resolved | Bruise came up on Monday, gone by Friday
haematoma:present | Le bleu vire au jaune
redness:resolved | Rouge le premier soir, ensuite la peau était nette
redness:resolved | Some redness on day one, nothing to see since
redness:resolved | Une petite rougeur qui n'a pas fait long feu
itching:resolved | Ça m'a gratté la première nuit, c'est de l'histoire ancienne
itching:resolved | Des démangeaisons lundi, depuis plus rien
nodule:resolved | La bosse s'est aplatie
nodule:resolved | Le petit nodule s'est résorbé en une semaine
fatigue:resolved | Coup de barre monumental en rentrant, une sieste et c'était réglé
fatigue:resolved | Very tired for a couple of days, back to normal now
fatigue:resolved | Fatiguée jusqu'à mercredi, maintenant ça va
flush:resolved | Grosse bouffée de chaleur sur le parking, passée en cinq minutes
flush:resolved | My face went bright red for ten minutes
malaise:resolved | Petit vertige en sortant, ça n'a pas duré
bleeding:resolved | Un point a saigné une minute
bleeding:resolved | J'ai taché mon tee-shirt d'une goutte de sang le soir même, rien depuis
injection_site_pain:present | J'ai mal aux points quand je m'assois
injection_site_pain:present | It stings a bit where you injected
injection_site_pain:present | Les trous des aiguilles me lancent encore
pain_rebound:present | Depuis la séance ma hanche me fait deux fois plus souffrir
pain_rebound:present | My back flared up after the session and has not settled
pain_rebound:resolved | Ma sciatique s'est réveillée le lendemain, trois jours d'enfer, puis plus rien
pain_rebound:present | C'est pire depuis vos piqûres
other:resolved | J'ai eu mal au coeur dans la voiture, c'est passé en arrivant
other:resolved | Une migraine le lendemain, disparue depuis
other:resolved | My wrist was swollen for a day, gone now
other:present | J'ai des nausées depuis hier
other:resolved | Hier soir j'ai eu une oppression dans la poitrine, c'est passé
other:resolved | J'ai eu du mal à respirer dix minutes mardi, c'est rentré dans l'ordre
other:resolved | My chest felt tight on Sunday, it went away by itself
allergic_reaction:resolved | J'ai fait de l'urticaire dimanche, tout est parti lundi
allergic_reaction:resolved | Mes lèvres ont gonflé le soir, redevenues normales le matin
fever:resolved infection:resolved | 38,5 le soir de la séance, plus de fièvre depuis
fever:resolved infection:resolved | Fever of 38.4 on the first night, gone by morning
malaise:past | J'avais tourné de l'oeil à la toute première séance
fatigue:past | L'année dernière j'étais épuisé après chaque cure
haematoma:absent fever:absent | Pas de bleu ni de fièvre
redness:absent | Aucune trace rouge
itching:absent | Nothing itches
none_reported:present | Zéro désagrément
none_reported:present | No reaction whatsoever
none_reported:present | J'ai parfaitement toléré, aucun effet
none_reported:present | Je n'ai rien eu après les piqûres
haematoma:present itching:present | Bleu sur la cuisse et ça gratte autour
redness:resolved haematoma:present | La rougeur est partie mais j'ai un bleu
fatigue:resolved haematoma:present | Fatigué deux jours, et il me reste un bleu
haematoma:absent fatigue:present | Pas de bleu, par contre je suis rincé
none | Je vide les poubelles et je brûle les branches
none | Le feu dans la cheminée, un bon livre
none | L'enflure de mon beau-frère m'énerve
none | Le toubib de la télé parlait d'infections nosocomiales
none | La bosse sur la route m'a fait sauter
none | J'ai pris une bosse de ski
none | Une tache de café sur ma chemise
none | Je rougis de vos compliments
none | The roses are red and so is my tractor
none | I'm over the moon, a 2
none | Ça saute aux yeux que je vais mieux
none | Une boule au ventre avant l'examen de ma fille
none | Je suis noir de cambouis
none | J'ai des bleus de travail à laver
none | Ça chauffe au boulot
none | J'avais 39 ans
none | Température de la piscine 28
none | Mes tomates sont gonflées de soleil
none | J'ai gonflé mes pneus
none | J'ai pompé et gonflé le matelas
none | Le pneu est crevé
none | Une bouffée d'air frais à la montagne
none | Je suis tombé sur un os à la pétanque
none | Coup de chaud sur la facture
none | Mon chien a des boutons, pauvre bête. Moi 3
none | Ma jument a le genou gonflé, je passe mes nuits à l'écurie
none | Les poules ont la fièvre aviaire dans le canton
none | Mon petit dernier a 39 de fièvre, nuit blanche. Dos à 4
none | Mon coloc est rouge comme une tomate depuis qu'il a fait du vélo
none | J'ai saigné mes clients aux cartes
none | Le cochon a été saigné samedi
none | J'ai renversé du vin rouge sur la nappe blanche
none | On a peint la chambre en bleu
none | Je suis allée voir les bleus jouer à Lyon
none | Le boulanger m'a vendu deux boules de campagne
none | Ma fille a des plaques sur les bras, pas moi
none | L'an passé j'avais peur des hématomes, maintenant j'en ris
none | Mon père saignait du nez hier
none | My dog had a lump removed. Mine is a 3
none | The kids are itching to go on holiday
none | I am bruised by the election results
none | Red wine and a hot bath last night
none | I was flushed with success at bingo
none | Une collègue s'est évanouie au bureau, ambulance et tout. Dos 4
none | Je ne voudrais pas avoir de bleus pour le mariage
none | Combien de temps dure un bleu en général ? 3
none | Vous m'aviez parlé de rougeurs possibles
none | Vous m'aviez prévenu pour les bleus
none | La feuille dit de surveiller la fièvre
none | Je guette la moindre rougeur
haematoma:absent | Toujours pas l'ombre d'un bleu
haematoma:absent | Bleu : aucun
haematoma:absent | No bruising to speak of
redness:absent haematoma:absent | Ni rougeurs ni bleus, rien du tout
itching:absent | Ça ne me démange pas
itching:absent | ça gratte même pas
fever:absent | J'ai pris ma température, 36,8
fever:absent | Aucune poussée de fièvre à déplorer
bleeding:absent | Rien n'a saigné
bleeding:absent | ça a pas saigné du tout
malaise:absent | Je n'ai ni tourné de l'oeil ni rien
fatigue:absent | Pas plus fatigué que d'habitude
none_reported:present | Aucune gêne à signaler
none_reported:present | Pas le moindre pépin
none_reported:present | Nothing unusual afterwards
none_reported:present | Pas d'effets indésirables de mon côté
none_reported:present | RAS côté peau
haematoma:present | J'ai la peau couleur prune là où vous avez piqué
haematoma:present | On dirait que j'ai pris un coup de poing sur la hanche, c'est tout bleu-noir
haematoma:present | Un joli bleu en souvenir
haematoma:present | Il me reste un bleu jaunâtre
haematoma:resolved | Le bleu s'est effacé en une semaine
haematoma:resolved | J'ai eu un bleu pendant cinq jours
haematoma:resolved | Plus de bleu aujourd'hui
haematoma:present | Le bleu commence à s'effacer
haematoma:present | Le bleu est en train de passer
haematoma:present | Le bleu n'est toujours pas parti
haematoma:present | Bruise fading slowly
redness:present | J'ai encore des petites marques rouges
redness:resolved | C'était rouge le soir, plus rien au réveil
redness:resolved | La peau a rosi une heure puis est redevenue normale
itching:present | Ça me chatouille autour des points, je me retiens de frotter
itching:resolved | Ça m'a démangé deux jours et puis fini
itching:resolved | Itchy for a day, nothing now
nodule:present | Je sens une petite bille dure quand je passe le doigt
nodule:present | Il y a comme un grain de riz sous la peau
nodule:resolved | La petite boule a disparu mercredi
fatigue:present | Je suis à plat depuis la séance
fatigue:present | J'ai un coup de pompe terrible depuis mardi
fatigue:present | Wiped out since the session
fatigue:resolved | J'ai dormi toute l'après-midi tellement j'étais crevé, ça va maintenant
fatigue:resolved | Knackered the same evening, fine by morning
flush:resolved | J'ai eu les joues en feu un quart d'heure
flush:present | J'ai encore des bouffées de chaleur
malaise:resolved | J'ai vu des étoiles en me levant de la table, assise cinq minutes et c'était bon
malaise:resolved | La tête qui tourne dans la voiture, un sucre et hop
bleeding:resolved | Une piqûre a perlé un peu, j'ai mis un pansement et basta
bleeding:resolved | It bled a bit when I took the plaster off, stopped at once
injection_site_pain:present | Les points sont encore sensibles au toucher
injection_site_pain:resolved | Les points étaient sensibles deux jours, c'est passé
injection_site_pain:present | Sore where the needles went in
pain_rebound:present | J'ai plus mal qu'avant la séance
pain_rebound:resolved | J'ai eu plus mal les deux premiers jours, puis ça s'est calmé
pain_rebound:present | La douleur s'est réveillée depuis jeudi
pain_rebound:present | Worse than before I came
other:present | J'ai mal à la tête depuis la séance
other:resolved | Mal de crâne le soir, parti avec un doliprane
other:present | Le poignet a un peu gonflé
other:resolved | C'était gonflé le premier jour, plus maintenant
haematoma:past | La première fois j'avais eu des bleus partout
haematoma:past | En juin j'ai eu un gros bleu, rien cette fois
haematoma:absent | Pas de bleus cette fois contrairement à la dernière
malaise:past | Il y a deux ans j'avais fait un malaise chez le dentiste
itching:present haematoma:absent | Ça gratouille mais pas de bleu
fever:present infection:present | J'ai une fièvre de cheval depuis hier
bleeding:present | J'ai saigné comme un boeuf
bleeding:present | I bled like a stuck pig
malaise:present | En nourrissant mes poules, vertige et chute
malaise:present | Je promenais mon chien, gros vertige
fever:present infection:present | J'ai la chair de poule et de la fièvre
none | Mes vaches ont de la fièvre
none | Mon chat, il a une boule sous la patte
fever:present infection:present | Vous m'aviez prévenue : j'ai de la fièvre
haematoma:present | Comme vous m'aviez dit, j'ai un bleu
redness:present | Ma femme a vu que j'ai une rougeur au bras
fever:present infection:present | mon mari m'a trouvée brûlante, 39,5
infection:present | J'ai lu votre mail. Un point suinte après la douche.
haematoma:present | J'ai un bleu après la séance, j'en ai parlé à ma soeur
infection:present | ça coule jaune, Google dit que c'est un abcès
allergic_reaction:present | Des plaques partout, j'ai lu sur internet que c'est une allergie
haematoma:present | En juin rien, mais cette fois un gros bleu
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_what_is_told_is_read_with_its_status(line: str) -> None:
    expected, text = line.split(" | ")
    assert told(text) == ({} if expected == "none" else dict(one.split(":") for one in expected.split()))


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("La peau est violette autour du point et la douleur est atroce", "emergency"),
        ("J'ai un étau dans la poitrine depuis ce matin, ça part dans la mâchoire. Mon dos allait mieux.", "emergency"),
        ("Sunday night I was struggling for breath", "emergency"),
        ("Ça saigne malgré la compresse", "emergency"),
        ("J'ai eu 38,9 lundi. Température normale depuis hier.", "routine"),
        ("La petite boule a fondu, on ne la sent plus", "routine"),
        ("Un peu de sang en rentrant, ça s'est arrêté tout seul", "routine"),
    ],
)
def test_an_end_calms_what_is_over_and_nothing_else(text: str, urgency: str) -> None:
    assert read(text).urgency.name.lower() == urgency
