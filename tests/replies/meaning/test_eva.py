"""The pain score: read from digits and words, of now rather than before, and never from a number that counts."""

import pytest

from tests.replies.meaning.readings import read
from vigil.domain.eva import Eva


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("EVA: 6", 6, 6),
        ("la douleur est à 6", 6, 6),
        ("je dirais 6 sur 10", 6, 6),
        ("7,5", 7.5, 7.5),
        ("sept sur dix", 7, 7),
        ("zéro", 0, 0),
        ("un sur dix", 1, 1),
        ("entre 3 et 4", 3, 4),
        ("3-4", 3, 4),
        ("4 ou 5 sur 10", 4, 5),
        ("elle varie de 4 à 6", 4, 6),
        ("de 7 à 3", 3, 3),
        ("passée de sept à trois", 3, 3),
        ("avant 8 maintenant 5", 5, 5),
        ("5 aujourd'hui, 8 la semaine dernière", 5, 5),
        ("hier 7, ce matin 5", 5, 5),
        ("pain is 4 out of 10", 4, 4),
    ],
)
def test_a_score_is_read(text: str, low: float, high: float) -> None:
    assert read(text).eva == Eva(round(low * 10), round(high * 10))


@pytest.mark.parametrize(
    "text",
    [
        "j'ai 62 ans",
        "j'ai 8 ans de douleurs derrière moi",
        "rendez-vous le 4/10",
        "le 5 mars à 8h",
        "pris 2 doliprane",
        "6 gouttes le soir",
        "06 05 04 03 02",
        "30 % de mieux",
        "pendant 3 jours",
        "vous avez fait 7 piqûres",
        "38,5 ce matin",
        "au 3e étage",
        "75010 Paris",
        "ma tension est à 12/8",
        "la douleur dure 2 heures",
        "une douleur de moins",
        "aucune douleur",
        "je n'ai plus mal du tout",
        "séance 3 sur 5",
    ],
)
def test_a_number_that_counts_something_else_is_no_score(text: str) -> None:
    assert read(text).eva is None


def test_a_range_has_its_middle_as_value_and_both_ends_in_the_evidence() -> None:
    understood = read("je dirais entre 3 et 4")
    assert understood.as_json()["eva"] == 3.5
    assert [one.rule for one in understood.evidence if one.field == "eva"] == ["range, 3 to 4"]


def test_scores_that_cannot_be_told_apart_go_to_a_person_with_both_ends() -> None:
    understood = read("EVA 3 au repos et EVA 7 à l'effort")
    assert understood.eva == Eva(30, 70)
    assert understood.needs_human


def test_a_score_of_an_earlier_time_alone_is_none_and_goes_to_a_person() -> None:
    understood = read("la dernière fois j'étais à 7")
    assert understood.eva is None
    assert understood.needs_human
