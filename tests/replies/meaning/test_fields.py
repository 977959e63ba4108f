"""Whole fields of what patients say, written with slots: every word of a slot is read, and an unknown slot refused."""

import pytest

from tests.replies.meaning.readings import ROOT, told
from vigil.domain.errors import ConfigurationError
from vigil.replies.meaning.vocabulary import FILES, Vocabulary, parse_vocabulary

NODULES = """
On dirait une graine de tournesol qui roule sous le doigt, au creux du coude
Mon épaule cache un plomb de chasse sous la peau depuis vos piqûres
There is a little bead under the skin of my knee
"""

NO_NODULES = """
J'ai mangé des lentilles, et mon genou va bien
Les noyaux des cerises sont sur la table, épaule à 2
"""


def _with(old: str, new: str) -> Vocabulary:
    texts = {name: (ROOT / "config" / "vocabulary" / name).read_text(encoding="utf-8") for name in FILES}
    assert old in texts["fields.toml"]
    return parse_vocabulary({**texts, "fields.toml": texts["fields.toml"].replace(old, new, 1)})


@pytest.mark.parametrize("text", NODULES.strip().splitlines())
def test_a_field_reads_every_word_of_its_slots(text: str) -> None:
    assert told(text) == {"nodule": "present"}


@pytest.mark.parametrize("text", NO_NODULES.strip().splitlines())
def test_what_only_names_the_things_of_a_slot_tells_nothing(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[fields.nodule]", "[fields.nodules]", "fields.nodules.terms"),
        ("<bead> ... <felt>", "<beed> ... <felt>", "slots"),
        ('site = ["', 'site = ["<felt>", "', "slots.site"),
        ("[fields.nodule]", "[fields.nodule]\nwords = []", "fields.nodule.words"),
    ],
)
def test_a_wrong_field_is_refused_with_its_place(old: str, new: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _with(old, new)
    assert refused.value.file == "vocabulary/fields.toml"
    assert refused.value.key == place
