"""A word that nobody knows is left alone where a sentence can only name a thing or a deed with it."""

import pytest

from tests.replies.meaning.readings import read

THINGS = """
Je varlope mes planches comme à vingt ans, 2/10
Douleur 3. Samedi on est allés aux girolles avec mes beaux-frères
2/10, je zingue deux toitures par semaine
I whittled two spoons on Sunday, pain is a 2
3/10 and back with my whippets at the kennels
"""

STATES = """
Douleur 3, j'ai un schmoldu depuis hier
3/10. C'est vrombulant ce matin
Pain 2. I feel all wumbly
3/10, mon staphylocoque me suit partout
"""


@pytest.mark.parametrize("text", THINGS.strip().splitlines())
def test_a_thing_that_nobody_knows_alarms_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", STATES.strip().splitlines())
def test_a_state_that_nobody_knows_goes_to_a_person(text: str) -> None:
    assert read(text).needs_human


PLACES = """
Deux petits bleus sous l'élastique, 3/10
Ça gratte un peu sous la bretelle de la salopette. 4
Un bleu comme une myrtille à la cuisse, douleur 2
Une petite rougeur grosse comme un smarties. Douleur 3
Tiny bruise like a freckle, 2/10
"""


@pytest.mark.parametrize("text", PLACES.strip().splitlines())
def test_where_and_how_small_a_reaction_is_alarms_nobody(text: str) -> None:
    said = read(text)
    assert (said.urgency.code, said.needs_human) == ("routine", False), said.evidence
