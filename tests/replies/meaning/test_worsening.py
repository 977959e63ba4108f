"""The treated pain that has grown, put together; a first day that was bad, and well after; and whose weakness it is."""

import pytest

from tests.replies.meaning.readings import told


@pytest.mark.parametrize(
    "text",
    [
        "Ma cheville est devenue plus hargneuse depuis la séance.",
        "Flambée du coude le soir même, et elle dure.",
        "Mon poignet fait plus de misères qu'avant vos aiguilles.",
        "Depuis le traitement ma nuque vire au cauchemar.",
        "Mon pouce s'est mis en rogne depuis les injections.",
        "La séance a renforcé mon mal d'épaule.",
        "Depuis vos piqûres mon talon souffre le martyre.",
        "Je suis venue avec 3 et depuis la séance le genou est à 6.",
        "La hanche est passée de 3 à 6 depuis les injections.",
        "The session has made my elbow nastier since Tuesday.",
    ],
)
def test_a_treated_pain_that_has_grown_is_told_in_any_words(text: str) -> None:
    assert told(text) == {"pain_rebound": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "J'ai doublé mes longueurs depuis la séance, l'épaule suit.",
        "Depuis les piqûres je n'ai plus mal au genou.",
        "Mon dos est plus souple qu'avant les piqûres.",
        "Le lendemain de la séance j'ai repris le vélo, le genou va bien.",
        "Une crise de fou rire le soir de la séance, le dos va bien.",
        "Votre feuille parle d'un rebond, mon coude est calme.",
        "J'étais à 6 avant la séance, je suis à 3.",
    ],
)
def test_what_has_not_grown_is_no_rebound(text: str) -> None:
    assert "pain_rebound" not in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "La cheville a été plus douloureuse le lendemain, à présent je danse.",
        "Pire qu'avant le premier soir, puis le coude s'est assagi.",
        "Lundi le cou était plus douloureux qu'avant les injections. Jeudi je jardine, soulagé.",
        "La douleur avait grimpé à 8 le premier soir, là je suis à 3.",
        "The knee was worse the first night, now it is quiet.",
    ],
)
def test_a_bad_first_day_is_over_where_a_later_one_is_good(text: str) -> None:
    assert told(text) == {"pain_rebound": "resolved"}


def test_a_later_day_that_is_as_bad_ends_nothing() -> None:
    assert told("La cheville a été plus douloureuse le lendemain, à présent elle n'est pas mieux.") == {
        "pain_rebound": "present"
    }


@pytest.mark.parametrize(
    ("text", "fatigue"),
    [
        ("Mon vieux téléphone est à plat, le dos va bien.", None),
        ("Mon matelas est bien raplapla, le dos va bien.", None),
        ("Mon corps est fatigué depuis la séance.", "present"),
        ("Depuis la séance je tombe de sommeil à sept heures.", "present"),
        ("Je bâille sans arrêt depuis la séance.", "present"),
    ],
)
def test_a_thing_that_is_worn_out_is_no_tired_patient(text: str, fatigue: str | None) -> None:
    assert told(text).get("fatigue") == fatigue
