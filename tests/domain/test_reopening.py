"""What calls anew about an alert that somebody has taken on or closed: a table of what came in and what was known."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.reopening import STILL_THERE_AFTER, Came, Known, calls_anew
from vigil.domain.words import AlertState, Urgency

S, U = AlertState, Urgency
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SAME, OTHER = "Rougeur chaude", "Rougeur chaude, qui coule"
ANSWER, PHOTO, NOTHING = Came


@pytest.mark.parametrize(
    ("state", "was", "found", "says", "came", "anew"),
    [
        # Worse always calls, whatever it was made on.
        (S.OPEN, U.SAME_DAY, U.EMERGENCY, SAME, NOTHING, True),
        (S.ACKNOWLEDGED, U.SAME_DAY, U.EMERGENCY, SAME, NOTHING, True),
        # While nobody has taken it on, people are being told anyway.
        (S.OPEN, U.SAME_DAY, U.SAME_DAY, OTHER, ANSWER, False),
        # Taken on: what says something else calls, at any urgency but information; what says the same does not.
        (S.ACKNOWLEDGED, U.SAME_DAY, U.SAME_DAY, OTHER, ANSWER, True),
        (S.ACKNOWLEDGED, U.SAME_DAY, U.SAME_DAY, OTHER, PHOTO, True),
        (S.ACKNOWLEDGED, U.EMERGENCY, U.SAME_DAY, OTHER, ANSWER, True),
        (S.ACKNOWLEDGED, U.WITHIN_72H, U.WITHIN_72H, OTHER, ANSWER, True),
        (S.ACKNOWLEDGED, U.SAME_DAY, U.INFORMATION, OTHER, ANSWER, False),
        (S.ACKNOWLEDGED, U.SAME_DAY, U.SAME_DAY, SAME, ANSWER, False),
        (S.ACKNOWLEDGED, U.SAME_DAY, U.SAME_DAY, OTHER, NOTHING, False),
        # Closed: what is urgent calls when it is told again, the rest when it says something else.
        (S.RESOLVED, U.SAME_DAY, U.SAME_DAY, SAME, ANSWER, True),
        (S.RESOLVED, U.SAME_DAY, U.SAME_DAY, SAME, PHOTO, False),
        (S.RESOLVED, U.SAME_DAY, U.SAME_DAY, OTHER, PHOTO, True),
        (S.RESOLVED, U.WITHIN_72H, U.WITHIN_72H, SAME, ANSWER, False),
        (S.RESOLVED, U.WITHIN_72H, U.WITHIN_72H, OTHER, ANSWER, True),
        (S.RESOLVED, U.WITHIN_72H, U.INFORMATION, OTHER, ANSWER, False),
    ],
)
def test_what_calls_anew(state: AlertState, was: Urgency, found: Urgency, says: str, came: Came, anew: bool) -> None:
    known = Known(state, was, (SAME,), NOW - timedelta(hours=1))
    assert calls_anew(known, finding(found, says), came, NOW) is anew


@pytest.mark.parametrize(
    ("since", "urgency", "anew"),
    [
        (STILL_THERE_AFTER - timedelta(minutes=1), U.SAME_DAY, False),
        (STILL_THERE_AFTER, U.SAME_DAY, True),
        (STILL_THERE_AFTER, U.WITHIN_72H, False),
    ],
)
def test_what_is_told_again_long_after_it_was_taken_on_is_still_there(
    since: timedelta, urgency: Urgency, anew: bool
) -> None:
    known = Known(S.ACKNOWLEDGED, urgency, (SAME,), NOW - since)
    assert calls_anew(known, finding(urgency, SAME), Came.ANSWER, NOW) is anew
    assert not calls_anew(known, finding(urgency, SAME), Came.PHOTO, NOW)


def test_the_next_score_of_a_course_is_no_news_for_its_alert() -> None:
    known = Known(S.RESOLVED, U.WITHIN_72H, (SAME,))
    assert not calls_anew(known, finding(U.WITHIN_72H, OTHER, Cause.COURSE), Came.ANSWER, NOW)


def finding(urgency: Urgency, says: str, cause: Cause = Cause.ASK) -> Finding:
    return Finding("spreading_redness", 1, urgency, cause, UUID(int=1), Bilingual(says, says))
