"""Planning told as stories: a weekly course, an appointment that moves, an entry that comes late."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.domain.follow_up import (
    DAY,
    Play,
    appointment,
    as_of,
    clock,
    course,
    paris,
    patient,
    session,
    short,
    states,
    timetable,
)
from vigil.domain.plan import Gone, Plan, PlannedState, ScheduledCourse, plan
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.words import AskKind, Channel, PatientState, Priority, RiskFactor, SessionState

MONDAY = paris("2026-03-02 10:00")
NEXT = paris("2026-03-09 10:00")
BOOKED = paris("2026-03-02 10:20")


def first_of() -> UUID:
    """The id of the first course's first session."""
    return UUID(int=101)


def at_home(*courses: ScheduledCourse, at: datetime, gone: dict[str, Gone] | None = None) -> Plan:
    return plan(patient(), courses, at, gone)


def test_a_weekly_session_is_followed_on_the_day_at_48_hours_and_at_four_days_with_the_next_instructions() -> None:
    planned = at_home(course(session(1, MONDAY), appointment(2, NEXT, made_at=BOOKED)), at=BOOKED)
    assert timetable(planned) == [
        ("03-02 11:00", "same_day:s1"),
        ("03-04 10:00", "followup:s1:48h:first"),
        ("03-06 09:00", "between:s1:first"),
        ("03-30 10:00", "late:c0:w4:first"),
        ("05-25 10:00", "late:c0:w12:first"),
    ]
    carried = {short(m.key): [short(key) for key in m.carries] for m in planned.messages if m.carries}
    assert carried == {"same_day:s1": ["before:s2:announced"], "between:s1:first": ["before:s2:72h"]}
    assert states(planned)["before:s2:72h"] == "skipped: carried"


def test_a_silent_weekly_patient_gets_day_0_day_2_day_3_day_4_and_the_next_session() -> None:
    weekly = [appointment(n, MONDAY + (n - 1) * 7 * DAY, made_at=MONDAY - 10 * DAY) for n in range(1, 4)]
    play = Play(patient(), lambda at: [course(*as_of(at, *weekly))])
    play.run(MONDAY - 10 * DAY, MONDAY + 14 * DAY - timedelta(hours=1))
    assert play.log() == [
        ("02-20 10:00", "before:s1:announced"),
        ("02-27 09:00", "before:s1:72h"),
        ("03-02 11:00", "same_day:s1"),
        ("03-04 10:00", "followup:s1:48h:first"),
        ("03-05 10:00", "followup:s1:48h:reminder:1"),
        ("03-06 09:00", "between:s1:first"),
        ("03-09 11:00", "same_day:s2"),
        ("03-11 10:00", "followup:s2:48h:first"),
        ("03-12 10:00", "followup:s2:48h:reminder:1"),
        ("03-13 09:00", "between:s2:first"),
    ]
    assert play.most_in(7) == 4
    assert play.most_in(1) == 1


def test_a_patient_who_answers_is_never_reminded() -> None:
    weekly = [appointment(n, MONDAY + (n - 1) * 7 * DAY, made_at=MONDAY - DAY) for n in range(1, 6)]
    play = Play(patient(), lambda at: [course(*as_of(at, *weekly))], answered=lambda _: True)
    play.run(MONDAY - DAY, MONDAY + 130 * DAY, timedelta(hours=3))
    assert not [key for key in play.gone if "reminder" in key]
    assert [key for _, key in play.log()][-3:] == ["end:c0:first", "late:c0:w4:first", "late:c0:w12:first"]


def test_five_appointments_made_at_once_are_announced_in_one_message() -> None:
    made_at = paris("2026-02-20 15:00")
    five = [appointment(n, MONDAY + (n - 1) * 7 * DAY, made_at=made_at) for n in range(1, 6)]
    planned = at_home(course(*five), at=made_at)
    announced = planned.by_key[f"before:{five[0].id}:announced"]
    assert (announced.state, clock(announced.due_at)) == (PlannedState.PLANNED, "02-20 15:00")
    assert [short(key) for key in announced.carries] == [f"before:s{n}:announced" for n in (2, 3, 4, 5)]


def test_an_appointment_closer_than_72_hours_is_written_about_at_once_and_only_once() -> None:
    made_at = paris("2026-03-07 12:00")
    planned = at_home(course(appointment(1, NEXT, made_at=made_at)), at=made_at)
    assert timetable(planned) == [("03-07 12:00", "before:s1:announced")]
    assert states(planned)["before:s1:72h"] == "skipped: carried"


def test_an_appointment_a_few_hours_away_is_left_to_the_desk() -> None:
    made_at = paris("2026-03-09 07:30")
    planned = at_home(course(appointment(1, NEXT, made_at=made_at)), at=made_at)
    assert set(states(planned).values()) == {"skipped: appointment_too_close"}


def test_pre_session_instructions_leave_the_day_before_when_72_hours_ahead_is_before_opening() -> None:
    planned = at_home(course(appointment(1, paris("2026-03-09 08:00"), made_at=BOOKED)), at=BOOKED)
    assert timetable(planned) == [("03-02 10:20", "before:s1:announced"), ("03-05 09:00", "before:s1:72h")]


def test_the_questions_between_sessions_leave_on_day_3_when_day_4_is_less_than_72_hours_before_the_next() -> None:
    early = paris("2026-03-09 08:30")
    planned = at_home(course(session(1, MONDAY), appointment(2, early, made_at=BOOKED)), at=BOOKED)
    assert ("03-05 10:00", "between:s1:first") in timetable(planned)
    assert states(planned)["before:s2:72h"] == "skipped: carried"


def test_a_message_with_a_deadline_is_due_half_an_hour_before_it_at_the_latest() -> None:
    following = paris("2026-03-09 10:10")
    planned = at_home(course(session(1, MONDAY), appointment(2, following, made_at=BOOKED)), at=BOOKED)
    assert ("03-06 09:00", "between:s1:first") in timetable(planned)
    assert planned.by_key[f"between:{first_of()}:first"].expires_at == paris("2026-03-06 10:10")


def test_no_questions_between_sessions_five_days_apart() -> None:
    planned = at_home(course(session(1, MONDAY), appointment(2, MONDAY + 5 * DAY, made_at=BOOKED)), at=BOOKED)
    assert states(planned)["between:s1:first"] == "skipped: next_session_too_close"


def test_the_last_intended_session_is_followed_by_the_end_of_course_and_not_by_questions_between() -> None:
    five = [session(n, MONDAY + (n - 1) * 7 * DAY) for n in range(1, 6)]
    planned = at_home(course(*five), at=five[-1].recorded_at)
    keys = states(planned)
    assert "between:s5:first" not in keys
    assert {key for key in keys if key.startswith("between")} == {f"between:s{n}:first" for n in range(1, 5)}
    assert ("04-06 11:00", "end:c0:first") in timetable(planned)


def test_a_sixth_appointment_takes_the_end_of_course_back() -> None:
    five = [session(n, MONDAY + (n - 1) * 7 * DAY) for n in range(1, 6)]
    sixth = appointment(6, MONDAY + 50 * DAY, made_at=five[-1].recorded_at)
    keys = states(at_home(course(*five, sixth), at=five[-1].recorded_at))
    assert "end:c0:first" not in keys
    assert keys["between:s5:first"] == "planned"


def test_a_course_closed_early_ends_and_keeps_its_late_checks() -> None:
    closed_at = MONDAY + DAY
    keys = states(at_home(course(session(1, MONDAY), closed_at=closed_at), at=closed_at))
    assert keys["end:c0:first"] == "planned"
    assert "between:s1:first" not in keys
    assert keys["late:c0:w4:first"] == keys["late:c0:w12:first"] == "planned"


@pytest.mark.parametrize(("risks", "expected"), [((), False), ((RiskFactor.IMMUNOSUPPRESSION,), True)])
def test_a_third_late_check_is_for_the_immunosuppressed(risks: tuple[RiskFactor, ...], expected: bool) -> None:
    planned = plan(patient(risks=risks), [course(session(1, MONDAY))], BOOKED)
    assert ("late:c0:w26:first" in states(planned)) is expected


def test_an_unsent_late_check_moves_with_the_latest_performed_session() -> None:
    planned = at_home(course(session(1, MONDAY), session(2, NEXT)), at=NEXT + DAY)
    assert ("04-06 10:00", "late:c0:w4:first") in timetable(planned)
    assert sum(ask.kind is AskKind.LATE for ask in planned.asks) == 2


def test_a_late_check_that_has_gone_is_owed_again_after_a_later_session_and_moves_while_unsent() -> None:
    first, second, third = session(1, MONDAY), session(2, MONDAY + 40 * DAY), session(3, MONDAY + 47 * DAY)
    key = f"late:{first.course_id}:w4"
    gone = {f"{key}:first": Gone(MONDAY + 28 * DAY, first.id)}
    again = at_home(course(first, second), at=second.recorded_at, gone=gone)
    assert again.by_key[f"{key}:first"].state is PlannedState.GONE
    assert again.by_key[f"{key}:{second.id}:first"].state is PlannedState.PLANNED
    moved = at_home(course(first, second, third), at=third.recorded_at, gone=gone)
    assert f"{key}:{second.id}:first" not in moved.by_key
    assert moved.by_key[f"{key}:{third.id}:first"].ideal_at == paris("2026-05-16 11:00")
    gone[f"{key}:{third.id}:first"] = Gone(MONDAY + 75 * DAY, third.id)
    after = at_home(course(first, second, third), at=MONDAY + 76 * DAY, gone=gone)
    assert [short(ask.key) for ask in after.asks if ask.key.startswith(key)] == ["late:c0:w4", "late:c0:w4:s3"]
    assert after.by_key[f"{key}:first"].reason is None


def test_a_late_check_carried_by_another_message_counts_as_gone() -> None:
    first = session(1, MONDAY)
    key = f"late:{first.course_id}:w4:first"
    gone = {"other:first": Gone(MONDAY + 28 * DAY, None, (key,))}
    planned = at_home(course(first), at=MONDAY + 29 * DAY, gone=gone)
    assert (planned.by_key[key].state, planned.by_key[key].reason) == (PlannedState.SKIPPED, Reason.CARRIED)
    assert planned.by_key[key].due_at == MONDAY + 28 * DAY


def test_a_session_entered_late_is_still_followed_within_the_grace_time() -> None:
    entered_at = MONDAY + 4 * DAY + timedelta(hours=11)
    planned = at_home(course(session(1, MONDAY, recorded_at=entered_at)), at=entered_at)
    assert ("03-07 09:00", "followup:s1:48h:first") in timetable(planned)
    assert states(planned)["same_day:s1"] == "expired: entered_too_late"
    assert planned.by_key[f"between:{first_of()}:first"].state is PlannedState.PLANNED


@pytest.mark.parametrize(
    ("entered_after", "expected"), [(timedelta(days=7, hours=-1), "planned"), (7 * DAY, "expired: entered_too_late")]
)
def test_the_follow_up_expires_when_the_session_is_entered_past_the_grace_time(
    entered_after: timedelta, expected: str
) -> None:
    entered_at = MONDAY + entered_after
    planned = at_home(course(session(1, MONDAY, recorded_at=entered_at)), at=entered_at)
    assert states(planned)["followup:s1:48h:first"] == expected


def test_what_could_not_be_sent_in_time_expires_and_says_so() -> None:
    planned = at_home(course(session(1, MONDAY)), at=MONDAY + 8 * DAY)
    assert states(planned)["followup:s1:48h:first"] == "expired: time_passed"
    assert states(planned)["between:s1:first"] == "expired: time_passed"
    assert states(planned)["late:c0:w4:first"] == "planned"


def test_after_an_outage_the_messages_that_piled_up_leave_on_days_of_their_own() -> None:
    back_at = MONDAY + 4 * DAY + timedelta(hours=3)
    planned = at_home(course(session(1, MONDAY), appointment(2, MONDAY + 14 * DAY, made_at=BOOKED)), at=back_at)
    assert timetable(planned)[:3] == [
        ("03-06 09:00", "followup:s1:48h:first"),
        ("03-07 09:00", "between:s1:first"),
        ("03-13 09:00", "before:s2:72h"),
    ]


def test_moving_an_appointment_moves_its_instructions_and_keeps_their_keys() -> None:
    before = at_home(course(appointment(1, NEXT, made_at=BOOKED)), at=BOOKED)
    moved = at_home(course(appointment(1, NEXT + 2 * DAY, made_at=BOOKED)), at=BOOKED)
    assert set(before.by_key) == set(moved.by_key)
    assert ("03-06 09:00", "before:s1:72h") in timetable(before)
    assert ("03-08 09:00", "before:s1:72h") in timetable(moved)


def test_moving_a_session_whose_message_has_gone_owes_nothing_again_and_says_so() -> None:
    key = f"followup:{first_of()}:48h:first"
    gone = {key: Gone(MONDAY + 2 * DAY, first_of())}
    planned = at_home(course(session(1, MONDAY + DAY)), at=MONDAY + 2 * DAY, gone=gone)
    assert (planned.by_key[key].state, planned.by_key[key].reason) == (PlannedState.GONE, Reason.MOVED_AFTER_SENT)
    assert [m.key for m in planned.messages if m.key.startswith("followup")] == [key]


def test_a_missed_session_takes_its_own_steps_with_it() -> None:
    missed = replace(appointment(2, NEXT, made_at=BOOKED), state=SessionState.MISSED)
    keys = states(at_home(course(session(1, MONDAY), missed), at=BOOKED))
    assert not [key for key in keys if "s2" in key]
    assert keys["between:s1:first"] == "planned"


def test_sessions_of_one_day_share_one_ask_and_are_timed_from_the_last() -> None:
    back, knee = session(1, MONDAY), session(1, MONDAY + timedelta(hours=2), course=1)
    planned = at_home(course(back), course(knee, number=1), at=MONDAY + timedelta(hours=3))
    ask = planned.ask_by_key[f"followup:{back.id}:48h"]
    assert ask.session_ids == (back.id, knee.id)
    assert ask.course_ids == (back.course_id, knee.course_id)
    assert clock(ask.opens_at) == "03-04 12:00"
    assert clock(planned.by_key[f"same_day:{back.id}"].due_at) == "03-02 13:00"
    assert f"followup:{knee.id}:48h" not in planned.ask_by_key


def test_a_second_session_of_the_day_entered_after_the_ask_has_gone_joins_that_ask() -> None:
    back, knee = session(1, MONDAY), session(1, MONDAY - timedelta(hours=1), course=1)
    gone = {f"followup:{back.id}:48h:first": Gone(MONDAY + 2 * DAY, back.id)}
    planned = at_home(course(back), course(knee, number=1), at=MONDAY + 3 * DAY, gone=gone)
    assert planned.ask_by_key[f"followup:{back.id}:48h"].session_ids == (back.id, knee.id)
    assert f"followup:{knee.id}:48h" not in planned.ask_by_key


def test_late_checks_of_two_courses_on_one_day_travel_together() -> None:
    back, knee = session(1, MONDAY), session(1, MONDAY, course=1)
    planned = at_home(course(back), course(knee, number=1), at=BOOKED)
    first, second = (planned.by_key[f"late:{one.course_id}:w4:first"] for one in (back, knee))
    assert first.carries == (second.key,)
    assert (second.state, second.reason, second.due_at) == (PlannedState.SKIPPED, Reason.CARRIED, first.due_at)


def test_two_weekly_courses_on_neighbouring_days_keep_the_limits_and_lose_no_safety_question() -> None:
    def facts(at: datetime) -> list[ScheduledCourse]:
        made = MONDAY - DAY
        back = [appointment(n, MONDAY + (n - 1) * 7 * DAY, made_at=made) for n in range(1, 6)]
        knee = [appointment(n, MONDAY + ((n - 1) * 7 + 1) * DAY, made_at=made, course=1) for n in range(1, 6)]
        return [course(*as_of(at, *back)), course(*as_of(at, *knee), number=1)]

    play = Play(patient(), facts).run(MONDAY - DAY, MONDAY + 60 * DAY, timedelta(hours=2))
    assert (play.most_in(1), play.most_in(7)) == (1, 4)
    assert sum(key.startswith("followup") and key.endswith("first") for key in play.gone) == 10


def test_safety_questions_take_the_day_from_instructions() -> None:
    made_at = paris("2026-03-30 09:30")
    planned = at_home(
        course(session(1, MONDAY)),
        course(appointment(1, made_at + 30 * DAY, made_at=made_at, course=1), number=1),
        at=made_at,
    )
    late = planned.by_key[f"late:{UUID(int=10)}:w4:first"]
    assert clock(late.due_at) == "03-30 10:00"
    assert late.priority is Priority.SAFETY
    assert [short(key) for key in late.carries] == ["before:s1of1:announced"]


def test_a_week_that_is_full_skips_the_questions_and_says_why() -> None:
    gone = {f"letter:{n}": Gone(MONDAY + n * DAY) for n in range(-1, 3)}
    planned = at_home(course(session(1, MONDAY)), at=MONDAY + 2 * DAY + timedelta(hours=1), gone=gone)
    assert clock(planned.by_key[f"followup:{first_of()}:48h:first"].due_at) == "03-08 09:00"
    full = {f"letter:{n}": Gone(MONDAY + n * DAY) for n in range(9)}
    assert states(at_home(course(session(1, MONDAY)), at=MONDAY + 2 * DAY, gone=full))["followup:s1:48h:first"] == (
        "skipped: no_room"
    )


def test_who_has_no_e_mail_gets_a_sheet_for_each_step_and_a_call_for_each_ask() -> None:
    planned = plan(
        patient(is_emailable=False), [course(session(1, MONDAY), appointment(2, NEXT, made_at=BOOKED))], BOOKED
    )
    assert {m.channel for m in planned.messages} == {Channel.PHONE, Channel.PRINT}
    sheet, call = (planned.by_key[f"followup:{first_of()}:48h:{kind}"] for kind in ("sheet", "call"))
    assert (clock(sheet.due_at), clock(call.due_at)) == ("03-02 10:20", "03-04 10:00")
    assert states(planned)["same_day:s1:sheet"] == "planned"
    assert states(planned)["before:s2:announced:sheet"] == "planned"
    assert states(planned)["before:s2:72h:sheet"] == "skipped: carried"
    assert "same_day:s1:call" not in states(planned)
    assert {short(ask.key) for ask in planned.asks} == {"followup:s1:48h", "between:s1", "late:c0:w4", "late:c0:w12"}


@pytest.mark.parametrize(("intended", "printed"), [(5, "03-30 09:00"), (1, "03-02 10:20")])
def test_the_sheet_of_a_late_check_is_handed_over_at_the_last_session(intended: int, printed: str) -> None:
    planned = plan(patient(is_emailable=False), [course(session(1, MONDAY), intended=intended)], BOOKED)
    assert clock(planned.by_key[f"late:{UUID(int=10)}:w4:sheet"].due_at) == printed
    assert clock(planned.by_key[f"late:{UUID(int=10)}:w4:call"].due_at) == "03-30 10:00"


def test_sheets_that_come_too_late_are_not_printed_and_say_why() -> None:
    alone = patient(is_emailable=False)
    late = plan(alone, [course(session(1, MONDAY, recorded_at=MONDAY + 9 * DAY))], MONDAY + 9 * DAY)
    assert states(late)["same_day:s1:sheet"] == "expired: entered_too_late"
    assert states(late)["followup:s1:48h:sheet"] == "expired: entered_too_late"
    unprinted = plan(alone, [course(session(1, MONDAY))], MONDAY + 9 * DAY)
    assert states(unprinted)["same_day:s1:sheet"] == "expired: time_passed"


@pytest.mark.parametrize("state", [PatientState.OPTED_OUT, PatientState.UNREACHABLE])
def test_opting_out_or_bouncing_turns_mail_into_tasks_but_what_has_gone_is_not_owed_again(state: PatientState) -> None:
    gone = {f"followup:{first_of()}:48h:first": Gone(MONDAY + 2 * DAY, first_of())}
    planned = plan(replace(patient(), state=state), [course(session(1, MONDAY))], MONDAY + 3 * DAY, gone)
    assert states(planned)["followup:s1:48h:first"] == "gone"
    assert "followup:s1:48h:call" not in states(planned)
    assert "followup:s1:48h:sheet" not in states(planned)
    assert states(planned)["between:s1:call"] == "planned"


def test_a_sheet_handed_over_does_not_replace_the_question_once_an_address_is_known() -> None:
    gone = {f"followup:{first_of()}:48h:sheet": Gone(BOOKED), f"same_day:{first_of()}:sheet": Gone(BOOKED)}
    planned = at_home(course(session(1, MONDAY)), at=BOOKED, gone=gone)
    assert states(planned)["followup:s1:48h:first"] == "planned"
    assert "same_day:s1" not in states(planned)


@pytest.mark.parametrize("state", [PatientState.DECEASED, PatientState.MERGED])
def test_nothing_is_owed_to_the_deceased_or_the_merged(state: PatientState) -> None:
    assert plan(replace(patient(), state=state), [course(session(1, MONDAY))], BOOKED) == Plan()


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea"])
def test_a_patient_is_written_to_in_the_daytime_of_their_own_zone(zone: str) -> None:
    away = patient(ZoneInfo(zone))
    planned = plan(away, [course(session(1, paris("2026-03-02 18:30")))], paris("2026-03-02 18:50"))
    for message in planned.messages:
        assert 9 <= message.due_at.astimezone(away.zone).hour < 19


def test_day_offsets_keep_the_hour_and_hour_offsets_the_elapsed_time_across_the_spring_night() -> None:
    friday = paris("2026-03-27 10:00")  # the clocks go forward on Sunday 29 March at 02:00
    planned = at_home(course(session(1, friday)), at=friday + timedelta(minutes=30))
    assert ("03-29 11:00", "followup:s1:48h:first") in timetable(planned)
    assert ("03-31 10:00", "between:s1:first") in timetable(planned)
    assert ("04-24 10:00", "late:c0:w4:first") in timetable(planned)


def test_the_links_of_an_ask_are_open_then_late_then_closed() -> None:
    following = NEXT - timedelta(minutes=30)
    planned = at_home(course(session(1, MONDAY), appointment(2, following, made_at=BOOKED)), at=BOOKED)
    followup, between = (planned.ask_by_key[key] for key in (f"followup:{first_of()}:48h", f"between:{first_of()}"))
    assert (clock(followup.late_at), clock(followup.closes_at)) == ("03-09 10:00", "03-30 10:00")
    assert between.late_at == following
    assert all(ask.opens_at < ask.late_at < ask.closes_at for ask in planned.asks)


def test_questions_between_are_not_put_when_the_end_of_course_has_already_asked() -> None:
    only = session(1, MONDAY)
    end = f"end:{only.course_id}:first"
    gone = {end: Gone(MONDAY + 5 * DAY, only.id)}
    taken_up = course(only, appointment(2, MONDAY + 20 * DAY, made_at=MONDAY + 6 * DAY), intended=1)
    planned = at_home(taken_up, at=MONDAY + 6 * DAY, gone=gone)
    assert states(planned)["between:s1:first"] == "skipped: already_asked"


def test_planning_again_gives_the_same_plan_whatever_the_order_of_the_courses() -> None:
    back = course(session(1, MONDAY), appointment(2, NEXT, made_at=BOOKED))
    knee = course(session(1, MONDAY + DAY, course=1), number=1)
    assert at_home(back, knee, at=NEXT) == at_home(knee, back, at=NEXT)


def test_a_schedule_s_own_hours_and_limits_are_kept() -> None:
    strict = Schedule("strict", limits=replace(Schedule("x").limits, per_week=1))
    planned = at_home(course(session(1, MONDAY), schedule=strict), at=BOOKED)
    days = sorted(m.due_at for m in planned.messages if m.state is PlannedState.PLANNED)
    assert len(days) == 3
    assert all(later - earlier >= 6 * DAY for earlier, later in pairwise(days))


def test_a_patient_without_courses_is_owed_nothing() -> None:
    assert plan(patient(), [], BOOKED) == Plan()


def test_what_is_still_unsent_when_the_day_closes_leaves_the_next_morning() -> None:
    shown = course(session(1, MONDAY))
    assert ("03-04 10:00", "followup:s1:48h:first") in timetable(at_home(shown, at=paris("2026-03-04 18:59")))
    assert ("03-05 09:00", "followup:s1:48h:first") in timetable(at_home(shown, at=paris("2026-03-04 19:00")))


def test_a_message_due_before_an_appointment_was_made_does_not_announce_it() -> None:
    made_at = paris("2026-03-04 10:30")
    shown = course(session(1, MONDAY), appointment(2, MONDAY + 30 * DAY, made_at=made_at))
    assert ("03-05 09:00", "before:s2:announced") in timetable(at_home(shown, at=made_at))


def test_questions_without_a_day_of_their_own_travel_with_others_before_they_are_skipped() -> None:
    strict = Schedule("strict", limits=replace(Schedule("x").limits, per_week=1))
    entered_at = MONDAY + 4 * DAY
    planned = at_home(course(session(1, MONDAY, recorded_at=entered_at), schedule=strict), at=entered_at)
    assert planned.by_key[f"followup:{first_of()}:48h:first"].carries == (f"between:{first_of()}:first",)


def test_a_planned_reminder_holds_its_day() -> None:
    shown = [course(session(1, MONDAY))]
    planned = plan(patient(), shown, BOOKED, taken=[paris("2026-03-04 15:00")])
    assert ("03-05 09:00", "followup:s1:48h:first") in timetable(planned)


def test_sheets_and_calls_do_not_count_as_mail() -> None:
    gone = {"other:sheet": Gone(paris("2026-03-04 09:00")), "other:call": Gone(paris("2026-03-04 09:30"))}
    planned = at_home(course(session(1, MONDAY)), at=BOOKED, gone=gone)
    assert ("03-04 10:00", "followup:s1:48h:first") in timetable(planned)
