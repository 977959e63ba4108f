"""The catalogue, and what signs let us conclude."""

from pathlib import Path

import pytest

from tests.domain.rules.scenes import answers, told
from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.errors import ConfigurationError
from vigil.domain.reactions import Confidence, Expectedness, conclude, parse_catalogue
from vigil.domain.rules.labels import REACTION
from vigil.domain.words import Bother, Evolution, Onset, PainSince, ReactionCode, Sign, Urgency

TOML = Path("config/reactions.toml")
TEXT = TOML.read_text(encoding="utf-8")
CATALOGUE = parse_catalogue(str(TOML), TEXT)
R = ReactionCode


def codes(given: Answers) -> set[ReactionCode]:
    return {reaction.code for reaction in conclude(given)}


def test_every_reaction_has_an_entry() -> None:
    assert set(CATALOGUE.entries) == set(ReactionCode)


def test_enantomes_rates_are_as_published() -> None:
    published = {R.PAIN_REBOUND: 0.07, R.HAEMATOMA: 0.06, R.ITCHING: 0.015, R.REDNESS: 0.005, R.FLUSH: 0.025}
    assert {code: CATALOGUE[code].enantome_rate for code in published} == published
    assert CATALOGUE[R.REDNESS].enantome_is_upper


def test_codes_from_memory_are_marked_to_be_verified() -> None:
    haematoma = CATALOGUE[R.HAEMATOMA].meddra
    assert [(code.code, code.confidence) for code in haematoma] == [
        ("10022066", Confidence.VERIFY),
        ("10022052", Confidence.READ),
    ]


def test_infection_allergy_fever_and_necrosis_are_never_merely_expected() -> None:
    for code in (R.INFECTION, R.ALLERGIC_REACTION, R.FEVER, R.NECROSIS):
        assert CATALOGUE[code].expectedness is not Expectedness.EXPECTED
        assert CATALOGUE[code].urgency is Urgency.SAME_DAY


def test_rules_name_reactions_as_the_catalogue_does() -> None:
    for code, name in REACTION.items():
        label = CATALOGUE[code].label
        assert (name.fr, name.en) == (label.fr[0].lower() + label.fr[1:], label.en[0].lower() + label.en[1:])


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "enantome_rate = 0.06",
            "enantome_rate = 6",
            "reactions.haematoma.enantome_rate is 6; allowed: a number from 0 to 1",
        ),
        ("onset_from_hours = 24", "onset_from_hours = 5000", "reactions.infection.onset_to_hours is 4872"),
        ('code = "10022052"', 'code = "ten"', "code is 'ten'; allowed: a code of digits alone"),
        ('confidence = "read"', 'confidence = "sure"', "allowed: one of read, verify"),
        ('urgency = "same_day"', 'urgency = "soon"', "allowed: one of emergency, same_day"),
        ("[reactions.fatigue]", "[reactions.tiredness]", "reactions.fatigue is None"),
        ('meddra_version = "28.0"', 'meddra_version = "28.0"\ncolour = "red"', "colour is 'red'"),
        ('label = { fr = "Fièvre"', 'label = { de = "Fieber"', "reactions.fever.label.fr is None"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_its_place(wrong: str, right: str, said: str) -> None:
    assert wrong in TEXT
    with pytest.raises(ConfigurationError) as refused:
        parse_catalogue("reactions.toml", TEXT.replace(wrong, right, 1))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answers(danger=[Sign.SEPSIS]), {R.INFECTION}),
        (answers(danger=[Sign.FACE_SWELLING]), {R.ALLERGIC_REACTION}),
        (answers(danger=[Sign.URTICARIA]), {R.ALLERGIC_REACTION}),
        (answers(danger=[Sign.SKIN_DISCOLOURATION]), {R.NECROSIS}),
        (answers(danger=[Sign.UNCONTROLLED_BLEEDING]), {R.BLEEDING}),
        (answers(danger=[Sign.BREATHING]), {R.OTHER}),
        (answers(danger=[Sign.NEUROLOGICAL]), {R.OTHER}),
        (answers(past=[Sign.FAINTING]), {R.MALAISE}),
        (answers(past=[Sign.FACE_SWELLING]), {R.ALLERGIC_REACTION}),
        (answers(told(R.REDNESS)), {R.REDNESS}),
        (answers(told(R.REDNESS, Sign.SPREADING)), {R.REDNESS, R.INFECTION}),
        (answers(told(R.REDNESS, Sign.WARMTH)), {R.REDNESS, R.INFECTION}),
        (answers(told(R.REDNESS, Sign.DISCHARGE)), {R.REDNESS, R.INFECTION}),
        (answers(told(R.NODULE, Sign.NON_HEALING)), {R.NODULE, R.INFECTION}),
        (answers(told(R.HAEMATOMA, Sign.SPREADING)), {R.HAEMATOMA}),
        (answers(told(R.ITCHING)), {R.ITCHING}),
        (answers(told(R.ITCHING, Sign.EVERYWHERE)), {R.ITCHING, R.ALLERGIC_REACTION}),
        (answers(told(R.FEVER)), {R.FEVER}),
        (answers(told(R.MALAISE)), {R.MALAISE}),
        (answers(told(R.OTHER, Sign.SWELLING)), {R.OTHER}),
        (answers(pain_since=PainSince.MORE_FADING), {R.PAIN_REBOUND}),
        (answers(pain_since=PainSince.MORE_NOT_FADING), {R.PAIN_REBOUND}),
        (answers(pain_since=PainSince.SAME), set()),
        (Answers(has_no_reaction=True), {R.NONE_REPORTED}),
        (Answers(has_no_reaction=True, pain_since=PainSince.MORE_FADING), {R.PAIN_REBOUND}),
        (Answers(has_no_reaction=True, danger_signs=frozenset({Sign.SEPSIS})), {R.INFECTION}),
        (answers(told(R.NONE_REPORTED)), {R.NONE_REPORTED}),
        (Answers(has_no_danger_sign=True), set()),
        (Answers(), set()),
    ],
)
def test_signs_let_us_conclude(given: Answers, expected: set[ReactionCode]) -> None:
    assert codes(given) == expected


def test_what_was_ticked_is_kept_with_its_details() -> None:
    ticked = told(R.REDNESS, Sign.WARMTH, evolution=Evolution.GROWING, bother=Bother.MUCH, onset=Onset.NEXT_DAY)
    redness, infection = conclude(answers(ticked))
    assert redness == ticked
    assert (infection.evolution, infection.onset, infection.signs) == (
        Evolution.GROWING,
        Onset.NEXT_DAY,
        frozenset({Sign.WARMTH}),
    )


def test_past_signs_are_concluded_as_gone() -> None:
    (malaise,) = conclude(answers(past=[Sign.FAINTING]))
    assert malaise.evolution is Evolution.GONE


def test_one_entry_per_code_holds_the_worst_that_was_said() -> None:
    earlier = told(R.HAEMATOMA, Sign.HARD, evolution=Evolution.GONE, bother=Bother.LITTLE, is_earlier=True)
    new = told(R.HAEMATOMA, evolution=Evolution.GROWING, bother=Bother.PREVENTS)
    (both,) = conclude(answers(earlier, new))
    assert both == ReactionAnswer(
        R.HAEMATOMA, None, Evolution.GROWING, Bother.PREVENTS, frozenset({Sign.HARD}), is_earlier=False
    )


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("code", list(ReactionCode))
def test_conclusions_are_total_unique_and_lose_nothing(code: ReactionCode, sign: Sign) -> None:
    given = answers(told(code, sign), danger=[sign], past=[sign], pain_since=PainSince.MORE_FADING)
    found = [reaction.code for reaction in conclude(given)]
    assert len(found) == len(set(found))
    assert code in found or code is R.NONE_REPORTED
    assert R.NONE_REPORTED not in found
