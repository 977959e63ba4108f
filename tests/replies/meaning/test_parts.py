"""A score right beside the part that it is of is the patient's own, whatever else its sentence counts."""

import pytest

from tests.replies.meaning.readings import read


def eva(text: str) -> object:
    return read(text).as_json()["eva"]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Les draps de l'hôtel se plient tout seuls, épaule à 4.", 4),
        ("62 chèvres, 2 chiens et une épaule à 3.", 3),
        ("Labrador de 38 kilos porté ce matin, le dos dit 2.", 2),
        ("Jusqu'à 3 h derrière le bar, trapèze à 3 lui aussi.", 3),
        ("Six étages à cirer et mon genou me laisse en paix, il vaut 4.", 4),
        ("Ma nuque vaut toujours six points, hélas.", 6),
        ("De 5 à 6 selon les heures.", 5.5),
        ("Ma douleur, que je cotais à 7 en janvier, n'est plus qu'à 4.", 4),
    ],
)
def test_a_score_beside_its_part(text: str, score: float) -> None:
    assert eva(text) == score


@pytest.mark.parametrize(
    "text",
    [
        "Mon mari prétend que son propre genou vaut 9, le mien se fait oublier.",
        "L'épaule à 3 endroits me tire.",
        "Quatre à quatre, voilà comment je monte l'escalier.",
        "Le genou de mon frère est à 8.",
        "Hier soir on a vu un film noté 7 sur 10.",
    ],
)
def test_what_stands_there_for_something_else_is_none(text: str) -> None:
    assert eva(text) is None
