"""Laws that hold for every plan, whatever the record looks like."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.follow_up import DAY, STANDARD, appointment, as_of, course, patient, session
from vigil.domain.history import Patient, Session
from vigil.domain.instants import elapsed_after, local_date
from vigil.domain.plan import Gone, Plan, PlannedState, ScheduledCourse, plan
from vigil.domain.schedule import Schedule
from vigil.domain.words import Channel, PatientState, RiskFactor, SessionState

pytestmark = pytest.mark.exhaustive

ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon")]
LAW = settings(deadline=None)  # a busy machine is no reason to fail
START = datetime(2026, 2, 20, tzinfo=UTC)

instants = st.builds(
    lambda day, minute: START + timedelta(days=day, minutes=minute), st.integers(0, 90), st.integers(0, 1439)
)
lags = st.builds(timedelta, hours=st.one_of(st.integers(0, 3), st.integers(0, 24 * 40)))
people = st.builds(
    lambda zone, emailable, risks, state: replace(patient(zone, is_emailable=emailable, risks=risks), state=state),
    st.sampled_from(ZONES),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([(), (RiskFactor.IMMUNOSUPPRESSION,)]),
    st.sampled_from([PatientState.ACTIVE, PatientState.ACTIVE, PatientState.OPTED_OUT]),
)


@st.composite
def courses(draw: st.DrawFn) -> list[ScheduledCourse]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        starts = sorted(draw(st.lists(instants, max_size=6, unique=True)))
        states = [draw(st.sampled_from(SessionState)) for _ in starts]
        sessions = [
            session(
                place,
                at,
                course=number,
                state=state,
                recorded_at=at - draw(lags) if state is SessionState.PLANNED else at + draw(lags),
            )
            for place, (at, state) in enumerate(zip(starts, states, strict=True), start=1)
        ]
        closed_at = draw(st.sampled_from([None, None, START + 95 * DAY]))
        made.append(course(*sessions, number=number, intended=draw(st.integers(1, 6)), closed_at=closed_at))
    return made


def delivered(planned: Plan, until: datetime) -> dict[str, Gone]:
    """What has left by ``until`` when everything leaves when it is due."""
    return {
        message.key: Gone(message.due_at, message.session_id, message.carries)
        for message in planned.messages
        if message.state is PlannedState.PLANNED and message.due_at <= until
    }


@LAW
@given(people, courses(), instants)
def test_planning_is_deterministic_and_does_not_hang_on_the_order_of_courses(
    person: Patient, owed: list[ScheduledCourse], at: datetime
) -> None:
    planned = plan(person, owed, at)
    assert plan(person, owed, at) == planned
    assert plan(person, list(reversed(owed)), at) == planned
    keys = [message.key for message in planned.messages]
    assert len(keys) == len(set(keys))


@LAW
@given(people, courses(), instants)
def test_no_message_leaves_before_its_time_after_its_time_or_outside_sending_hours(
    person: Patient, owed: list[ScheduledCourse], at: datetime
) -> None:
    for message in plan(person, owed, at).messages:
        if message.state is not PlannedState.PLANNED:
            continue
        assert message.earliest_at <= message.due_at <= message.expires_at
        assert at <= message.expires_at
        if message.channel is not Channel.PRINT:
            assert time(9) <= message.due_at.astimezone(person.zone).time() < time(19)
            assert local_date(message.due_at, person.zone) >= local_date(at, person.zone)


@LAW
@given(people, courses(), instants)
def test_what_is_planned_keeps_the_limits(person: Patient, owed: list[ScheduledCourse], at: datetime) -> None:
    planned = plan(person, owed, at)
    mails = [m for m in planned.messages if m.state is PlannedState.PLANNED and m.channel is Channel.EMAIL]
    days = Counter(local_date(message.due_at, person.zone) for message in mails)
    assert max(days.values(), default=0) <= 1
    assert all(sum(days[first + offset * DAY] for offset in range(7)) <= 4 for first in days)


@LAW
@given(people, courses(), instants)
def test_every_step_of_every_session_has_a_row_and_every_row_that_does_not_leave_a_reason(
    person: Patient, owed: list[ScheduledCourse], at: datetime
) -> None:
    planned = plan(person, owed, at)
    asked = {id_ for ask in planned.asks if ask.key.startswith("followup:") for id_ in ask.session_ids}
    performed = [one for scheduled in owed for one in scheduled.course.performed]
    assert asked == {one.id for one in performed}
    appointments = {one.id for s in owed for one in s.course.sessions if one.state is SessionState.PLANNED}
    assert appointments == {m.session_id for m in planned.messages if m.mail == "before_session"}
    for scheduled in owed:
        checks = sum(ask.key.startswith(f"late:{scheduled.course.id}:") for ask in planned.asks)
        expected = 3 if person.has(RiskFactor.IMMUNOSUPPRESSION) else 2
        assert checks == (expected if scheduled.course.performed else 0)
    carried = {key for message in planned.messages for key in message.carries}
    for message in planned.messages:
        assert (message.reason is None) == (message.state in (PlannedState.PLANNED, PlannedState.GONE))
        assert (message.key in carried) == (str(message.reason) == "carried")
        assert message.ask_key is None or message.ask_key in planned.ask_by_key


@LAW
@given(people, courses(), instants)
def test_each_performed_session_is_asked_about_between_or_at_the_end_of_its_course(
    person: Patient, owed: list[ScheduledCourse], at: datetime
) -> None:
    planned = plan(person, owed, at)
    later = [a for a in planned.asks if a.key.startswith(("between:", "end:"))]
    asked = {session_id for ask in later for session_id in ask.session_ids}
    assert asked == {one.id for scheduled in owed for one in scheduled.course.performed}


@LAW
@given(people, courses(), instants, st.builds(timedelta, hours=st.integers(1, 24 * 60)))
def test_time_and_delivery_never_take_back_a_key_that_the_facts_still_owe(
    person: Patient, owed: list[ScheduledCourse], at: datetime, passed: timedelta
) -> None:
    before = plan(person, owed, at)
    gone = delivered(before, at + passed)
    after = plan(person, owed, at + passed, gone)
    assert set(before.by_key) == set(after.by_key)
    assert set(before.ask_by_key) == set(after.ask_by_key)
    assert {key for key, message in after.by_key.items() if message.state is PlannedState.GONE} == set(gone)


@LAW
@given(people, courses(), instants, st.builds(timedelta, hours=st.integers(1, 24 * 60)))
def test_delivery_on_time_leaves_the_rest_of_the_plan_as_it_was(
    person: Patient, owed: list[ScheduledCourse], at: datetime, passed: timedelta
) -> None:
    before = plan(person, owed, at)
    after = plan(person, owed, at + passed, delivered(before, at + passed))
    for key, message in before.by_key.items():
        if message.state is PlannedState.PLANNED and message.due_at > at + passed:
            assert (after.by_key[key].state, after.by_key[key].due_at) == (PlannedState.PLANNED, message.due_at)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(ZONES), st.lists(instants, min_size=1, max_size=5, unique=True), st.integers(0, 20))
def test_what_really_leaves_over_months_keeps_the_limits(zone: ZoneInfo, starts: list[datetime], lead: int) -> None:
    sessions = [
        appointment(number, at, made_at=at - lead * DAY, course=number % 2)
        for number, at in enumerate(sorted(starts), start=1)
    ]
    person, gone, at = patient(zone), dict[str, Gone](), min(one.recorded_at for one in sessions)
    while at < START + 120 * DAY:
        shown: list[Session] = list(as_of(at, *sessions))
        owed = [course(*(one for one in shown if one.course_id.int == 10 + n), number=n) for n in (0, 1)]
        gone.update(delivered(plan(person, owed, at, gone), at))
        at = elapsed_after(at, timedelta(hours=11))
    days = sorted(local_date(message.sent_at, zone) for message in gone.values())
    assert len(days) == len(set(days))
    assert all(fifth - first >= 7 * DAY for first, fifth in zip(days, days[4:], strict=False))


@LAW
@given(st.integers(0, 400), st.integers(0, 1439))
def test_a_session_at_any_hour_of_the_year_is_followed_48_hours_later_at_the_earliest_and_within_a_day_of_that(
    day: int, minute: int
) -> None:
    at = START + timedelta(days=day, minutes=minute)
    planned = plan(patient(), [course(session(1, at), schedule=Schedule("alone"))], at + DAY / 24)
    waited = next(m.due_at for m in planned.messages if m.mail == "followup") - at
    assert STANDARD.followup.after <= waited <= STANDARD.followup.after + timedelta(hours=15)
    times = [message.due_at for message in planned.messages]
    assert all(earlier <= later for earlier, later in pairwise(times))
