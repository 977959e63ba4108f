"""The lines of the picture stand where the classes change, for every baseline that there can be."""

from hypothesis import given
from hypothesis import strategies as st

from vigil.domain.eva import Eva
from vigil.domain.outcome import Criteria, Outcome, classify
from vigil.domain.response_lines import response_at, worse_at

C = Criteria()


@given(st.integers(0, 100))
def test_a_score_on_the_line_is_a_response_and_a_tenth_above_is_none(base: int) -> None:
    start, line = Eva(base, base), response_at(Eva(base, base), C)
    if line is None:
        assert not any((it := classify(start, Eva(x, x), C)) and it.is_response for x in range(101))
        return
    on, above = classify(start, Eva(line, line), C), classify(start, Eva(line + 1, line + 1), C)
    assert on is not None
    assert above is not None
    assert on.is_response
    assert not above.is_response


def test_seven_responds_at_five_and_worsens_at_nine() -> None:
    assert response_at(Eva.of(7), C) == 50
    assert worse_at(Eva.of(7), C) == 90
    assert worse_at(Eva.of(9.5), C) is None
    assert response_at(Eva.of(0), C) is None
    assert classify(Eva.of(7), Eva(89, 89), C) is not Outcome.WORSE
