"""The evidence of a review: what it rests on, and whether what is missing would change it."""

from datetime import timedelta

import pytest

from tests.domain.rules.scenes import DAY, Scene, scene
from vigil.domain.diagnosis_review import Evidence, Sensitivity, evidence
from vigil.domain.outcome import Criteria, Missing, Outcome

C = Criteria()
UNCHANGED = (7, 7, 7, 7, 7)


def of(where: Scene) -> Evidence:
    found = evidence(where.history, C, where.now)
    assert found is not None
    return found


def test_it_rests_on_the_score_after_the_fifth_session() -> None:
    found = of(scene(before=UNCHANGED, later=[(7 * DAY, 6.5)], after=8 * DAY))
    assert (found.verdict.rank, found.verdict.outcome, found.verdict.fall) == (5, Outcome.NONE, 5)
    assert [verdict.rank for verdict in found.by_rank] == [1, 2, 3, 4, 5]
    assert found.sensitivity is Sensitivity.NOTHING_MISSING


@pytest.mark.parametrize(
    ("before", "later", "missing", "expected"),
    [
        (UNCHANGED, (), (Missing.EVALUATION,), Sensitivity.DEPENDS),  # 0 is a response, 10 is worse
        ((None, 7, 7, 7, 7), ((7 * DAY, 10.0),), (Missing.BASELINE,), Sensitivity.SAME),  # from 0 or 10 to 10: none
        ((None, 7, 7, 7, 7), ((7 * DAY, 6.0),), (Missing.BASELINE,), Sensitivity.DEPENDS),  # from 10 to 6 is 40 %
        ((None, 7, 7, 7, 7), (), (Missing.BASELINE, Missing.EVALUATION), Sensitivity.UNKNOWN),
        ((0, 7, 7, 7, 7), ((7 * DAY, 0.0),), (Missing.BASELINE_IS_ZERO,), Sensitivity.UNKNOWN),
    ],
)
def test_what_zero_or_ten_in_the_place_of_the_missing_would_change(
    before: tuple[float | None, ...],
    later: tuple[tuple[timedelta, float], ...],
    missing: tuple[Missing, ...],
    expected: Sensitivity,
) -> None:
    found = of(scene(before=before, later=later, after=20 * DAY))
    assert found.verdict.missing == missing
    assert found.sensitivity is expected


def test_a_course_that_stopped_early_is_reviewed_on_its_last_session() -> None:
    found = of(scene(before=(7, 7), later=[(7 * DAY, 7)], after=40 * DAY))
    assert found.verdict.rank == 2


def test_before_the_first_session_there_is_no_evidence() -> None:
    where = scene(before=())
    assert evidence(where.history, C, where.now) is None


def test_silences_are_counted_among_what_was_asked() -> None:
    found = of(scene(before=UNCHANGED, silent=(1, 3), answered=(2,), after=8 * DAY))
    assert (found.asked, found.silent) == (3, 2)
