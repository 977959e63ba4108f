"""How a reaction stands: present, denied, over, of another day, of another person, or only feared."""

import pytest

from tests.replies.meaning.readings import read, told

HAEMATOMA = {
    "un bleu": "present",
    "je n'ai que deux bleus": "present",
    "pas mal de bleus": "present",
    "le bleu n'est pas parti": "present",
    "le bleu commence à partir": "present",
    "comme la dernière fois, un bleu": "present",
    "la dernière fois un bleu, et cette fois aussi": "present",
    "depuis la dernière séance j'ai un bleu": "present",
    "rien, à part un bleu": "present",
    "des bleus ? oui": "present",
    "pas de bleu": "absent",
    "pas le moindre bleu": "absent",
    "aucun bleu": "absent",
    "ni bleu ni bosse": "absent",
    "jamais eu de bleu": "absent",
    "bleus : non": "absent",
    "des bleus ? non": "absent",
    "je ne pense pas avoir de bleu": "absent",
    "j'ai pu de bleu": "resolved",
    "je n'ai plus de bleu": "resolved",
    "le bleu a disparu": "resolved",
    "j'ai eu un bleu mais c'est passé": "resolved",
    "J'ai eu un bleu. Il est parti.": "resolved",
    "la dernière fois j'avais eu un bleu": "past",
    "à la séance précédente un bleu, rien cette fois": "past",
    "ma fille a un bleu": None,
    "le bleu de ma voisine": None,
    "j'ai peur d'avoir un bleu": None,
    "si j'ai un bleu je vous le dirai": None,
    "avez-vous un bleu ?": None,
    "le ciel est bleu": None,
}


@pytest.mark.parametrize(("text", "status"), HAEMATOMA.items())
def test_a_bruise_stands_as_the_words_say(text: str, status: str | None) -> None:
    assert told(text).get("haematoma") == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ça gratte pas", "absent"),
        ("ça gratte plus", "resolved"),
        ("ça ne me gratte plus du tout", "resolved"),
        ("ça gratte plus fort", "present"),
        ("ça n'arrête pas de gratter", "present"),
        ("it doesn't itch anymore", "resolved"),
    ],
)
def test_a_verb_is_denied_after_itself(text: str, status: str) -> None:
    assert told(text)["itching"] == status


def test_a_negation_reaches_over_a_list_and_stops_at_another_thought() -> None:
    text = "pas de rougeur, de fièvre ni de démangeaison, mais un bleu"
    assert told(text) == {"redness": "absent", "fever": "absent", "itching": "absent", "haematoma": "present"}


def test_an_item_with_words_of_its_own_is_not_denied() -> None:
    assert told("pas de bleu, rougeur légère") == {"haematoma": "absent", "redness": "present"}


def test_an_exception_is_present() -> None:
    assert told("rien … si ce n'est quelques rougeurs") == {"redness": "present"}


def test_an_end_reaches_all_that_was_listed() -> None:
    assert told("Les bleus et les rougeurs ont disparu") == {"haematoma": "resolved", "redness": "resolved"}


def test_fever_counts_as_a_suspected_infection() -> None:
    assert told("j'ai 38,7") == {"fever": "present", "infection": "present"}
    assert told("pas de fièvre") == {"fever": "absent"}


@pytest.mark.parametrize("text", ["aucun effet", "RAS", "R.A.S.", "rien à signaler", "tout va bien, rien à signaler"])
def test_nothing_said_outright_is_an_answer(text: str) -> None:
    assert told(text) == {"none_reported": "present"}


@pytest.mark.parametrize(
    "text",
    ["merci", "tout va bien", "aucune réaction allergique", "no allergic reaction", "aucun effet à part un bleu"],
)
def test_nothing_is_not_concluded_from_less(text: str) -> None:
    assert "none_reported" not in told(text)


def test_what_is_told_both_ways_goes_to_a_person() -> None:
    understood = read("J'ai un bleu. Pas de bleu.")
    assert understood.needs_human
    assert told("J'ai un bleu. Pas de bleu.") == {"haematoma": "present"}
