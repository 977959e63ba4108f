"""What texts of strangers showed, by kind: which code wins, when and of whom it is told, which number counts."""

import pytest

from tests.replies.meaning.readings import read, told


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("C'est rouge, chaud et il en sort du pus", {"infection": "present"}),
        ("Des plaques rouges partout sur le corps qui me démangent", {"allergic_reaction": "present"}),
        ("Bouffée de chaleur pendant la séance, le visage tout rouge, puis plus rien", {"flush": "resolved"}),
        ("J'ai 39 et les piqûres sont rouges", {"fever": "present", "infection": "present"}),
    ],
)
def test_a_graver_reaction_names_its_own_signs(text: str, codes: dict[str, str]) -> None:
    assert told(text) == codes


def test_a_sign_told_alone_keeps_its_name() -> None:
    assert told("Un peu de rougeur et ça gratte") == {"redness": "present", "itching": "present"}
    assert told("Pas de pus, juste une rougeur") == {"infection": "absent", "redness": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "J'ai eu un malaise en sortant du cabinet",
        "J'ai eu la tête qui tournait dans la voiture",
        "I felt faint in the waiting room",
    ],
)
def test_a_reaction_of_minutes_told_of_an_occasion_is_over(text: str) -> None:
    assert told(text) == {"malaise": "resolved"}


@pytest.mark.parametrize(
    "text",
    [
        "J'ai eu un malaise en sortant et depuis la tête tourne",
        "J'ai eu un malaise en sortant, ça continue",
    ],
)
def test_one_that_goes_on_is_not_over(text: str) -> None:
    assert told(text)["malaise"] == "present"


def test_a_faint_with_hives_is_no_matter_of_a_moment() -> None:
    assert read("J'ai eu un malaise en sortant et j'ai de l'urticaire partout").urgency.code == "emergency"


def test_one_sign_denied_beside_another_told_is_no_contradiction() -> None:
    said = read("Des nausées mais je n'ai pas vomi")
    assert told("Des nausées mais je n'ai pas vomi") == {"other": "present"}
    assert not said.needs_human, said.evidence


def test_who_signs_as_a_relative_writes_for_the_patient() -> None:
    said = read("Mon fils a eu des vertiges hier, plus rien ce matin.\nSa maman")
    assert "malaise" in said.reactions
    assert said.needs_human


def test_what_is_told_of_somebody_else_alone_goes_to_a_person() -> None:
    assert read("Mon mari a eu de la fièvre après sa séance").needs_human
    assert not read("Mon voisin a eu de la fièvre après la sienne, moi 3").needs_human


@pytest.mark.parametrize(
    ("text", "eva"),
    [
        ("slt jdirais 6", 6),
        ("Ma note : 6 (sur 10)", 6),
        ("4.5/10", 4.5),
        ("5/6 sur 10", 5.5),
        ("8 avant, 3 après la séance", 3),
        ("It was 8, it's 3 now", 3),
        ("Je suis partie de 8, me voilà à 3.", 3),
        ("Rien à dire par rapport à la dernière fois : 4", 4),
        ("J'ai attendu trois jours avant de répondre, la douleur est à 4", 4),
        ("Un doliprane le premier soir et depuis plus rien, la douleur est à 3", 3),
    ],
)
def test_the_number_that_is_meant(text: str, eva: float) -> None:
    assert read(text).as_json()["eva"] == eva


@pytest.mark.parametrize(
    "text",
    [
        "Le bleu vire au jaune, 3",
        "Pain 3, slight bruising on the left thigh, going yellow",
        "La hanche est à 3.",
        "Ça me lance encore dans la jambe la nuit, 5",
        "La peau est nette, douleur 2",
        "Quand je tourne la tête c'est encore raide, 3 sur 10",
        "Ma douleur est à 6 quand le temps est humide",
        "Mettez-moi un 6, s'il vous plaît.",
    ],
)
def test_how_a_bruise_or_the_treated_pain_goes_waits_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize(
    "text",
    [
        "il sort du jaune du trou, 3",
        "ma jambe devient jaune, 3",
        "un point violent quand j'inspire",
        "la peau vire au noir",
    ],
)
def test_the_same_words_of_something_else_do_not(text: str) -> None:
    assert read(text).needs_human
