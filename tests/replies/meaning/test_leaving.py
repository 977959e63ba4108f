"""To be written to no more, in many phrasings, and what only looks like it: one sentence a line in two files."""

from tests.replies.meaning.readings import lines_of, read


def test_every_way_to_want_no_more_mails_is_read() -> None:
    sentences = lines_of("opt_outs.txt")
    assert len(sentences) > 190
    assert [text for text in sentences if not read(text).opt_out] == []


def test_to_stop_a_medicine_a_sport_or_calls_is_no_opt_out() -> None:
    sentences = lines_of("no_opt_outs.txt")
    assert len(sentences) > 230
    assert [text for text in sentences if read(text).opt_out] == []


def test_the_words_that_were_put_together_are_the_evidence() -> None:
    (found,) = (one for one in read("Vos relances me fatiguent. Genou à 3.").evidence if one.field == "opt_out")
    assert found.words == "relances me fatiguent"


def test_a_subject_that_stops_a_medicine_leaves_nothing() -> None:
    assert not read("Stop au tramadol, enfin ! Dos à 3.", subject="STOP !").opt_out
    assert read("Dos à 3.", subject="STOP").opt_out
