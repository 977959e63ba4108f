"""The arithmetic of improvement, both sides of every boundary, and which score counts."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.rules.scenes import DAY, FIRST, HOUR, PATIENT, WEEK, Scene, answers, eva, scene
from vigil.domain.answers import Answers, EvaAnswer
from vigil.domain.eva import Eva, Instrument
from vigil.domain.history import EvaMeasure
from vigil.domain.outcome import Criteria, Missing, Outcome, Verdict, classify, judge, review_rank
from vigil.domain.scores import Windows, baseline, evaluation, measures, reference_before, window
from vigil.domain.words import Impression

C = Criteria()
WORSE, NONE, MINIMAL, RESPONDER, SUBSTANTIAL = Outcome


def judged(where: Scene, rank: int) -> Verdict:
    return judge(where.history, rank, C, where.now)


@pytest.mark.parametrize(
    ("base", "later", "expected"),
    [
        (7, 4.9, RESPONDER),  # exactly 30 %
        (7, 5.0, RESPONDER),  # 2 points, 28.6 %
        (7, 5.1, MINIMAL),  # 1.9 points, 27.1 %
        (6, 4.2, RESPONDER),  # 1.8 points, exactly 30 %
        (6, 4.3, MINIMAL),
        (7, 6.3, MINIMAL),  # exactly 10 %
        (7, 6.4, NONE),
        (7, 7, NONE),
        (7, 3.5, SUBSTANTIAL),  # exactly 50 %
        (7, 3.6, RESPONDER),
        (9, 5, SUBSTANTIAL),  # 4 points, 44 %
        (9, 5.1, RESPONDER),
        (7, 9, WORSE),  # 2 points
        (7, 8.9, NONE),
        (3, 3.9, WORSE),  # exactly 30 %
        (3, 3.8, NONE),
        (2.9, 3.9, NONE),  # low start: points alone
        (2.9, 4.9, WORSE),
        (2.9, 1.9, RESPONDER),  # 1 point
        (2.9, 2.0, MINIMAL),
        (2.9, 2.9, NONE),
        (3, 2.1, RESPONDER),  # 3.0 is not low: 30 %
        (0, 5, None),
        ((5, 7), 4, MINIMAL),  # worse bound: 5 to 4
        (7, (4, 6), MINIMAL),  # worse bound: 7 to 6
        (7, (4, 4.9), RESPONDER),
        ((0, 1), 0, None),
    ],
)
def test_the_class_of_going_from_one_score_to_another(
    base: float | tuple[float, float], later: float | tuple[float, float], expected: Outcome | None
) -> None:
    assert classify(eva(base), eva(later), C) is expected


def test_a_lower_score_is_never_a_worse_class() -> None:
    order = list(Outcome)
    for base in range(1, 101):
        ranks = [order.index(found) for to in range(101) if (found := classify(Eva(base, base), Eva(to, to), C))]
        assert ranks == sorted(ranks, reverse=True), base


def test_the_baseline_is_the_score_before_session_1() -> None:
    found = baseline(scene(before=(7, 3)).history, Windows())
    assert found is not None
    assert found.value == eva(7)


def test_several_scores_in_the_week_before_give_their_median() -> None:
    at = [(-7 * DAY, 9), (-7 * DAY - HOUR, 0), (-DAY, 6)]
    found = baseline(scene(before=[7], later=at).history, Windows())
    assert found is not None
    assert found.value == eva(7)
    on_the_spot = baseline(scene(before=[None], later=[(timedelta(0), 8), (HOUR, 2)]).history, Windows())
    assert on_the_spot is not None
    assert on_the_spot.value == eva(8)


def test_a_half_tenth_of_median_widens_the_range() -> None:
    found = baseline(scene(before=[7], later=[(-DAY, 7.1)]).history, Windows())
    assert found is not None
    assert found.value == Eva(70, 71)


def test_a_recalled_baseline_serves_only_where_no_other_is() -> None:
    taken = baseline(scene(before=[7], recalled=9).history, Windows())
    recalled = baseline(scene(before=[None], recalled=9).history, Windows())
    assert taken is not None
    assert recalled is not None
    assert (taken.value, taken.is_recalled) == (eva(7), False)
    assert (recalled.value, recalled.is_recalled) == (eva(9), True)


def test_a_recalled_baseline_never_judges_the_course() -> None:
    where = scene(before=(None, None), recalled=9, after=DAY)
    assert evaluation(where.history, 1, Windows(), where.now) is None


def test_a_score_told_in_a_report_and_on_record_counts_once() -> None:
    told = scene(answers(eva_now=6), after=4 * DAY)
    assert len(measures(told.history)) == 2
    assert [measure.value for measure in measures(told.history)] == [eva(7), eva(6)]
    kept = scene(answers(eva_now=6), after=4 * DAY, later=[(DAY, 5), (4 * DAY, 6)])
    assert [measure.value for measure in measures(kept.history)] == [eva(7), eva(5), eva(6)]


@pytest.mark.parametrize(
    ("hours", "counts"), [(71, False), (72, True), (24 * 7 - 1, True), (24 * 7, False), (24 * 7 + 1, False)]
)
def test_a_score_counts_from_72_h_to_the_next_session(hours: int, counts: bool) -> None:
    where = scene(before=(7, None), later=[(hours * HOUR - WEEK, 3)], after=3 * DAY)
    assert (evaluation(where.history, 1, Windows(), where.now) is not None) is counts


def test_the_score_before_the_injection_is_preferred() -> None:
    where = scene(before=(7, 5), later=[(-HOUR, 3)], after=DAY)
    found = evaluation(where.history, 1, Windows(), where.now)
    assert found is not None
    assert found.value == eva(5)


def test_sessions_less_than_72_h_apart_give_no_score() -> None:
    where = scene(before=(7, 5), every=2 * DAY, after=DAY)
    assert evaluation(where.history, 1, Windows(), where.now) is None
    just_apart = scene(before=(7, 5), every=3 * DAY, after=DAY)
    found = evaluation(just_apart.history, 1, Windows(), just_apart.now)
    assert found is not None
    assert found.value == eva(5)


@pytest.mark.parametrize(("day", "counts"), [(4, False), (5, True), (14, True), (15, False)])
def test_after_the_last_session_days_5_to_14_count(day: int, counts: bool) -> None:
    where = scene(before=[7], later=[(day * DAY, 3)], after=20 * DAY)
    assert (evaluation(where.history, 1, Windows(), where.now) is not None) is counts


def test_after_the_last_session_the_score_nearest_to_day_7_is_used() -> None:
    where = scene(before=[7], later=[(5 * DAY, 2), (8 * DAY, 3), (13 * DAY, 4)], after=20 * DAY)
    found = evaluation(where.history, 1, Windows(), where.now)
    assert found is not None
    assert found.value == eva(3)


def test_the_seventh_day_counts_from_the_session_that_is_judged() -> None:
    where = scene(before=(7, 6), later=[(5 * DAY, 2), (8 * DAY, 3), (13 * DAY, 4)], after=20 * DAY)
    found = evaluation(where.history, 2, Windows(), where.now)
    assert found is not None
    assert found.value == eva(3)


@pytest.mark.parametrize(
    ("before", "later", "recalled", "expected"),
    [
        ([6], [(-DAY, 8)], None, 6),  # before the injection, after the day before
        ([None], [(-DAY, 8), (HOUR, 9)], None, 8),
        ([None], [(timedelta(0), 8)], None, 8),
        ([7, None], [(timedelta(0), 5)], None, 5),
        ([None], [], 9, 9),  # nothing better than a score recalled afterwards
        ([None, None], [(-4 * DAY, 4)], 9, 4),  # recalled after that, and still no reference
    ],
)
def test_a_rebound_is_compared_to_the_last_score_before_the_session(
    before: list[float | None], later: list[tuple[timedelta, float]], recalled: float | None, expected: float
) -> None:
    history = scene(before=before, later=later, recalled=recalled).history
    found = reference_before(history, history.course.performed[-1], Windows())
    assert found is not None
    assert found.value == eva(expected)


def test_days_are_the_patients_own_across_the_change_of_clocks() -> None:
    """The last session is on 24 March; the clocks change on the 29th; day 14 ends at midnight in Paris, 22:00 UTC."""
    where = scene(before=(7, 7, 7, 7), after=DAY)
    assert window(where.history, 4, Windows()).closes_at == datetime(2026, 4, 7, 22, tzinfo=UTC)


def test_a_score_that_is_not_in_yet_is_not_known() -> None:
    where = scene(before=[7], later=[(7 * DAY, 3)], after=6 * DAY)
    assert evaluation(where.history, 1, Windows(), where.now) is None


def test_a_missing_score_is_missing_and_the_verdict_says_what_it_could_change() -> None:
    verdict = judged(scene(before=[7], after=DAY), 1)
    assert (verdict.outcome, verdict.missing) == (None, (Missing.EVALUATION,))
    assert (verdict.with_zero, verdict.with_ten) == (SUBSTANTIAL, WORSE)


def test_a_missing_baseline_is_supposed_both_ways() -> None:
    verdict = judged(scene(before=[None], later=[(7 * DAY, 6)], after=8 * DAY), 1)
    assert verdict.missing == (Missing.BASELINE,)
    assert (verdict.with_zero, verdict.with_ten) == (None, SUBSTANTIAL)


def test_when_both_are_missing_nothing_is_supposed() -> None:
    verdict = judged(scene(before=[None], after=DAY), 1)
    assert verdict.missing == (Missing.BASELINE, Missing.EVALUATION)
    assert (verdict.with_zero, verdict.with_ten) == (None, None)


def test_a_baseline_of_zero_is_not_evaluable() -> None:
    verdict = judged(scene(before=[0], later=[(7 * DAY, 0)], after=8 * DAY), 1)
    assert (verdict.outcome, verdict.missing, verdict.is_response) == (None, (Missing.BASELINE_IS_ZERO,), False)


@pytest.mark.parametrize(("day", "is_provisional"), [(14, False), (15, True), (21, True), (22, False)])
def test_the_score_of_the_session_before_stands_in_for_21_days_once_the_window_closed(
    day: int, is_provisional: bool
) -> None:
    verdict = judged(scene(before=(7, 4), after=day * DAY), 2)
    assert verdict.is_provisional is is_provisional
    assert verdict.missing == (Missing.EVALUATION,)
    assert not verdict.is_response
    assert verdict.outcome is (RESPONDER if is_provisional else None)


@pytest.mark.parametrize(("every", "is_kept"), [(3, False), (4, True), (7, True), (15, True), (16, False)])
def test_the_spacing_is_kept_between_half_and_twice_the_rhythm(every: int, is_kept: bool) -> None:
    verdict = judged(scene(before=(7, 7, 7), every=every * DAY, after=DAY), 3)
    assert verdict.gaps_days == (every, every)
    assert verdict.is_spacing_kept is is_kept


def test_missed_sessions_are_counted_up_to_the_session_judged() -> None:
    where = scene(before=(7, 7, 7), missed=[3 * DAY, 20 * DAY], after=10 * DAY)
    assert judged(where, 3).missed_sessions == 1


def test_with_a_low_start_the_patients_own_impression_can_make_a_response() -> None:
    better = Answers(impression=Impression.MUCH_IMPROVED)
    where = scene(before=[2], later=[(7 * DAY, 1.5)], earlier=[(7 * DAY, better)], after=8 * DAY)
    assert judged(where, 1).outcome is MINIMAL
    assert judged(where, 1).is_response


def test_an_impression_given_before_that_session_does_not_count() -> None:
    better = Answers(impression=Impression.MUCH_IMPROVED)
    where = scene(before=(7, 7), earlier=[(4 * DAY, better)], after=8 * DAY)
    assert judged(where, 1).impression is Impression.MUCH_IMPROVED
    assert judged(where, 2).impression is None


def test_the_percentage_is_rounded_down_so_that_29_9_is_never_shown_as_30() -> None:
    assert judged(scene(before=[8.7], later=[(7 * DAY, 6.1)], after=8 * DAY), 1).percent == 29


def test_two_instruments_are_marked() -> None:
    where = scene(before=[7], later=[(7 * DAY, 3)], after=8 * DAY)
    assert not judged(where, 1).mixes_instruments
    drawn = EvaMeasure(eva(7), FIRST, Instrument.EVA_MM)
    assert Verdict(1, None, drawn, EvaMeasure(eva(3), FIRST + WEEK)).mixes_instruments


def test_the_review_is_due_at_the_schedules_number_or_three_sessions_after_a_go_on() -> None:
    assert review_rank(scene(before=(7,) * 5).history, C) == 5
    assert review_rank(scene(before=(7,) * 5, review_after=8).history, C) == 8
    assert review_rank(scene(before=(7,) * 6, go_on=HOUR).history, C) == 9


def test_scores_of_another_course_are_not_this_ones() -> None:
    other = Answers(evas=(EvaAnswer(PATIENT, eva(3)),))
    assert judged(scene(other, after=7 * DAY), 1).outcome is None
    assert judged(scene(answers(eva_now=3), after=7 * DAY), 1).outcome is SUBSTANTIAL
