"""What differs between two plans, in dates."""

from datetime import timedelta

from tests.domain.follow_up import DAY, course, paris, patient, session, short
from vigil.domain.plan import Plan, plan
from vigil.domain.plan_difference import Change, differences
from vigil.domain.schedule import Schedule
from vigil.domain.timing import Check, Followup, LateChecks, SendingHours

MONDAY = paris("2026-03-02 10:00")


def under(schedule: Schedule, at: timedelta = timedelta(0)) -> Plan:
    return plan(patient(), [course(session(1, MONDAY), schedule=schedule)], MONDAY + DAY / 24 + at)


def told(before: Plan, after: Plan) -> list[tuple[str, Change]]:
    return [(short(one.key), one.change) for one in differences(before, after)]


STANDARD = Schedule("standard")


def test_the_same_plan_differs_in_nothing() -> None:
    assert differences(under(STANDARD), under(STANDARD)) == ()


def test_a_message_moves_with_both_its_instants() -> None:
    later = Schedule("standard", followup=Followup(after=timedelta(hours=72)))
    (one,) = differences(under(STANDARD), under(later))
    assert (one.mail, one.change, one.was_at, one.will_be_at) == (
        "followup",
        Change.MOVED,
        MONDAY + 2 * DAY,
        MONDAY + 3 * DAY,
    )


def test_messages_are_gained_and_lost() -> None:
    checks = (*LateChecks().check, Check(timedelta(weeks=52)))
    more = Schedule("standard", late_checks=LateChecks(check=checks))
    assert told(under(STANDARD), under(more)) == [("late:c0:w52:first", Change.GAINED)]
    assert told(under(more), under(STANDARD)) == [("late:c0:w52:first", Change.LOST)]


def test_what_is_over_under_both_is_no_difference_though_its_hour_was_another() -> None:
    evening = Schedule("standard", sending_hours=SendingHours(opens=MONDAY.astimezone().time().replace(hour=15)))
    late = timedelta(days=20)
    assert [key for key, _ in told(under(STANDARD, late), under(evening, late))] == [
        "late:c0:w4:first",
        "late:c0:w12:first",
    ]
