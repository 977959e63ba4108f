"""To be written to no more, in many phrasings, and what only looks like it: one sentence a line in two files."""

from pathlib import Path

from tests.replies.meaning.readings import read


def _sentences(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def test_every_way_to_want_no_more_mails_is_read() -> None:
    sentences = _sentences("opt_outs.txt")
    assert len(sentences) > 190
    assert [text for text in sentences if not read(text).opt_out] == []


def test_to_stop_a_medicine_a_sport_or_calls_is_no_opt_out() -> None:
    sentences = _sentences("no_opt_outs.txt")
    assert len(sentences) > 230
    assert [text for text in sentences if read(text).opt_out] == []


def test_the_words_that_were_put_together_are_the_evidence() -> None:
    (found,) = (one for one in read("Vos relances me fatiguent. Genou à 3.").evidence if one.field == "opt_out")
    assert found.words == "relances me fatiguent"
