"""Every reason is a sentence that a secretary can read, in both languages."""

import pytest

from vigil.domain.reasons import SENTENCES, Reason


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_said_in_french_and_in_english(reason: Reason) -> None:
    for language in ("fr", "en"):
        sentence = reason.sentence[language]
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert reason.sentence.fr != reason.sentence.en
    assert len(reason) <= 40  # the ledger's column


def test_no_two_reasons_say_the_same() -> None:
    assert len(set(SENTENCES.values())) == len(Reason)
