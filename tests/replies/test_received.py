from pathlib import Path

import pytest

from vigil.replies.meaning.vocabulary import Vocabulary, load_vocabulary
from vigil.replies.received import understand_message

CONFIG = Path(__file__).parents[2] / "config" / "vocabulary"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(CONFIG)


def message(text: str, *headers: str, subject: str = "Re: Comment allez-vous ?") -> bytes:
    head = ["From: Marie <marie@example.example>", f"Subject: {subject}", *headers]
    return "\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", text]).encode()


def test_a_reply_is_read_and_matched(vocabulary: Vocabulary) -> None:
    raw = message("Je dirais 4/10, un bleu.", "To: reply+k7m2q4x5n3a6b2c7d4e5f6g2h3@suivi.example")
    said = understand_message(raw, vocabulary).as_json()
    assert (said["eva"], said["reactions"]) == (4, {"haematoma": "present"})
    assert said["message_ref"] == "k7m2q4x5n3a6b2c7d4e5f6g2h3"


def test_our_own_quoted_questions_are_no_answer(vocabulary: Vocabulary) -> None:
    quoted = (
        "Merci\n\nLe mar. 10 mars 2026 à 10:02, Cabinet <suivi@vigil.example> a écrit :\n> Avez-vous de la fièvre ?"
    )
    said = understand_message(message(quoted), vocabulary)
    assert said.reply_text == "Merci"
    assert said.reactions == {}


def test_an_absence_is_no_report(vocabulary: Vocabulary) -> None:
    raw = message("Je suis absente jusqu'au 4. Douleur 8/10.", "Auto-Submitted: auto-replied")
    said = understand_message(raw, vocabulary)
    assert said.auto_reply
    assert (said.eva, said.reactions, said.urgency.code) == (None, {}, "routine")


def test_danger_in_what_is_taken_for_an_absence_goes_to_a_person(vocabulary: Vocabulary) -> None:
    raw = message("Je n'arrive plus à respirer, ma gorge gonfle", "Auto-Submitted: auto-replied")
    said = understand_message(raw, vocabulary)
    assert said.needs_human
    assert [one.field for one in said.evidence]


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 5000, b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x"])
def test_no_bytes_raise(raw: bytes, vocabulary: Vocabulary) -> None:
    understand_message(raw, vocabulary)
