"""Receiving an answer: kept whatever the rules do, in versions, once per click."""

import json
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.people import DAY, HOUR, NOON, Cabinet, another_store
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.receive_report import receive_report
from vigil.domain.advice import Advice
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.eva import Eva
from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules import RULES
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.words import Evolution, ReactionCode, Sign
from vigil.store import versions
from vigil.store.tables import Alert, Ask, Course, Reaction, Report
from vigil.store.tables import Eva as EvaRow

DANGER = Answers(danger_signs=frozenset({Sign.BREATHING}))
CALM = Answers(has_no_danger_sign=True, has_no_reaction=True)
FEVER = Answers(reactions=(ReactionAnswer(ReactionCode.FEVER),))


def raises(_history: History, _thresholds: NoThresholds, _now: datetime) -> Finding | None:
    raise RuntimeError("Marie Durand, marie@courrier.example")


BROKEN: Rule[Any] = Rule("broken", 1, NoThresholds, raises)


def scored(cabinet: Cabinet, points: float, **more: Any) -> Answers:
    return Answers(evas=(EvaAnswer(cabinet.rows(Course)[0].id, Eva.of(points)),), **more)


def rules_of(cabinet: Cabinet) -> dict[str, tuple[int, str]]:
    return {row.rule: (row.urgency, row.state) for row in cabinet.rows(Alert)}


def test_an_answer_is_kept_sealed_with_the_form_as_it_came(asked: Cabinet) -> None:
    with asked.writing() as session:
        ask = session.scalars(select(Ask).where(Ask.kind == "followup")).one()
        receive_report(session, ask, CALM, asked.now, typed={"eva": ["3"], "words": ["ça va, merci"]})
    with asked.store.reading() as session:
        report = session.scalars(select(Report)).one()
        assert json.loads(report.typed or "") == {"eva": ["3"], "words": ["ça va, merci"]}
        assert json.loads(report.answers or "") == {"has_no_danger_sign": True, "has_no_reaction": True}
    (ask,) = asked.rows(Ask, Ask.kind == "followup")
    assert (ask.state, ask.answered_at, ask.remind_due_at, ask.silent_due_at) == ("answered", asked.now, None, None)


def test_a_later_answer_is_a_version_and_the_earlier_no_longer_counts(asked: Cabinet) -> None:
    first = asked.answer("followup", scored(asked, 6, reactions=(ReactionAnswer(ReactionCode.ITCHING),)))
    asked.wait(HOUR)
    second = asked.answer("followup", scored(asked, 3, has_no_reaction=True))
    assert (first.is_amendment, second.is_amendment) == (False, True)
    assert [(row.version, row.is_current) for row in asked.rows(Report)] == [(1, False), (2, True)]
    scores = asked.rows(EvaRow, EvaRow.occasion == "followup")
    assert [(row.low, row.is_current) for row in scores] == [(60, False), (30, True)]
    assert [(row.code, row.is_current) for row in asked.rows(Reaction)] == [
        ("itching", False),
        ("none_reported", True),
    ]


def test_a_double_click_is_one_answer(asked: Cabinet) -> None:
    first = asked.answer("followup", DANGER, request_id="click")
    second = asked.answer("followup", DANGER, request_id="click")
    assert first == second
    assert len(asked.rows(Report)) == 1
    assert len(asked.messages("alert:")) == 1


def test_two_clicks_at_the_same_instant_are_one_answer(asked: Cabinet, tmp_path: Path) -> None:
    other = another_store(tmp_path, seed=41)
    errors: list[Exception] = []

    def click(store: Any) -> None:
        try:
            with store.writing(asked.now, "patient") as session:
                ask = session.scalars(select(Ask).where(Ask.kind == "followup")).one()
                receive_report(session, ask, DANGER, asked.now, typed={}, request_id="click")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=click, args=(store,)) for store in (asked.store, other, asked.store)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert errors == []
    assert len(asked.rows(Report)) == len(asked.rows(Alert)) == 1


def test_a_danger_sign_is_an_emergency_at_once(asked: Cabinet) -> None:
    received = asked.answer("followup", DANGER)
    assert received.advice is Advice.NOW
    (alert,) = asked.rows(Alert)
    assert (alert.urgency, alert.state, alert.climbed) == (0, "open", 1)
    assert [row.due_at for row in asked.messages("alert:")] == [asked.now]


def test_a_rule_that_fails_hides_no_other_and_opens_an_alert_of_its_own(asked: Cabinet) -> None:
    received = asked.answer("followup", DANGER, rules=(BROKEN, *RULES))
    assert received.advice is Advice.NOW
    assert rules_of(asked)["breathing_or_chest_pain"] == (0, "open")
    assert rules_of(asked)["could_not_be_evaluated"] == (1, "open")
    assert len(asked.rows(Report)) == 1


def test_rules_that_cannot_even_be_read_lose_no_answer(asked: Cabinet) -> None:
    with asked.writing() as session:
        versions.add(session, asked.clinic_id, "rules", "rules", "broken [", asked.now, is_seeded=False)
    received = asked.answer("followup", scored(asked, 3))
    assert received.advice is Advice.TODAY
    assert rules_of(asked) == {"could_not_be_evaluated": (1, "open")}
    assert len(asked.messages("alert:")) == 1
    assert len(asked.rows(EvaRow, EvaRow.occasion == "followup")) == 1


def test_a_danger_sign_is_an_emergency_even_when_no_rule_can_be_read(asked: Cabinet) -> None:
    with asked.writing() as session:
        versions.add(session, asked.clinic_id, "rules", "rules", "broken [", asked.now, is_seeded=False)
    assert asked.answer("followup", DANGER).advice is Advice.NOW
    assert rules_of(asked) == {"could_not_be_evaluated": (0, "open")}


def test_when_not_even_an_alert_can_be_opened_the_answer_is_kept_and_looked_at_soon(asked: Cabinet) -> None:
    with asked.writing() as session:
        for kind in ("rules", "clinic"):
            versions.add(session, asked.clinic_id, kind, kind, "broken [", asked.now, is_seeded=False)
    asked.answer("followup", CALM)
    assert len(asked.rows(Report)) == 1
    assert asked.rows(Alert) == []
    assert asked.rows(Course)[0].review_due_at == asked.now


def test_a_later_answer_neither_closes_nor_lowers_an_alert(asked: Cabinet) -> None:
    asked.answer("followup", DANGER)
    before = asked.rows(Alert)
    asked.wait(HOUR)
    asked.answer("followup", CALM)
    assert asked.rows(Alert) == before
    asked.answer("followup", FEVER)
    assert rules_of(asked)["breathing_or_chest_pain"] == (0, "open")


def test_an_emergency_told_again_after_it_was_resolved_reopens_it(asked: Cabinet) -> None:
    asked.answer("followup", DANGER)
    with asked.writing() as session:
        resolve_alert(session, session.scalars(select(Alert)).one(), "seen", None, asked.now)
    asked.wait(HOUR)
    asked.answer("followup", DANGER)
    (alert,) = asked.rows(Alert)
    assert (alert.state, alert.resolved_at, alert.opened_at, alert.rung) == ("open", None, asked.now, 1)
    assert {row.key.split(":")[2] for row in asked.messages("alert:")} == {"1", "2"}


def test_an_emergency_told_again_while_somebody_is_on_it_disturbs_nobody(asked: Cabinet) -> None:
    asked.answer("followup", DANGER)
    with asked.writing() as session:
        acknowledge_alert(session, session.scalars(select(Alert)).one(), None, asked.now)
    asked.answer("followup", DANGER)
    assert rules_of(asked) == {"breathing_or_chest_pain": (0, "acknowledged")}
    assert len(asked.messages("alert:")) == 1


def test_two_courses_of_one_day_are_one_ask_with_two_scores(cabinet: Cabinet) -> None:
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats()
    cabinet.treats("S-2", course="C-2")
    courses = [row.id for row in cabinet.rows(Course)]
    cabinet.wait(2 * DAY)
    cabinet.answer("followup", Answers(evas=tuple(EvaAnswer(id, Eva.of(4)) for id in courses)))
    kept = cabinet.rows(EvaRow, EvaRow.occasion == "followup")
    assert {row.course_id for row in kept} == set(courses)
    assert len({row.session_id for row in kept}) == 2
    assert len(cabinet.rows(Ask, Ask.kind == "followup")) == 1


def test_a_score_for_a_course_that_was_not_asked_about_is_not_kept(asked: Cabinet) -> None:
    other = asked.course("C-2", zone="cervicale")
    asked.answer("followup", Answers(evas=(EvaAnswer(other, Eva.of(4)),)))
    assert asked.rows(EvaRow, EvaRow.occasion == "followup") == []


def test_i_do_not_know_is_no_score(asked: Cabinet) -> None:
    course = asked.rows(Course)[0].id
    asked.answer("followup", Answers(evas=(EvaAnswer(course, None),), has_no_reaction=True))
    assert asked.rows(EvaRow, EvaRow.occasion == "followup") == []


def test_what_has_passed_is_kept_as_resolved(asked: Cabinet) -> None:
    gone = ReactionAnswer(ReactionCode.HAEMATOMA, evolution=Evolution.GONE)
    asked.answer("followup", Answers(reactions=(gone, ReactionAnswer(ReactionCode.ITCHING))))
    assert statuses(asked.rows(Reaction)) == {"haematoma": "resolved", "itching": "present"}


def statuses(rows: Iterable[Any]) -> dict[str, str]:
    return {row.code: row.status for row in rows}


def test_a_late_answer_is_accepted_and_flagged(asked: Cabinet) -> None:
    (ask,) = asked.rows(Ask, Ask.kind == "followup")
    asked.clock.move_to(ask.late_at)
    assert not asked.answer("followup", CALM).is_late
    asked.wait(HOUR)
    assert asked.answer("followup", CALM).is_late
    assert [row.is_late for row in asked.rows(Report)] == [False, True]
    assert asked.rows(Report)[0].answered_at > NOON
