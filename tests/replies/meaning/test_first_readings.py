"""What the first readings of unseen texts showed: rules that hold beyond the sentence that showed them."""

import time

import pytest

from tests.replies.meaning.readings import read, told


@pytest.mark.parametrize(
    "text",
    [
        "Si j'ai de la fièvre, des rougeurs ou du pus, j'appelle.",
        "Je surveille la rougeur, la fièvre et les écoulements.",
        "Il faut consulter si fièvre, rougeur ou gonflement.",
    ],
)
def test_a_supposition_holds_for_a_whole_list(text: str) -> None:
    assert told(text) == {}
    assert read(text).urgency.code == "routine"


def test_a_list_of_what_is_there_is_no_supposition() -> None:
    assert told("Si vous voulez, j'ai une rougeur, un bleu et de la fièvre.")["fever"] == "present"


@pytest.mark.parametrize(
    "text",
    ["Je suis la fille de Mme Perrin, maman a 39 de fièvre", "C'est le mari de Mme Roux, elle a beaucoup de fièvre"],
)
def test_a_relative_who_writes_for_the_patient_speaks_of_the_patient(text: str) -> None:
    assert told(text)["fever"] == "present"
    assert read(text).needs_human


def test_a_relative_s_own_fever_is_not_the_patient_s() -> None:
    assert told("Ma fille a de la fièvre depuis deux jours mais moi ça va") == {}


def test_what_is_denied_right_after_it_was_named_is_absent() -> None:
    assert told("On me dit que les bleus sont fréquents, je n'en ai pas") == {"haematoma": "absent"}
    assert told("J'ai des bleus, je n'en ai pas parlé") == {"haematoma": "present"}


def test_a_danger_that_the_patient_doubts_is_the_same_day_s() -> None:
    said = read("Je me demande si ce n'est pas infecté")
    assert (said.urgency.code, said.needs_human) == ("same_day", True)


@pytest.mark.parametrize("text", ["la voiture et le parlement", "ça tire un peu dans la société", "un seigneur social"])
def test_an_everyday_word_is_no_mistyped_reaction(text: str) -> None:
    assert told(text) == {}


def test_a_bleeding_that_lasts_is_not_over_because_its_minutes_are_told() -> None:
    said = read("Ça saigne toujours malgré l'appui depuis vingt minutes")
    assert said.urgency.code == "emergency"


@pytest.mark.parametrize(
    ("text", "eva"),
    [
        ("7 → 4", 4),
        ("de 8/10 je suis descendue à 3/10", 3),
        ("Sinon 4.", 4),
        ("Ma douleur ? 5. Mes bleus ? partis.", 5),
    ],
)
def test_the_score_of_now_is_the_last_of_a_movement(text: str, eva: float) -> None:
    assert read(text).as_json()["eva"] == eva


def test_an_absence_is_told_by_its_words_alone() -> None:
    assert read("Absent jusqu'au 2 mai, je vous répondrai à mon retour.").auto_reply
    assert not read("Je serai absente du 5 au 8, on peut décaler ?").auto_reply


@pytest.mark.parametrize("unit", ["fièvre ", "bleu et rouge et ", "si j'ai de la fièvre, ", "7 → ", "je n'en ai pas "])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def took(length: int) -> float:
        text = (unit * length)[:length]
        begun = time.process_time()
        read(text)
        return time.process_time() - begun

    took(2000)
    assert took(16_000) < 24 * max(took(2000), 0.01)
