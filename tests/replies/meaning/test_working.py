"""What patients do to things, what they are called, and what a clause tells of itself, alarms nobody; signs do."""

import pytest

from tests.replies.meaning.readings import read

AT_WORK = """
Je tonds mes brebis jusqu'à samedi, dos 3
2/10 à l'épaule, j'ai scié trois stères dimanche
Genou à 4, je ponce des cloisons toute la semaine
I stitched two quilts this week, thumb is a 2
Elbow 3, I threw my first pots again
Le vitrailliste de Chartres vous salue, 2 sur 10
Bouquiniste, debout sur les quais. Hanche 3
Mon coude de chaudronnier est à 2
Mes boîtes de palourdes pèsent toujours autant, mais mon dos s'en tient à 3
Le genou tape à 6 le soir
"""

SIGNS = """
2/10. Je coupe ma peau morte autour du point
Je serre mes doigts et rien ne vient, 3
Ça me tord la jambe, dos 3
Dos à 2, bizarrement ramolli
Nuque 3, mon poignet tape
Je pousse des cris la nuit. 4
"""


@pytest.mark.parametrize("text", AT_WORK.strip().splitlines())
def test_work_and_trades_alarm_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", SIGNS.strip().splitlines())
def test_the_same_words_of_the_body_go_to_a_person(text: str) -> None:
    assert read(text).needs_human


DANGERS = """
Lombaires 2, je coupe mes phrases, plus assez d'air
Genou 3, je tire la jambe depuis mardi
Coude 2, ce matin je ne retrouvais plus le nom de mon chien
Dos 2, j'en suis à quatre comprimés de trop chaque soir
"""


@pytest.mark.parametrize("text", DANGERS.strip().splitlines())
def test_dangers_told_as_deeds_go_to_a_person(text: str) -> None:
    assert read(text).needs_human
