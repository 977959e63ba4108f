"""review: time brings a course to a point where a rule may find something."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.people import DAY, NOON, WEEK, Cabinet
from vigil.domain.answers import Answers, EvaAnswer
from vigil.domain.eva import Eva
from vigil.domain.words import SessionState
from vigil.store import versions
from vigil.store.tables import Alert, Course


def due(cabinet: Cabinet) -> object:
    return cabinet.rows(Course)[0].review_due_at


def test_silence_after_the_first_session_becomes_a_telephone_task_once(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(8 * DAY, step=timedelta(hours=4))
    silent = [row for row in cabinet.rows(Alert) if row.rule == "silence"]
    assert len(silent) == 1
    cabinet.live(2 * DAY, step=timedelta(hours=12))
    assert [row.rule for row in cabinet.rows(Alert)].count("silence") == 1


def test_five_sessions_without_improvement_open_a_review(cabinet: Cabinet) -> None:
    (course,) = cabinet.rows(Course)
    for number in range(1, 6):
        cabinet.treats(f"S-{number}", eva_before=Eva.of(7))
        cabinet.wait(WEEK)
    cabinet.answer(f"end:{course.id}", Answers(evas=(EvaAnswer(course.id, Eva.of(7)),), has_no_reaction=True))
    cabinet.live(WEEK, step=timedelta(hours=12))
    assert "no_improvement_after_five" in {row.rule for row in cabinet.rows(Alert)}


def test_missing_scores_open_cannot_be_evaluated_and_not_silence_alone(cabinet: Cabinet) -> None:
    for number in range(1, 6):
        cabinet.treats(f"S-{number}", at=NOON + (number - 1) * WEEK, state=SessionState.PERFORMED)
        cabinet.wait(WEEK)
    cabinet.live(4 * WEEK, step=timedelta(days=1))
    assert "cannot_be_evaluated" in {row.rule for row in cabinet.rows(Alert)}
    assert cabinet.run("reconcile")["differences"] == 0


def test_a_course_at_fault_is_put_off_and_stops_no_other(cabinet: Cabinet) -> None:
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats()
    cabinet.wait(30 * DAY)
    with cabinet.writing() as session:
        session.execute(update(Course).values(review_due_at=cabinet.now))
        session.execute(update(Course).where(Course.external_id == "C-2").values(schedule_name="gone"))
    summary = cabinet.run("review")
    assert summary["failed"] == 2  # they are one patient's
    assert {row.review_due_at for row in cabinet.rows(Course)} == {cabinet.now + timedelta(hours=6)}


@pytest.mark.parametrize("state", [SessionState.VOID, SessionState.MISSED])
def test_a_course_without_a_performed_session_is_not_judged(cabinet: Cabinet, state: SessionState) -> None:
    cabinet.treats(at=cabinet.now + DAY, state=SessionState.PLANNED)
    cabinet.wait(2 * DAY)
    cabinet.treats(at=NOON + DAY, state=state)
    cabinet.live(30 * DAY, step=timedelta(days=1))
    assert cabinet.rows(Alert) == []


def test_rules_that_cannot_be_read_put_a_course_off(cabinet: Cabinet) -> None:
    cabinet.treats()
    at = due(cabinet)
    with cabinet.writing() as session:
        versions.add(session, cabinet.clinic_id, "rules", "rules", "broken [", cabinet.now, is_seeded=False)
    cabinet.wait(60 * DAY)
    if at is not None:
        assert cabinet.run("review")["failed"] == 1
        assert due(cabinet) == cabinet.now + timedelta(hours=6)
