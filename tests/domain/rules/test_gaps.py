"""Histories in which something is not there: no rule breaks on one, and none makes up what is missing."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from tests.domain.rules.scenes import COURSE, DAY, HOUR, Scene, answers, eva, scene, told
from tests.domain.rules.test_rules import BOOK, found, rules_of, spoken
from vigil.domain.answers import EvaAnswer
from vigil.domain.history import Product
from vigil.domain.rules import RULES, Rule, evaluate_due, evaluate_report, next_review_at
from vigil.domain.words import AskKind, AskState, Evolution, Onset, ProductClass, ReactionCode, Sign

EVERYTHING = answers(
    *(told(code, *Sign, onset=Onset.NEXT_DAY) for code in ReactionCode if code is not ReactionCode.NONE_REPORTED),
    danger=tuple(Sign),
    past=tuple(Sign),
    eva_now=9,
    words="mal",
    wants_call=True,
)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.is_timed], ids=lambda rule: rule.id)
@pytest.mark.parametrize("before", [(), (7,), (7,) * 5])
def test_without_a_report_a_rule_that_reads_one_finds_nothing(rule: Rule[object], before: tuple[float, ...]) -> None:
    assert found(rule.id, scene(before=before)) is None


@pytest.mark.parametrize("kind", AskKind)
@pytest.mark.parametrize("given", [EVERYTHING, answers()], ids=["everything told", "nothing told"])
def test_a_report_before_any_session_breaks_no_rule(kind: AskKind, given: object) -> None:
    where = scene(given, before=(), kind=kind)  # type: ignore[arg-type]
    assert evaluate_report(where.history, BOOK, where.now).failures == ()
    assert evaluate_due(where.history, BOOK, where.now).failures == ()


def test_fever_that_no_session_precedes_is_told_without_one() -> None:
    finding = found("fever_alone", scene(answers(told(ReactionCode.FEVER)), before=()))
    assert finding
    assert "après une séance" in finding.reason.fr
    assert "after a session" in finding.reason.en
    assert finding.evidence == ()


def test_a_reaction_that_grows_without_a_session_is_told_of_the_answer() -> None:
    growing = told(ReactionCode.FATIGUE, evolution=Evolution.GROWING)
    finding = found("reaction_getting_worse", scene(answers(growing), before=()))
    assert finding
    assert "à la réponse" in finding.reason.fr
    assert "at the answer" in finding.reason.en


def test_the_score_of_another_zone_is_not_that_of_this_course() -> None:
    other, own = EvaAnswer(UUID(int=9), eva(9)), EvaAnswer(COURSE, eva(4))
    for evas, surges in (((other, own), False), ((own, other), False), ((own, EvaAnswer(COURSE, eva(9))), True)):
        given = replace(answers(), evas=evas)
        assert (found("pain_surge_within_72h", scene(given, before=[4])) is not None) is surges


def test_a_score_that_is_not_known_is_none() -> None:
    given = replace(answers(), evas=(EvaAnswer(COURSE, None),))
    assert rules_of(scene(given, before=[4])) == []


def test_a_flush_is_laid_to_the_session_that_was_asked_about_and_else_to_the_last() -> None:
    calcitonin = Product("calcitonine", ProductClass.CALCITONIN)
    where = scene(answers(told(ReactionCode.FLUSH, evolution=Evolution.GONE)), before=(7, 7))
    first, second = where.history.course.sessions
    report = where.history.report
    assert report

    def flushed(of_first: bool, of_second: bool, *, asked: tuple[UUID, ...]) -> bool:
        sessions = tuple(
            replace(one, products=(calcitonin,) if has else ()) for one, has in ((first, of_first), (second, of_second))
        )
        told_of = replace(report, ask=replace(report.ask, session_ids=asked))
        course = replace(where.history.course, sessions=sessions)
        history = replace(where.history, course=course, report=told_of, reports=(told_of,))
        return found("flush_with_calcitonin", Scene(history, where.now)) is not None

    assert flushed(False, True, asked=(second.id,))
    assert not flushed(True, False, asked=(second.id,))
    assert flushed(True, False, asked=(first.id,))
    assert flushed(False, True, asked=())
    assert not flushed(True, False, asked=())


def test_a_question_that_is_still_open_ends_no_silence() -> None:
    where = scene(before=(7, 7), silent=[1, 2])
    first, second = where.history.asks
    still_open = replace(where.history, asks=(first, replace(second, state=AskState.OPEN)))
    finding = found("silence", Scene(still_open, where.now))
    assert finding
    assert finding.cause_id == first.id
    never_put = replace(where.history, asks=(replace(first, asked_at=None), second))
    assert found("silence", Scene(never_put, where.now))


def test_a_question_that_never_closes_is_due_at_no_time() -> None:
    where = scene(before=(7, 7), answered=[1, 2])
    first, second = where.history.asks

    def due(state: AskState, *, closes: bool) -> bool:
        ask = replace(second, state=state, closes_at=second.closes_at if closes else None)
        history = replace(where.history, asks=(first, ask))
        return next_review_at(history, BOOK, where.now) == second.closes_at

    assert due(AskState.OPEN, closes=True)
    assert not due(AskState.OPEN, closes=False)
    assert not due(AskState.SILENT, closes=True)


def test_a_stopped_course_waits_for_its_last_score_to_the_minute() -> None:
    midnight = 14 * DAY + 13 * HOUR  # in Paris, where the clocks went forward meanwhile; the session was at 10:00
    for after, is_over in ((midnight - HOUR / 60, False), (midnight, True)):
        where = scene(before=(7, 7, 7), closed=HOUR, after=after)
        assert (found("stopped_without_improvement", where) is not None) is is_over


def test_one_session_is_singular() -> None:
    finding = found("stopped_without_improvement", scene(before=[7], after=60 * DAY))
    assert finding
    assert [text for text in spoken(finding) if re.search(r"\b1\s(séance|session)\b", text)]
    assert not [text for text in spoken(finding) if re.search(r"\b1\s(séances|sessions)\b", text)]


def test_a_recalled_baseline_is_marked_in_the_evidence() -> None:
    finding = found(
        "no_improvement_after_five", scene(before=(None, 7, 7, 7, 7), recalled=7, later=[(7 * DAY, 7)], after=8 * DAY)
    )
    assert finding
    assert any("rappelée après coup" in text for text in spoken(finding))
    assert any("recalled afterwards" in text for text in spoken(finding))
