"""Ends, lengths, likenesses and denials of reactions, in words that patients choose for themselves."""

import pytest

from tests.replies.meaning.readings import told

TOLD = """
injection_site_pain:resolved | Les trous ont tiraillé tout le trajet, une petite heure, puis se sont tus
injection_site_pain:resolved | Les piqûres brûlaient samedi comme un coup de soleil, dimanche terminé
injection_site_pain:resolved | The jabs stung for an evening and then packed it in
injection_site_pain:present | La piqûre la plus basse reste sensible
itching:resolved | Ça m'a démangé deux soirées
itching:present | Ça démange deux heures chaque soir
itching:resolved redness:resolved | Tout est parti hier, les rougeurs comme les démangeaisons
itching:resolved | It itched for two evenings, then stopped bothering me
haematoma:resolved | J'ai eu un bleu, regardé ce matin : il n'y est plus
haematoma:resolved | Back to swimming. The bruise has faded out and my cap is back in the bag
haematoma:present | Hip a 3, plus a small bruise where you went in
fatigue:resolved | Trois jours de fatigue et me revoilà
fatigue:resolved | Une grosse lassitude mardi. Aujourd'hui elle m'a quittée
fatigue:present | Depuis trois jours de la fatigue
other:resolved | J'ai vomi en rentrant, depuis l'estomac est sage
other:resolved | Mal à la tête dimanche, un cachet en est venu à bout
malaise:resolved | I passed out in the hall for a few seconds
bleeding:resolved | Une goutte de sang sur le col, aussitôt séchée
bleeding:present | Le point saigne toujours malgré dix minutes de compression
flush:resolved | J'ai eu la figure en feu, c'était redescendu avant le tram
other:resolved | J'ai eu la poitrine serrée hier au marché. Après, c'est parti
allergic_reaction:present | Sur le ventre, des boutons comme de l'urticaire
none_reported:present | Et pas davantage de réaction
none_reported:present | Quant aux réactions, je n'en ai pas eu
none_reported:present | As for side effects, I have had none
none_reported:present | Les réactions : néant
none_reported:present | Aucun effet sur la peau
none_reported:present | Comme la dernière fois, aucune réaction
haematoma:absent | Vous disiez que je pourrais avoir un bleu. Je n'en ai pas
haematoma:absent | On m'avait prévenu pour les bleus, j'attends toujours
fatigue:absent | Point fatiguée, j'ai désherbé tout le carré
pain_rebound:absent | La douleur pouvait monter, elle n'a pas augmenté chez moi
itching:absent | Quant aux démangeaisons, connais pas
other:absent | Nausea? Not for a second
haematoma:past | Last spring I bruised like a peach
haematoma:past | Au mois de mai j'avais récolté un bleu
other:past | My session in January gave me a migraine
| Il fait 39 dans l'atelier
| J'ai remis mon bleu et repris l'établi
| Je suis dans les pommes, c'est la récolte
| Mon voisin me donne de l'urticaire quand il parle
| Tour de manège avec ma puce
| Une consœur avait fait une urticaire
| Je ressors les crampons samedi
| Aucun effet sur la douleur
| Pas de réaction de votre secrétariat à mon message
| Passé comme une lettre à la poste
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_what_is_told_of_a_reaction_is_read_with_its_status(line: str) -> None:
    codes, _, text = line.partition("|")
    assert told(text.strip()) == dict(pair.split(":") for pair in codes.split())


@pytest.mark.parametrize(
    "text",
    [
        "Une rougeur qui part de la piqûre et qui monte vers le coude",
        "Rougeur partie du coude, elle gagne l'épaule chaque heure",
    ],
)
def test_what_goes_from_one_place_to_another_is_not_over(text: str) -> None:
    assert told(text) == {"infection": "present"}
