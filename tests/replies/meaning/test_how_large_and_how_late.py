"""Dangers that a size, a time or a count makes: told beside good news, and what only sounds like one."""

import pytest

from tests.replies.meaning.readings import read, told

URGENT = """
same_day | haematoma | Mieux, 3/10. Le bleu prend toute la largeur du dos
same_day | haematoma | Le bleu de la fesse devient plus dur de jour en jour, sinon 2
same_day | haematoma | Nuque 2. La cuisse entière est bleue, du pli de l'aine au genou
same_day | haematoma | Genou 3, et le bleu est plus large ce soir qu'au réveil
same_day | haematoma | Le bleu était petit hier, il est plus grand ce matin et encore plus grand à midi. Coude 2
same_day | haematoma | Mollet 2, l'hématome dépasse de la bande
same_day | haematoma | Un bleu grand comme une raquette me barre la cuisse. Dos 2
same_day | haematoma | J'ai le flanc violet de l'aisselle jusqu'à la hanche, genou 3
same_day | haematoma | Mon bleu est un supplice dès que je mets une chaussette
same_day | haematoma | L'hématome a encore gagné deux doigts cette nuit. Coude 1
same_day | haematoma | L'ecchymose du mollet a durci depuis lundi, sinon 2
same_day | nodule | Trois mois que les séances sont finies et une boule est sortie à l'ancien endroit. Genou 1
same_day | nodule | Six semaines ont passé, dos à 1, mais une boule est apparue là où vous aviez piqué
same_day | infection | Épaule 2/10. La rougeur a dépassé le trait que j'avais fait au stylo
emergency | bleeding | Le point saigne toujours malgré trente minutes de compression, 2/10
emergency | bleeding | Je presse avec une serviette et le sang passe au travers. Nuque 2
emergency | bleeding | Hémorragie non maîtrisée malgré la compression du coude
emergency | bleeding | Le point saigne quand même, j'ai beau serrer le bandage
emergency | allergic_reaction | De l'urticaire partout, et j'ai rendu trois fois mon déjeuner. Hanche 3
emergency | other | 2/10, mais je vois deux lampes au lieu d'une depuis midi
emergency | other | Knee 3. I can't feel my left foot since lunch
emergency | other | Neck 2, but my wife says I am talking gibberish
emergency | other | Dos à 3. Le coeur s'emballe et j'ai des sueurs froides
same_day | other | Coude 1/10. Un mollet gros comme une bouteille depuis lundi
same_day | other | Mes urines sont comme du coca d'après ma fille. Coude 1
"""

OF_THE_MIND = """
Le dos va bien, 2. Le soir je voudrais m'endormir et ne plus me réveiller
Pain 2, I took a whole strip of codeine last night
J'ai vidé la boîte de codéine cette nuit, dos à 4
"""

CALM = """
Un bleu grand comme une lentille sur la hanche, dos 2
Un bleu au genou. La douleur descend du genou au pied, 4
Je suis à 2 depuis trois semaines, tout va de mieux en mieux de jour en jour
Le bleu s'efface de jour en jour, 2/10
J'ai pris deux comprimés de Doliprane hier, genou 3
"""


@pytest.mark.parametrize("line", URGENT.strip().splitlines())
def test_a_size_a_time_or_a_count_makes_a_danger(line: str) -> None:
    level, code, text = line.split(" | ")
    assert (read(text).urgency.code, told(text).get(code)) == (level, "present")


@pytest.mark.parametrize("text", OF_THE_MIND.strip().splitlines())
def test_an_overdose_and_the_wish_to_be_gone_are_emergencies(text: str) -> None:
    assert read(text).urgency.code == "emergency"


def test_who_thinks_others_better_off_is_read_by_a_person() -> None:
    assert read("2/10. Ça irait mieux pour tout le monde si je n'étais plus là").needs_human


@pytest.mark.parametrize("text", CALM.strip().splitlines())
def test_what_only_sounds_so_is_calm(text: str) -> None:
    said = read(text)
    assert (said.urgency.code, said.needs_human) == ("routine", False), said.evidence
