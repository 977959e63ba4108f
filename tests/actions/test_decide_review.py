"""A physician ends a diagnosis review: the decision is kept, the alert closed, and what follows is done."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.actions.test_replan import twice_is_once
from tests.people import WEEK, Cabinet
from tests.web.desk.scenes import reviewed_desk
from vigil.actions.decide_review import Decided, decide_review
from vigil.domain.decisions import CauseToReview, Following, ReviewOutcome
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva
from vigil.domain.recording.notices import Unacknowledged
from vigil.domain.review_facts import NewCourse, ReviewFacts
from vigil.domain.words import AlertState, SessionState
from vigil.store.tables import Alert, Course, ReviewDecision, Staff, TreatmentSession

RULE = "no_improvement_after_five"
GO_ON = ReviewFacts(ReviewOutcome.GO_ON, Following.CONTINUE, reason="amélioration tardive attendue")
STOP = ReviewFacts(
    ReviewOutcome.DIAGNOSIS_REVISED,
    Following.STOP,
    diagnosis="coxarthrose",
    referral="rhumatologue",
    causes=frozenset({CauseToReview.INTRA_ARTICULAR_TARGET}),
)
ANEW = ReviewFacts(
    ReviewOutcome.BOTH,
    Following.NEW_COURSE,
    diagnosis="cervicalgie projetée",
    treatment="nappage superficiel",
    new_course=NewCourse("cervicale", intended_sessions=4),
)


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Cabinet]:
    """Marie's course did not help; Dr Roux is to review it."""
    for desk in reviewed_desk(tmp_path):
        yield desk.cabinet


def decide(cabinet: Cabinet, facts: ReviewFacts, by: str = "roux", **options: Any) -> Decided:
    (alert,) = cabinet.rows(Alert, Alert.rule == RULE)
    (staff,) = cabinet.rows(Staff, Staff.external_id == by, Staff.clinic_id == cabinet.clinic_id)
    with cabinet.writing() as session:
        return decide_review(session, session.get_one(Alert, alert.id), facts, staff.id, cabinet.now, **options)


def courses(cabinet: Cabinet) -> list[Any]:
    return cabinet.rows(Course, Course.clinic_id == cabinet.clinic_id)


@pytest.mark.end_to_end
def test_going_on_closes_the_alert_and_arms_the_rule_again_after_three_sessions(reviewed: Cabinet) -> None:
    decide(reviewed, GO_ON)
    (alert,) = reviewed.rows(Alert, Alert.rule == RULE)
    assert alert.state == AlertState.RESOLVED
    held = frozenset({"session_held"})
    for number in (6, 7, 8, 9):
        assert len(reviewed.rows(Alert, Alert.rule == RULE)) == 1
        reviewed.wait(WEEK)
        reviewed.treats(f"S-{number}", eva_before=Eva.of(7), operator="roux", acknowledged=held)
    assert len(reviewed.rows(Alert, Alert.rule == RULE)) == 2


def test_a_changed_treatment_is_judged_again_too(reviewed: Cabinet) -> None:
    decide(reviewed, ReviewFacts(ReviewOutcome.TREATMENT_CHANGED, Following.CONTINUE, treatment="nappage"))
    (course,) = courses(reviewed)
    assert course.go_on_decided_at == reviewed.now


def test_stopping_closes_the_course_and_cancels_what_was_to_come(reviewed: Cabinet) -> None:
    decide(reviewed, STOP)
    (course,) = courses(reviewed)
    assert course.closed_at == reviewed.now
    (coming,) = reviewed.rows(TreatmentSession, TreatmentSession.external_id == "S-6")
    assert coming.state == SessionState.VOID
    assert not [row for row in reviewed.messages("before") if row.state == "planned"]
    reviewed.replan(coming.patient_id)
    twice_is_once(reviewed)


def test_a_new_course_takes_over_what_is_known_of_the_old_one(reviewed: Cabinet) -> None:
    with pytest.raises(Unacknowledged) as warned:
        decide(reviewed, ANEW)
    assert not reviewed.rows(ReviewDecision), "a refused decision leaves nothing"
    codes = frozenset(str(warning.code) for warning in warned.value.warnings)
    new = NewCourse("cervicale", intended_sessions=4, acknowledged=codes)
    done = decide(reviewed, ReviewFacts(ANEW.outcome, ANEW.following, diagnosis="cervicalgie projetée",
                                        treatment="nappage", new_course=new))  # fmt: skip
    old, opened = courses(reviewed)
    assert (opened.id, opened.zone, opened.intended_sessions) == (done.new_course_id, "cervicale", 4)
    assert (old.closed_at, opened.closed_at) == (reviewed.now, None)
    assert opened.external_id == "C-1/2"
    with reviewed.store.reading() as session:
        assert session.get_one(Course, opened.id).indication == "cervicalgie projetée"


def test_the_decision_is_kept_sealed_with_its_author_and_its_evidence(reviewed: Cabinet) -> None:
    done = decide(reviewed, STOP)
    with reviewed.store.reading() as session:
        kept = session.get_one(ReviewDecision, done.id)
        assert (kept.diagnosis, kept.referral, kept.causes) == (
            "coxarthrose",
            "rhumatologue",
            ["intra_articular_target"],
        )
        assert (kept.rank, session.get_one(Staff, kept.staff_id).external_id) == (5, "roux")
        assert any("7 → 6,5" in fr for fr, _ in json.loads(kept.evidence or "[]"))
        assert b"coxarthrose" not in (kept.diagnosis_sealed or b"")


def test_only_a_physician_decides(reviewed: Cabinet) -> None:
    with pytest.raises(Refused, match="physician") as refused:
        decide(reviewed, GO_ON, by="noel")
    assert refused.value.field == "staff"
    assert reviewed.rows(ReviewDecision) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ReviewFacts(ReviewOutcome.GO_ON, Following.CONTINUE), "reason"),
        (ReviewFacts(ReviewOutcome.GO_ON, Following.STOP, reason="x"), "following"),
        (ReviewFacts(ReviewOutcome.DIAGNOSIS_REVISED, Following.STOP), "diagnosis"),
        (ReviewFacts(ReviewOutcome.TREATMENT_CHANGED, Following.CONTINUE), "treatment"),
        (ReviewFacts(ReviewOutcome.BOTH, Following.CONTINUE, diagnosis="x"), "treatment"),
        (ReviewFacts(ReviewOutcome.DIAGNOSIS_REVISED, Following.NEW_COURSE, diagnosis="x"), "new_zone"),
        (ReviewFacts(ReviewOutcome.GO_ON, Following.CONTINUE, reason="x" * 2001), "reason"),
    ],
)
def test_a_decision_that_says_too_little_is_refused_by_its_field(
    reviewed: Cabinet, facts: ReviewFacts, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        decide(reviewed, facts)
    assert refused.value.field == field


def test_the_same_press_twice_is_once_and_a_second_decision_is_refused(reviewed: Cabinet) -> None:
    first = decide(reviewed, GO_ON, request_id="page-1")
    assert decide(reviewed, GO_ON, request_id="page-1") == first
    with pytest.raises(Refused, match="already"):
        decide(reviewed, STOP, request_id="page-2")
    assert len(reviewed.rows(ReviewDecision)) == 1
