"""Opening alerts: once per cause, reopened for what is worse, never lowered."""

from typing import Any
from uuid import UUID

import pytest

from tests.people import HOUR, KEYRING, NOON, WEEK, Cabinet
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.open_alert import LINK_LASTS, open_alerts
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.words import Urgency
from vigil.store import alerts, tokens
from vigil.store.tables import Alert, Course, Staff, Token

U = Urgency


def finds(cabinet: Cabinet, urgency: Urgency, datum: str = "EVA 9", **facts: Any) -> int:
    """The rule finds something on Marie's course; returns how many alerts it opened."""
    (course,) = cabinet.rows(Course)
    reason = Bilingual(datum, datum)
    finding = Finding("worsening", 1, urgency, Cause.COURSE, course.id, reason, (Bilingual("fr", "en"),), **facts)
    with cabinet.writing() as session:
        opened = open_alerts(
            session,
            [finding],
            clinic_id=cabinet.clinic_id,
            patient_id=course.patient_id,
            course_id=course.id,
            now=cabinet.now,
        )
        return len(opened)


def alert(cabinet: Cabinet) -> Any:
    (row,) = cabinet.rows(Alert)
    return row


def close(cabinet: Cabinet, *, resolved: bool) -> None:
    with cabinet.writing() as session:
        row = session.query(Alert).one()
        if resolved:
            resolve_alert(session, row, "called", None, cabinet.now)
        else:
            acknowledge_alert(session, row, None, cabinet.now)


@pytest.mark.parametrize(
    ("before", "handled", "after", "opens"),
    [
        (U.SAME_DAY, "open", U.SAME_DAY, False),
        (U.SAME_DAY, "open", U.WITHIN_72H, False),
        (U.SAME_DAY, "open", U.EMERGENCY, True),
        (U.WITHIN_72H, "open", U.SAME_DAY, True),
        (U.SAME_DAY, "acknowledged", U.SAME_DAY, False),
        (U.SAME_DAY, "acknowledged", U.EMERGENCY, True),
        (U.SAME_DAY, "resolved", U.SAME_DAY, True),
        (U.EMERGENCY, "resolved", U.EMERGENCY, True),
        (U.WITHIN_72H, "resolved", U.WITHIN_72H, False),
        (U.WITHIN_72H, "resolved", U.SAME_DAY, True),
        (U.SAME_DAY, "resolved", U.INFORMATION, False),
    ],
)
def test_what_reopens_an_alert(cabinet: Cabinet, before: U, handled: str, after: U, opens: bool) -> None:
    finds(cabinet, before)
    if handled != "open":
        close(cabinet, resolved=handled == "resolved")
    was = alert(cabinet)
    assert finds(cabinet, after) == opens
    if opens:
        assert (alert(cabinet).state, alert(cabinet).urgency) == ("open", after)
    else:
        assert alert(cabinet) == was


def test_one_cause_is_one_alert_and_another_arming_is_another(cabinet: Cabinet) -> None:
    assert [finds(cabinet, U.WITHIN_72H), finds(cabinet, U.WITHIN_72H)] == [1, 0]
    assert finds(cabinet, U.WITHIN_72H, arming="after session 8") == 1
    assert len(cabinet.rows(Alert)) == 2


@pytest.mark.parametrize("urgency", list(U))
def test_only_emergencies_and_same_day_alerts_are_mailed_at_once(cabinet: Cabinet, urgency: U) -> None:
    finds(cabinet, urgency)
    assert bool(cabinet.messages("alert:")) == (urgency <= U.SAME_DAY)
    assert (alert(cabinet).climb_due_at is not None) == (urgency <= U.SAME_DAY)


def test_an_alert_mail_keeps_no_hours(cabinet: Cabinet) -> None:
    cabinet.clock.move_to(NOON.replace(hour=23, minute=55))
    finds(cabinet, U.EMERGENCY)
    assert cabinet.run("deliver")["sent"] == 1
    (envelope,) = cabinet.courier.to("roux@cabinet.example")
    assert b"Durand" not in envelope.content
    assert b"EVA" not in envelope.content


def test_what_held_the_next_session_goes_on_holding_it(cabinet: Cabinet) -> None:
    finds(cabinet, U.SAME_DAY, holds_next_session=True, proposes_case=True)
    finds(cabinet, U.EMERGENCY)
    assert (alert(cabinet).holds_next_session, alert(cabinet).proposes_case) == (True, True)


def test_the_finding_is_sealed_and_comes_back(cabinet: Cabinet) -> None:
    finds(cabinet, U.SAME_DAY, "EVA 9, +5 depuis mardi")
    assert b"mardi" not in alert(cabinet).finding_sealed
    with cabinet.store.reading() as session:
        reason, evidence = alerts.read_finding(session.query(Alert).one())
    assert (reason.fr, evidence) == ("EVA 9, +5 depuis mardi", (Bilingual("fr", "en"),))


def test_a_reopened_alert_waits_anew_and_its_ladder_starts_again(cabinet: Cabinet) -> None:
    finds(cabinet, U.SAME_DAY)
    close(cabinet, resolved=True)
    cabinet.wait(WEEK)
    finds(cabinet, U.SAME_DAY)
    row = alert(cabinet)
    assert (row.opened_at, row.rung, row.climbed, row.acknowledged_at) == (cabinet.now, 1, 2, None)


def test_an_alert_that_got_worse_has_waited_since_it_was_opened(cabinet: Cabinet) -> None:
    finds(cabinet, U.SAME_DAY)
    cabinet.wait(HOUR)
    finds(cabinet, U.EMERGENCY)
    assert alert(cabinet).opened_at == NOON


def test_the_link_of_the_mail_opens_this_alert_for_this_person_for_a_month(cabinet: Cabinet) -> None:
    finds(cabinet, U.SAME_DAY)
    (roux,) = cabinet.rows(Staff, Staff.external_id == "roux")
    (row,) = cabinet.rows(Token, Token.purpose == "acknowledge")
    assert (row.alert_id, row.staff_id, row.expires_at) == (alert(cabinet).id, roux.id, NOON + LINK_LASTS)
    with cabinet.store.reading() as session:
        token = tokens.derive(
            KEYRING, tokens.Purpose.ACKNOWLEDGE, cabinet.clinic_id, alert(cabinet).id, extra=roux.id.hex
        )
        assert tokens.find(session, token, tokens.Purpose.ACKNOWLEDGE) is not None


def test_a_reference_can_be_read_out_and_says_nothing() -> None:
    assert alerts.reference_of(UUID(int=5)) == "A-AAAA-AAAF"
