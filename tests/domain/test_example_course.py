"""The made-up course that shows what a schedule means."""

from tests.domain.follow_up import DAY, PARIS, paris
from tests.people import shipped_files
from vigil.domain.example_course import example_course
from vigil.domain.instants import local_date
from vigil.domain.schedule import Schedule, parse_schedule
from vigil.domain.timing import Limits

MONDAY = paris("2026-03-09 10:00")


def test_five_weekly_sessions_are_followed_as_a_ledger_would_remember() -> None:
    lines = example_course(Schedule("standard"), MONDAY, PARIS)
    assert [line.at.astimezone(PARIS).isoformat()[:16] for line in lines if not line.mail] == [
        "2026-03-09T10:00",
        "2026-03-16T10:00",
        "2026-03-23T10:00",
        "2026-03-30T10:00",
        "2026-04-06T10:00",
    ]
    second = [(line.mail, line.carries) for line in lines if line.rank == 2]
    assert second == [("", ()), ("same_day", ("before_session",)), ("followup", ()), ("between", ("before_session",))]
    assert [line.mail for line in lines if line.rank == 5] == [
        "",
        "same_day",
        "followup",
        "end_of_course",
        "late_check",
        "late_check",
    ]


def test_an_immunosuppressed_patient_has_one_more_check() -> None:
    usual = example_course(Schedule("standard"), MONDAY, PARIS)
    more = example_course(Schedule("standard"), MONDAY, PARIS, is_immunosuppressed=True)
    assert [line.mail for line in set(more) - set(usual)] == ["late_check"]


def test_the_pace_and_the_limits_of_the_schedule_hold() -> None:
    large = parse_schedule("x", shipped_files().schedules["large_dilution"])
    at = [line.at for line in example_course(large, MONDAY, PARIS, sessions=8) if not line.mail]
    assert (at[6] - at[5], round((at[7] - at[6]) / DAY)) == (7 * DAY, 15)
    tight = Schedule("standard", limits=Limits(per_day=1, per_week=2))
    on = [local_date(line.at, PARIS) for line in example_course(tight, MONDAY, PARIS) if line.mail]
    assert all(sum(day <= other < day + 7 * DAY for other in on) <= 2 for day in on)
