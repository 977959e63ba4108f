"""The vocabulary is read strictly: a wrong file is refused with its place."""

import re
from dataclasses import fields
from typing import get_type_hints

import pytest

from tests.replies.meaning.readings import ROOT, vocabulary
from vigil.domain.errors import ConfigurationError
from vigil.domain.words import ReactionCode
from vigil.replies.meaning.lists import Lists
from vigil.replies.meaning.vocabulary import FILES, parse_vocabulary


def _texts() -> dict[str, str]:
    return {name: (ROOT / "config" / "vocabulary" / name).read_text(encoding="utf-8") for name in FILES}


def _with(name: str, old: str, new: str) -> dict[str, str]:
    texts = _texts()
    assert old in texts[name]
    return {**texts, name: texts[name].replace(old, new, 1)}


def test_every_reaction_has_words_but_none_reported_which_has_cues() -> None:
    spoken = {concept.code for concept in vocabulary().concepts.values()}
    assert set(ReactionCode) - spoken == {ReactionCode.NONE_REPORTED}


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("reactions.toml", 'code = "haematoma"', 'code = "bruise"', "concepts.haematoma.code"),
        ("reactions.toml", 'urgency = "same_day"', 'urgency = "soon"', "concepts.purple_skin.urgency"),
        ("reactions.toml", "[concepts.flush]", "[concepts.flush]\nurgensy = 1", "concepts.flush.urgensy"),
        ("reactions.toml", 'when = ["fever", "redness"]', 'when = ["fever", "rednes"]', "combinations[1].when"),
        ("cues.toml", "[cues.negation]", "[cues.negations]", "cues.negation"),
        ("english.toml", "[slots]", '[slots]\nsite = ["spot"]', "slots.site"),
        ("pain.toml", "[pain.score]", "[pain.scores]", "pain.score"),
        ("requests.toml", "[requests.opt_out]", "[requests", "the file"),
        ("spelling.toml", "words = [", "wrods = [", "common.words"),
        ("words.toml", "[words.ending]", "[words.endings]", "words.ending"),
        ("words.toml", "still = [", "stil = [", "words.ending.still"),
        ("words.toml", "[words.ending]", "[words.ending]\nno_rule = []", "words.ending.no_rule"),
        ("words.toml", '"pass*"', '"pass"', "words.ending.of_who_goes"),
        ("words.toml", "diseases = [", 'diseases = ["grippe*", ', "words.things.diseases"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(name: str, old: str, new: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_vocabulary(_with(name, old, new))
    assert refused.value.file == f"vocabulary/{name}"
    assert refused.value.key == place


def test_a_word_added_to_a_file_is_read() -> None:
    texts = _with("reactions.toml", '"coquard*|cocard*"', '"coquard*|cocard*", "gloubiboulg*"')
    found = parse_vocabulary(texts).patterns
    assert found.is_known("gloubiboulgs")
    assert not vocabulary().patterns.is_known("gloubiboulgs")


def test_no_list_of_words_is_left_that_no_rule_looks_at() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "vigil" / "replies" / "meaning").glob("*.py"))
    lists = {f"{rule.name}.{one.name}" for rule in fields(Lists) for one in fields(get_type_hints(Lists)[rule.name])}
    unused = {name for name in lists if not re.search(rf"\.{name.split('.')[1]}\b", rules)}
    assert not unused
