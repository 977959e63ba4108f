"""What patients typed comes out, whatever their program declared."""

import pytest

from tests.replies.words.raw import message
from vigil.replies.words import Problem, read_message
from vigil.replies.words.charsets import decoded

WORDS = "Gêné à l’épaule, œdème, 5 €"


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "windows-1252"),
        ("utf-8", "us-ascii"),
        ("utf-8", ""),
        ("utf-8", "x-unknown"),
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", ""),
        ("cp1252", "us-ascii"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_survives_a_wrong_declaration(written: str, declared: str) -> None:
    assert decoded(WORDS.encode(written), declared).text == WORDS


def test_latin_9_has_its_own_euro_and_ligature() -> None:
    assert decoded("cœur, 5 €".encode("iso-8859-15"), "ISO-8859-15").text == "cœur, 5 €"


@pytest.mark.parametrize("text", ["Gêné à l’épaule", "œdème", "« oui »", "déjà 😊"])
def test_text_encoded_twice_is_read(text: str) -> None:
    twice = text.encode().decode("cp1252", "ignore") if "😊" not in text else text
    assert decoded(twice.encode(), "utf-8").text == text


def test_a_mixture_of_charsets_is_read() -> None:
    assert decoded("é".encode() + " et é".encode("cp1252"), "utf-8").text == "é et é"


def test_accents_that_are_meant_stay() -> None:
    assert decoded("NOËL À ÇA, Ângela".encode(), "utf-8").text == "NOËL À ÇA, Ângela"


def test_what_is_lost_is_said() -> None:
    content = b"Content-Type: text/plain; charset=utf-8\r\n\r\nj'ai mal \x81 ici"
    assert Problem.CHARSET in read_message(message(content)).problems


def test_control_and_invisible_characters_are_left_out() -> None:
    assert decoded("\ufeffa\x00b\u200bc\ue002d".encode(), "utf-8").text == "abcd"
