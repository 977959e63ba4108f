"""How long a reaction lasted: at most until it was told to be gone, at least until it was last told."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tests.domain.rules.scenes import COURSE, DAY, FIRST, PARIS, session_id, told
from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.history import Ask, Course, Report, Session
from vigil.domain.reaction_spans import ReactionSpan, reaction_spans
from vigil.domain.words import AskKind, AskState, Bother, Evolution, Onset, ReactionCode, SessionState, Sign

BRUISE = ReactionCode.HAEMATOMA


def report(rank: int, after: timedelta, *reactions: ReactionAnswer, kind: AskKind = AskKind.FOLLOWUP) -> Report:
    at = FIRST + (rank - 1) * 7 * DAY + after
    ask = Ask(
        UUID(int=rank * 10 + len(kind)), f"{kind}:{rank}", kind, AskState.ANSWERED, (session_id(rank),), (COURSE,)
    )
    return Report(UUID(int=rank), ask, at, Answers(reactions=reactions), reactions)


def course() -> Course:
    done = [
        Session(session_id(rank), COURSE, FIRST + (rank - 1) * 7 * DAY, SessionState.PERFORMED, FIRST)
        for rank in (1, 2, 3)
    ]
    return Course(COURSE, UUID(int=2), "lombaire", FIRST, tuple(done))


def spans(*reports: Report) -> tuple[ReactionSpan, ...]:
    return reaction_spans(course(), reports, PARIS)


def test_told_once_and_still_there_it_lasted_at_least_until_then() -> None:
    (span,) = spans(report(1, 2 * DAY, told(BRUISE, onset=Onset.NEXT_DAY, bother=Bother.LITTLE)))
    assert (span.began_on, span.at_most_days, span.at_least_days(PARIS)) == (date(2026, 3, 4), None, 2)


def test_told_again_until_it_was_gone_it_is_one_reaction() -> None:
    (span,) = spans(
        report(1, 2 * DAY, told(BRUISE, onset=Onset.SAME_DAY, bother=Bother.LITTLE)),
        report(1, 4 * DAY, told(BRUISE, Sign.HARD, bother=Bother.MUCH, is_earlier=True), kind=AskKind.BETWEEN),
        report(2, 2 * DAY, told(BRUISE, evolution=Evolution.GONE, is_earlier=True)),
    )
    assert (span.began_on, span.gone_by, span.at_most_days) == (date(2026, 3, 3), date(2026, 3, 12), 10)
    assert (span.bother, span.signs) == (Bother.MUCH, frozenset({Sign.HARD}))


def test_gone_and_told_anew_after_another_session_are_two() -> None:
    first, second = spans(
        report(1, 2 * DAY, told(BRUISE, evolution=Evolution.GONE)),
        report(2, 2 * DAY, told(BRUISE)),
    )
    assert (first.session_id, second.session_id) == (session_id(1), session_id(2))
    assert (first.gone_by is None, second.gone_by is None) == (False, True)


def test_not_asked_about_again_a_new_one_after_another_session_is_another() -> None:
    assert len(spans(report(1, 2 * DAY, told(BRUISE)), report(2, 2 * DAY, told(BRUISE)))) == 2


def test_nothing_reported_is_no_reaction() -> None:
    none = ReactionAnswer(ReactionCode.NONE_REPORTED)
    assert spans(report(1, 2 * DAY, none)) == ()


def test_days_are_counted_where_the_patient_lives() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=FIRST.tzinfo) - FIRST
    (span,) = spans(report(1, late, told(BRUISE, onset=Onset.TODAY)))
    assert span.began_on == date(2026, 3, 6)
