"""Whose reaction it is and of which day, and what a score of before the needles says of one of now."""

import pytest

from tests.replies.meaning.readings import read, told


@pytest.mark.parametrize(
    "text",
    [
        "Mon beau-frère, assis à côté de moi, est tombé dans les pommes. Coude 1.",
        "Notre jardinier a eu de la fièvre toute la semaine. Mon genou est à 3.",
        "Ma voisine, piquée deux heures avant moi, a de la fièvre. Moi, poignet 2.",
        "My brother-in-law, who drove me there, fainted at the sight of the needle. My neck is a 3.",
        "My foreman came out in hives after eating prawns. Shoulder 2.",
    ],
)
def test_what_another_has_is_not_the_patients(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Mon mari est venu me chercher, malaise sur le parking.",
        "Mon mari, venu me chercher, a dû me porter, malaise complet.",
        "Ma fille m'a trouvée évanouie dans la cuisine.",
        "Le second point a gonflé et suppure.",
    ],
)
def test_who_is_helped_speaks_of_herself(text: str) -> None:
    assert {"malaise", "infection"} & told(text).keys()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Une heure après la séance, j'étais pâle et j'ai eu un vertige.", "resolved"),
        ("Vingt minutes après la séance j'étais toute étourdie, ça a passé avec un café.", "resolved"),
        ("Après ma deuxième séance, j'étais restée étourdie.", "past"),
    ],
)
def test_a_session_without_a_number_is_the_last_one(text: str, status: str) -> None:
    assert told(text)["malaise"] == status


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Une migraine que deux heures de sieste ont chassée.", "other"),
        ("La boule du premier jour est introuvable ce matin.", "nodule"),
        ("Une goutte de sang, séchée aussitôt.", "bleeding"),
        ("Les rougeurs ont pris congé dès jeudi.", "redness"),
        ("Un bleu gros comme une noisette, effacé depuis mardi.", "haematoma"),
    ],
)
def test_what_something_took_away_is_over(text: str, code: str) -> None:
    assert told(text)[code] == "resolved"


@pytest.mark.parametrize(
    "text",
    [
        "Je suis à 7, j'étais à 4 avant les injections.",
        "Avant la séance 3, maintenant 6.",
        "En arrivant chez vous j'avais 5 ; ce matin c'est 8.",
        "It was 4 before you treated me and it's 7 now.",
    ],
)
def test_more_than_before_the_needles_is_a_rebound(text: str) -> None:
    assert told(text) == {"pain_rebound": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "J'étais à 8 avant vos piqûres, je suis à 3.",
        "Score 2, contre 7 avant la séance.",
        "Je prenais 2 dolipranes avant la séance, je suis à 4.",
        "Ma sœur était à 3 avant ses piqûres. Moi, 5.",
    ],
)
def test_less_than_before_and_what_is_no_score_are_none(text: str) -> None:
    assert "pain_rebound" not in told(text)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Le poignet se satisfait de 3.", 3),
        ("Mon épaule est cotée à deux.", 2),
        ("Nous en sommes à trois.", 3),
        ("Le genou est à 4 mais je monte les marches deux par deux.", 4),
        ("My knee has crept up to 6.", 6),
        ("Je suis à deux doigts de craquer.", None),
    ],
)
def test_a_score_is_read_after_verbs_of_measure(text: str, score: float | None) -> None:
    eva = read(text).eva
    assert (eva.middle if eva else None) == score


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Le cadran indique trois. Il indiquait sept en mai.", 3),
        ("C'était neuf en arrivant chez vous. Nous en sommes à quatre.", 4),
        ("Épaule à 6. Elle était à 4 avant qu'on y touche.", 6),
    ],
)
def test_a_score_of_then_is_not_that_of_now(text: str, score: float) -> None:
    eva = read(text).eva
    assert eva
    assert eva.middle == score


@pytest.mark.parametrize(
    ("text", "reactions"),
    [
        ("Un mal de tête qui ne me lâche pas depuis la séance.", {"other": "present"}),
        ("Des frissons, je mets ça sur le dos de la fondue.", {"fever": "present", "infection": "present"}),
        ("Rougeurs lundi, démangeaisons mardi, tout a disparu.", {"redness": "resolved", "itching": "resolved"}),
        ("Douleur 4, hématome néant.", {"haematoma": "absent"}),
        ("Deux portes claquées ce matin. Pouce 2.", {}),
        ("Itching for the first evening, long gone now.", {"itching": "resolved"}),
        ("Une douleur cotée à un.", {}),
    ],
)
def test_what_only_looks_like_an_end_or_a_sign_is_none(text: str, reactions: dict[str, str]) -> None:
    assert told(text) == reactions
