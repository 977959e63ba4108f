"""What English speakers say of their reactions, by whole fields, and words of these fields that tell none."""

import pytest

from tests.replies.meaning.readings import read, told

PRESENT = """
haematoma | There is a purplish thumbprint round one of the jabs on my hip
haematoma | The place where you pricked me went navy, then yellowy
itching | I keep wanting to scratch the needle marks on my arm
itching | The jabs tickle like hair clippings, I'm forever rubbing at them
redness | Three scarlet dots are left on my wrist where the needle went in
redness | The skin is still a tad ruddy round the pricks
injection_site_pain | The puncture marks are ouchy when I lean back
injection_site_pain | It nips where the needle went in
pain_rebound | My hip is angrier than before, the session stirred everything up
pain_rebound | The elbow has been giving me gyp since the jabs
nodule | There's a wee lentil just beneath the skin by one of the jabs
fatigue | I've been completely whacked since the session
flush | Sudden waves of heat come up to my cheeks since the injections
infection | Yellow gunk comes out of one of the holes when I press
"""
OVER = """
The knee was much sorer the first night, then it settled down
The pain shot up on day one and had eased by the next evening
"""
NOTHING = """
I painted the fence navy and my shoulder was fine
I'm itching to get back on the court, shoulder at 2
My back is a 2, I knitted a scarlet scarf
I scratched the car reversing, but the hip is much better
"""


def _rows(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


@pytest.mark.parametrize("row", _rows(PRESENT))
def test_a_reaction_is_heard_in_words_of_its_field(row: str) -> None:
    code, text = row.split(" | ")
    assert told(text) == {code: "present"}


@pytest.mark.parametrize("text", _rows(OVER))
def test_a_rebound_that_has_settled_is_over(text: str) -> None:
    assert told(text) == {"pain_rebound": "resolved"}


@pytest.mark.parametrize("text", _rows(NOTHING))
def test_words_of_a_field_that_tell_no_reaction_tell_none(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize("text", ["Divil a bruise on me, the back is grand", "I got neither bruise nor bump"])
def test_a_denial_in_other_words_is_one(text: str) -> None:
    assert "present" not in read(text).reactions.values()


@pytest.mark.parametrize(
    "text",
    [
        "Pain in the chest going down my left arm, for an hour now",
        "My whole face has ballooned since last night, my glasses don't fit any more",
        "Mum took my temperature and it's 38.7, so I'm in bed",
    ],
)
def test_what_goes_on_is_no_end_and_what_is_mine_is_nobody_elses(text: str) -> None:
    said = read(text)
    assert "present" in said.reactions.values()
    assert said.urgency.code != "routine"


def test_what_is_said_not_to_hurt_any_more_is_over() -> None:
    assert told("The needle marks were sore but they don't hurt any more") == {"injection_site_pain": "resolved"}
