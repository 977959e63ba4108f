"""What something else than the needles made is no reaction; an image of it, and its denial, change nothing."""

import pytest

from tests.replies.meaning.readings import read, told

OF_SOMETHING_ELSE = """
haematoma | Je me suis tapé le coude contre l'étagère, j'ai un bleu. Nuque à 2
haematoma | Un bleu au tibia, chute de vélo dimanche, rien à voir avec mes piqûres
bleeding | Je me suis entaillé le doigt avec le sécateur, ça a saigné, le dos est à 2
bleeding | Prise de sang ce matin, le dos est à 3
itching | Les moustiques m'ont dévoré les chevilles, elles me démangent. Dos à 2
itching | J'ai traversé les orties, ma jambe me gratte. La nuque va mieux, 3
redness | Coup de soleil en taillant la vigne, le nez tout rouge. Genou à 2
flush | Mes bouffées de chaleur sont celles de la ménopause, dos à 3
"""

OF_THE_NEEDLES = """
haematoma | On dirait que je me suis cogné : un bleu là où vous avez piqué
haematoma | J'ai un bleu au coude et pourtant je ne me suis pas cogné
itching | Comme si des moustiques m'avaient piqué, mes points me démangent
itching | Je me suis coupé au doigt, et mes points de piqûre me grattent
"""

OWN = """
allergic_reaction | Je bave, la langue qui gonfle, plus rien ne descend
haematoma | Ma femme a mesuré mon bleu, deux petits centimètres
haematoma | Mon frère a vu deux ecchymoses sur mon dos
bleeding | Ma fille a essuyé une goutte de sang sur mon coude
"""


@pytest.mark.parametrize("line", OF_SOMETHING_ELSE.strip().splitlines())
def test_what_has_another_cause_is_not_listed(line: str) -> None:
    code, text = line.split(" | ")
    assert code not in told(text)


@pytest.mark.parametrize("line", [*OF_THE_NEEDLES.strip().splitlines(), *OWN.strip().splitlines()])
def test_what_is_mine_and_of_the_needles_is(line: str) -> None:
    code, text = line.split(" | ")
    assert told(text).get(code) == "present"


def test_a_bruise_that_grows_is_told_whatever_it_is_put_down_to() -> None:
    assert read("Tombé de vélo dimanche, le bleu de la cuisse s'étend chaque jour, je suis sous Eliquis").needs_human


def test_a_danger_is_one_whatever_it_is_put_down_to() -> None:
    assert read("Je me suis cogné, et depuis j'ai de la fièvre et du pus au coude").urgency.code != "routine"
