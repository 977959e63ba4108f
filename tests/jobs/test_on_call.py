"""Who is on call takes the first rung of a ladder; whoever is away is passed over; nobody's absence ends in silence."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.jobs.test_escalate import DANGER, MINUTE, told
from tests.people import HOUR, NOON, PETIT, Cabinet
from vigil.actions.change_on_call import add_stretch, remove_stretch
from vigil.actions.record_staff import record_staff
from vigil.domain.errors import Refused
from vigil.domain.on_call import Duty, Stretch
from vigil.store.database import new_id
from vigil.store.tables import Alert, OnCall, Staff

Enter = Callable[..., UUID]


@pytest.fixture
def enter(cabinet: Cabinet) -> Enter:
    """Enter somebody in the calendar, by the clocks of Paris."""

    def entered(who: str, starts: str, ends: str, duty: Duty = Duty.ON_CALL, *, is_weekly: bool = False) -> UUID:
        first, last = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
        with cabinet.writing() as session:
            staff = session.query(Staff).filter_by(clinic_id=cabinet.clinic_id, external_id=who).one()
            stretch = Stretch(
                new_id(session), staff.id, duty, first.date(), first.time(), last.date(), last.time(), is_weekly
            )
            return add_stretch(session, cabinet.clinic_id, stretch, cabinet.now, by="test").id

    return entered


def alarm(cabinet: Cabinet) -> None:
    cabinet.treats(at=cabinet.now - 2 * HOUR)
    cabinet.answer("followup", DANGER)


def why(cabinet: Cabinet) -> list[str]:
    return sorted({carried for row in cabinet.messages("alert:") for carried in row.carries})


@pytest.mark.on_both
def test_who_is_on_call_is_told_first_and_the_colleagues_with_the_physician_next(
    cabinet: Cabinet, enter: Enter
) -> None:
    enter("petit", "2026-03-10T11:00", "2026-03-11T08:00")
    alarm(cabinet)
    assert (told(cabinet), why(cabinet)) == ([("1", "petit")], ["on_call"])
    cabinet.run("escalate", cabinet.now + 15 * MINUTE)
    assert told(cabinet)[1:] == [("2", "petit"), ("2", "roux")]
    assert why(cabinet) == ["on_call", "physician"]
    cabinet.run("escalate", cabinet.now + 30 * MINUTE)
    assert [person for climb, person in told(cabinet) if climb == "3"] == ["noel", "petit", "roux"]


def test_the_mail_says_why(cabinet: Cabinet, enter: Enter) -> None:
    enter("petit", "2026-03-10T11:00", "2026-03-11T08:00")
    alarm(cabinet)
    cabinet.run("deliver")
    (mail,) = cabinet.courier.to(str(PETIT.email))
    assert "vous êtes de garde" in mail.content.decode().replace("=\r\n", "").replace("=C3=AA", "ê")


@pytest.mark.parametrize("minutes", [-1, 0])
def test_it_counts_from_the_minute_on(cabinet: Cabinet, enter: Enter, minutes: int) -> None:
    enter("petit", "2026-03-10T18:00", "2026-03-11T08:00")
    cabinet.clock.move_to(NOON + timedelta(hours=6, minutes=minutes))
    alarm(cabinet)
    assert told(cabinet) == [("1", "roux" if minutes else "petit")]


def test_an_alert_of_the_evening_reaches_who_has_taken_over_since(cabinet: Cabinet, enter: Enter) -> None:
    fabre = PETIT.__class__("fabre", PETIT.role, "Dr Luc Fabre", "fabre@cabinet.example")
    with cabinet.writing() as session:
        record_staff(session, cabinet.clinic_id, fabre, cabinet.now)
    enter("fabre", "2026-03-10T18:00", "2026-03-11T08:00")
    enter("fabre", "2026-03-01T00:00", "2026-03-31T00:00", Duty.AWAY)
    cabinet.clock.move_to(NOON + timedelta(hours=5, minutes=55))
    alarm(cabinet)
    assert told(cabinet) == [("1", "roux")]
    cabinet.run("escalate", cabinet.now + 15 * MINUTE)
    assert told(cabinet)[1:] == [("2", "fabre"), ("2", "petit"), ("2", "roux")]


def test_the_alert_of_a_physician_who_is_away_goes_to_her_colleagues(cabinet: Cabinet, enter: Enter) -> None:
    enter("roux", "2026-03-09T00:00", "2026-03-23T00:00", Duty.AWAY)
    alarm(cabinet)
    assert (told(cabinet), why(cabinet)) == ([("1", "petit")], ["away"])


def test_when_everybody_is_away_the_physician_is_told_all_the_same(cabinet: Cabinet, enter: Enter) -> None:
    for who in ("roux", "petit"):
        enter(who, "2026-03-09T00:00", "2026-03-23T00:00", Duty.AWAY)
    alarm(cabinet)
    assert told(cabinet) == [("1", "roux")]
    cabinet.run("escalate", cabinet.now + 15 * MINUTE)
    assert told(cabinet)[1:] == [("2", "petit")]


def test_who_has_left_or_was_taken_away_is_not_on_call(cabinet: Cabinet, enter: Enter) -> None:
    enter("petit", "2026-03-10T11:00", "2026-03-11T08:00")
    gone = enter("roux", "2026-03-10T11:00", "2026-03-11T08:00")
    with cabinet.writing() as session:
        session.query(Staff).filter_by(clinic_id=cabinet.clinic_id, external_id="petit").one().is_active = False
        remove_stretch(session, session.get_one(OnCall, gone), cabinet.now)
    alarm(cabinet)
    assert (told(cabinet), why(cabinet)) == ([("1", "roux")], ["physician"])


def test_several_on_call_are_all_told_and_the_last_rung_still_repeats(cabinet: Cabinet, enter: Enter) -> None:
    enter("petit", "2026-03-10T11:00", "2026-03-11T08:00")
    enter("roux", "2026-03-10T11:00", "2026-03-11T08:00")
    alarm(cabinet)
    assert told(cabinet) == [("1", "petit"), ("1", "roux")]
    for _ in range(6):
        cabinet.wait(30 * MINUTE)
        cabinet.run("escalate")
    (alert,) = cabinet.rows(Alert)
    assert {person for climb, person in told(cabinet) if climb == str(alert.climbed)} == {"roux", "petit", "noel"}


@pytest.mark.parametrize("who", ["noel", "gone"])
def test_only_a_physician_who_works_here_is_on_call(cabinet: Cabinet, enter: Enter, who: str) -> None:
    with cabinet.writing() as session:
        away = PETIT.__class__("gone", PETIT.role, "Dr Parti", "parti@cabinet.example", is_active=False)
        record_staff(session, cabinet.clinic_id, away, cabinet.now)
    with pytest.raises(Refused, match="active physician"):
        enter(who, "2026-03-10T11:00", "2026-03-11T08:00")


def test_a_weekly_stretch_is_kept_whole(cabinet: Cabinet, enter: Enter) -> None:
    enter("petit", "2026-03-06T18:00", "2026-03-09T08:00", is_weekly=True)
    (row,) = cabinet.rows(OnCall)
    assert (row.starts_on, row.is_weekly, row.last_on) == (date(2026, 3, 6), True, None)
    cabinet.clock.move_to(NOON + timedelta(days=11))  # a Saturday, two weeks later
    alarm(cabinet)
    assert told(cabinet) == [("1", "petit")]
