"""The one table of a message's states."""

import itertools

import pytest

from vigil.domain.states import GONE, REVIVABLE, TRANSITIONS, UNSENT, IllegalTransition, MessageState, check_transition

S = MessageState

LEGAL = {
    (S.PLANNED, S.CLAIMED),
    (S.PLANNED, S.CANCELLED),
    (S.PLANNED, S.SKIPPED),
    (S.PLANNED, S.EXPIRED),
    (S.CLAIMED, S.SENT),
    (S.CLAIMED, S.PLANNED),
    (S.CLAIMED, S.UNCERTAIN),
    (S.CLAIMED, S.FAILED),
    (S.CLAIMED, S.CANCELLED),
    (S.CLAIMED, S.SKIPPED),
    (S.CLAIMED, S.EXPIRED),
    (S.UNCERTAIN, S.CLAIMED),
    (S.UNCERTAIN, S.EXPIRED),
    (S.UNCERTAIN, S.CANCELLED),
    (S.UNCERTAIN, S.FAILED),
    (S.UNCERTAIN, S.SENT),
    (S.CANCELLED, S.PLANNED),
    (S.CANCELLED, S.SKIPPED),
    (S.CANCELLED, S.EXPIRED),
    (S.CANCELLED, S.SENT),
    (S.SKIPPED, S.PLANNED),
    (S.SKIPPED, S.CANCELLED),
    (S.SKIPPED, S.EXPIRED),
    (S.EXPIRED, S.PLANNED),
    (S.EXPIRED, S.SKIPPED),
    (S.EXPIRED, S.CANCELLED),
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(S, S)))
def test_only_these_ways_exist(before: S, after: S) -> None:
    if (before, after) in LEGAL:
        check_transition(before, after, attempts=0)
        return
    with pytest.raises(IllegalTransition):
        check_transition(before, after, attempts=0)


@pytest.mark.parametrize("before", sorted(REVIVABLE))
@pytest.mark.parametrize("after", [S.PLANNED, S.SKIPPED, S.EXPIRED])
def test_what_was_tried_is_never_owed_again(before: S, after: S) -> None:
    with pytest.raises(IllegalTransition):
        check_transition(before, after, attempts=1)


def test_what_was_cancelled_too_late_is_sent_however_often_it_was_tried() -> None:
    check_transition(S.CANCELLED, S.SENT, attempts=3)


def test_what_was_sent_or_failed_stays_so() -> None:
    assert TRANSITIONS[S.SENT] == TRANSITIONS[S.FAILED] == frozenset()


def test_a_new_plan_touches_what_is_unsent_and_nothing_that_is_gone() -> None:
    assert frozenset(S) == UNSENT | GONE
    assert not UNSENT & GONE
