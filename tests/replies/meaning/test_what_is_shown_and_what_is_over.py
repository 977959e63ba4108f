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
