"""The corpus: the tuning part above the aims, the held-out part at what the reference page publishes."""

import pytest

from tests.replies.meaning.page import PAGE, UNTUNED, scores
from tests.replies.meaning.readings import corpus, read, scored
from vigil.replies.scoring import Difference, Scores

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def tuning() -> Scores:
    return scored(corpus("tuning"))


@pytest.fixture(scope="module")
def heldout() -> Scores:
    return scored(corpus("heldout"))


def _is_caution(difference: Difference) -> bool:
    """A harmless text that goes to a person, or is alarming, because of a word that nobody has thought of."""
    return (difference.field, difference.read) in (("needs_human", True), ("urgency", "same_day"))


def test_the_tuning_part_is_read_as_it_is_annotated(tuning: Scores) -> None:
    assert [str(one) for one in tuning.differences if not _is_caution(one)] == []
    assert len(tuning.differences) <= 0.04 * tuning.handed_to_a_person.of


@pytest.mark.parametrize("part", ["tuning", *UNTUNED, "dangers", "passing", "open"])
def test_no_red_flag_is_missed_that_does_not_go_to_a_person(part: str) -> None:
    safe = scored(corpus(part)).red_flags_safe
    assert safe.hit == safe.of
    assert safe.of > 0 or part == "leaving"  # how people leave: no danger is told there


def test_dangers_are_told_from_their_denial() -> None:
    read_so = scored(corpus("dangers"))
    assert read_so.red_flags_seen.share >= 0.98
    assert read_so.urgency_right.share >= 0.98, read_so.differences


def test_the_held_out_part_keeps_the_aims(heldout: Scores) -> None:
    assert heldout.red_flags_seen.share >= 0.98
    assert heldout.eva_right.share >= 0.97
    assert heldout.present_precision.share >= 0.95
    assert heldout.present_recall.share >= 0.92
    assert heldout.negation_errors.share <= 0.01
    assert heldout.handed_to_a_person.share <= 0.45
    assert heldout.opt_out_precision.share >= 0.98
    assert heldout.opt_out_recall.share >= 0.98


def test_the_page_publishes_the_scores_of_what_no_rule_was_made_with() -> None:
    """Stale? Run ``python -m tests.replies.meaning.page``."""
    assert scores() in PAGE.read_text(encoding="utf-8")


def test_the_corpus_has_no_text_twice_and_is_large_enough() -> None:
    texts = [
        (str(one["subject"]), str(one["text"]))
        for part in ("tuning", "heldout", "sixth", "seventh", "tenth", "twelfth", "open")
        for one in corpus(part)
    ]
    assert len(texts) == len(set(texts)) >= 340


@pytest.mark.parametrize("part", ["tuning", "heldout"])
def test_evidence_is_cut_from_the_text_or_its_subject(part: str) -> None:
    for one in corpus(part):
        understood = read(str(one["text"]), str(one["subject"]))
        for evidence in understood.evidence:
            assert evidence.words in understood.reply_text or evidence.words in str(one["subject"]), one["id"]


@pytest.mark.parametrize("part", ["tuning", "heldout"])
def test_every_finding_has_its_evidence(part: str) -> None:
    for one in corpus(part):
        understood = read(str(one["text"]), str(one["subject"]))
        fields = {evidence.field for evidence in understood.evidence if evidence.words}
        wanted = {f"reactions.{code}" for code in understood.reactions}
        wanted |= {"eva"} if understood.eva else set()
        wanted |= {"opt_out"} if understood.opt_out else set()
        assert wanted <= fields, one["id"]
