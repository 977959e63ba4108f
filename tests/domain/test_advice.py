"""What the patient reads at once."""

import pytest

from tests.domain.rules.scenes import answers, scene, told
from tests.domain.rules.test_rules import BOOK
from vigil.domain.advice import Advice, advise
from vigil.domain.answers import Answers
from vigil.domain.rules import evaluate_report
from vigil.domain.words import Care, ReactionCode, RiskFactor, Sign

QUESTION_1 = (
    Sign.BREATHING,
    Sign.CHEST_PAIN,
    Sign.FACE_SWELLING,
    Sign.URTICARIA,
    Sign.SEPSIS,
    Sign.NEUROLOGICAL,
    Sign.UNCONTROLLED_BLEEDING,
    Sign.SKIN_DISCOLOURATION,
)


def advised(given: Answers, *risks: RiskFactor) -> Advice:
    where = scene(given, risks=risks)
    return advise(evaluate_report(where.history, BOOK, where.now).findings, given)


@pytest.mark.parametrize("sign", QUESTION_1)
def test_a_danger_sign_is_now_by_its_rule_alone(sign: Sign) -> None:
    where = scene(answers(danger=[sign]))
    assert advise(evaluate_report(where.history, BOOK, where.now).findings) is Advice.NOW


def test_a_danger_sign_is_now_even_if_no_rule_spoke() -> None:
    assert advise([], answers(danger=[Sign.BREATHING])) is Advice.NOW


def test_a_hard_haematoma_is_for_today() -> None:
    assert advised(answers(told(ReactionCode.HAEMATOMA, Sign.HARD))) is Advice.TODAY


def test_a_small_haematoma_is_normal_even_on_an_anticoagulant() -> None:
    assert advised(answers(told(ReactionCode.HAEMATOMA)), RiskFactor.ANTICOAGULANT) is Advice.NORMAL


@pytest.mark.parametrize(
    "given", [answers(words="merci"), answers(wants_call=True), answers(care=[Care.HOSPITAL]), answers()]
)
def test_what_concerns_only_the_practice_leaves_the_advice_normal(given: Answers) -> None:
    assert advised(given) is Advice.NORMAL
