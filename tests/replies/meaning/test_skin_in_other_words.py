"""Bruises, redness, itching, rashes and flushes in the words of strangers, and what only sounds like them."""

import pytest

from tests.replies.meaning.readings import read, told

PRESENT = """
haematoma | Une poque violette au mollet, rien de grave, dos à 2
haematoma | J'ai un rond bleu marine au coude, je joue quand même
redness | Des pastilles vermillon sur l'épaule, une pour chaque injection
redness | Mon genou est moucheté de rose depuis la séance
redness | C'est resté rosé au talon, rien de plus
itching | Mes points m'appellent et je finis par les gratter en réunion
itching | Le manche de la brosse sert à me gratter les piqûres
flush | Depuis la séance, des montées de chaleur me prennent au visage
flush | J'ai la figure comme un radiateur depuis les injections
flush | Ma tête me chauffe comme une bouilloire depuis mardi
bleeding | Chaque soir un des points saigne un peu, un coton et ça s'arrête
"""

OVER = """
redness | Mon coude était rouge après la piqûre et il est redevenu comme l'autre
redness | Ça m'avait fait des points rouges au mollet, c'est tout parti
itching | Le prurit a cédé en deux jours
itching | La gratelle m'a pris le soir, ça a lâché le lendemain
itching | Les piqûres me démangeaient, elles me laissent tranquille à présent
flush | La vague de chaleur après l'injection est retombée en dix minutes
"""

ABSENT = """
flush | Le coup de chaud annoncé n'est pas venu, j'ai repris la route
flush | La bouffée de chaleur m'a épargnée
haematoma | Du bleu, je n'en ai vu nulle part
redness | Je m'attendais à du rouge à la nuque, il n'y en a jamais eu
"""

URGENT = """
same_day | J'ai le ventre, les bras et les cuisses criblés de rouge
same_day | Un exanthème me couvre le torse et les jambes
same_day | Ma peau entière me démange, je ne dors plus
emergency | La figure bouffie comme une brioche depuis ce matin
emergency | Deux fentes à la place des yeux, dos à 2
"""

ANOTHER_MEANING = """
Mon compte est dans le rouge, le dos à 3
J'ai remis mes baskets rouges, le talon à 2
Je suis allergique aux files d'attente, dos à 2
Mon moral a pris quelques bleus, le genou est à 2
La voiture a pris un coup de chaud, mes lombaires ont tenu, 2
La migraine est à 2
"""


def _code(line: str) -> tuple[str, str]:
    code, text = line.split(" | ")
    return text, code


@pytest.mark.parametrize("line", PRESENT.strip().splitlines())
def test_what_is_there_is_read(line: str) -> None:
    text, code = _code(line)
    assert told(text) == {code: "present"}


@pytest.mark.parametrize("line", OVER.strip().splitlines())
def test_what_has_gone_is_over(line: str) -> None:
    text, code = _code(line)
    assert told(text) == {code: "resolved"}


@pytest.mark.parametrize("line", ABSENT.strip().splitlines())
def test_what_did_not_come_is_absent(line: str) -> None:
    text, code = _code(line)
    assert told(text).get(code) == "absent"


@pytest.mark.parametrize("line", URGENT.strip().splitlines())
def test_a_rash_and_a_swollen_face_are_urgent(line: str) -> None:
    text, level = _code(line)
    assert (read(text).urgency.code, told(text).get("allergic_reaction")) == (level, "present")


@pytest.mark.parametrize("text", ANOTHER_MEANING.strip().splitlines())
def test_what_only_sounds_so_tells_nothing(text: str) -> None:
    assert told(text) == {}
