"""Working an alert: every act is kept with its author, and nothing that was put off or handed over falls silent."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.people import HOUR, NOEL, PETIT, ROUX, Cabinet
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.work_alert import hand_over, note_call, snooze
from vigil.domain.alert_work import CallResult, Outcome, longest_snooze
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.words import Sign, Urgency
from vigil.store.tables import Alert, AlertAct, Staff

DAY = 24 * HOUR


def emergency(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))


def alert_of(session: Session) -> Alert:
    return session.query(Alert).filter(Alert.urgency == Urgency.EMERGENCY).one()


def person(session: Session, cabinet: Cabinet, external_id: str) -> Staff:
    return session.query(Staff).filter_by(clinic_id=cabinet.clinic_id, external_id=external_id).one()


def acts(cabinet: Cabinet) -> list[str]:
    return [row.act.value for row in sorted(cabinet.rows(AlertAct), key=lambda row: row.id)]


def told(cabinet: Cabinet) -> list[str]:
    """To whom the mails of the alert went, in order."""
    cabinet.run("deliver")
    return [envelope.recipient for envelope in cabinet.courier.kept if envelope.recipient.endswith("cabinet.example")]


def test_each_act_is_kept_once_with_its_author(cabinet: Cabinet) -> None:
    emergency(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        for _ in range(2):  # a double click
            acknowledge_alert(session, alert, roux.id, cabinet.now, "a")
            note_call(session, alert, CallResult.NO_ANSWER, "rappeler ce soir", roux.id, cabinet.now, "b")
            resolve_alert(session, alert, "vue", roux.id, cabinet.now, "c", result=Outcome.SEEN)
        author = roux.id
    assert acts(cabinet) == ["acknowledged", "called", "resolved"]
    assert {row.staff_id for row in cabinet.rows(AlertAct)} == {author}


def test_who_calls_has_taken_the_alert(cabinet: Cabinet) -> None:
    emergency(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        note_call(session, alert, CallResult.REACHED, "", roux.id, cabinet.now)
        assert (alert.state, alert.climb_due_at, alert.acknowledged_by_id) == ("acknowledged", None, roux.id)
    assert acts(cabinet) == ["acknowledged", "called"]


def test_a_colleague_is_told_at_once_and_the_ladder_starts_from_her(cabinet: Cabinet) -> None:
    emergency(cabinet)
    assert told(cabinet) == [ROUX.email]
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        hand_over(session, alert, person(session, cabinet, PETIT.external_id), "je pars", roux.id, cabinet.now)
        assert (alert.state, alert.acknowledged_at) == ("open", None)
        assert alert.climb_due_at is not None
    assert told(cabinet) == [ROUX.email, PETIT.email]


def test_a_nurse_who_stands_on_no_rung_is_told_too_each_time(cabinet: Cabinet) -> None:
    emergency(cabinet)
    for _ in range(2):
        with cabinet.writing() as session:
            alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
            hand_over(session, alert, person(session, cabinet, NOEL.external_id), "", roux.id, cabinet.now)
    assert told(cabinet).count(NOEL.email) == 1  # the second overtook the first, which had not left
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        hand_over(session, alert, person(session, cabinet, NOEL.external_id), "", roux.id, cabinet.now)
    assert told(cabinet).count(NOEL.email) == 2


def test_what_was_put_off_comes_back_and_climbs(cabinet: Cabinet) -> None:
    emergency(cabinet)
    told(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        snooze(session, alert, cabinet.now + HOUR, "elle arrive", roux.id, cabinet.now)
    cabinet.wait(timedelta(minutes=59))
    cabinet.run("escalate")
    assert told(cabinet) == [ROUX.email]
    cabinet.wait(timedelta(minutes=1))
    assert cabinet.run("escalate")["back from being put off"] == 1
    assert told(cabinet) == [ROUX.email, ROUX.email]
    cabinet.wait(timedelta(minutes=15))
    cabinet.run("escalate")
    assert told(cabinet)[-1] == PETIT.email
    assert acts(cabinet) == ["acknowledged", "snoozed", "returned"]
    assert cabinet.run("reconcile")["differences"] == 0


def test_what_was_put_off_and_got_worse_or_was_resolved_does_not_wait(cabinet: Cabinet) -> None:
    emergency(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        snooze(session, alert, cabinet.now + HOUR, "elle arrive", roux.id, cabinet.now)
        resolve_alert(session, alert, "vue", roux.id, cabinet.now)
        assert (alert.snoozed_until, alert.climb_due_at) == (None, None)
    cabinet.wait(DAY)
    assert not cabinet.run("escalate")["back from being put off"]


@pytest.mark.parametrize("urgency", Urgency)
def test_an_alert_is_put_off_no_longer_than_its_urgency_allows_and_with_a_reason(
    cabinet: Cabinet, urgency: Urgency
) -> None:
    emergency(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        alert.urgency = int(urgency)
        longest = cabinet.now + longest_snooze(urgency)
        for until, reason, field in (
            (longest + timedelta(seconds=1), "attend", "until"),
            (cabinet.now, "attend", "until"),
            (longest, " ", "reason"),
        ):
            with pytest.raises(Refused) as refusal:
                snooze(session, alert, until, reason, roux.id, cabinet.now)
            assert refusal.value.field == field
        assert snooze(session, alert, longest, "attend", roux.id, cabinet.now)


def test_an_alert_goes_to_no_secretary_no_stranger_and_not_to_oneself(cabinet: Cabinet) -> None:
    emergency(cabinet)
    with cabinet.writing() as session:
        alert, roux = alert_of(session), person(session, cabinet, ROUX.external_id)
        noel = person(session, cabinet, NOEL.external_id)
        with pytest.raises(Refused, match="yourself"):
            hand_over(session, alert, roux, "", roux.id, cabinet.now)
        noel.is_active = False
        with pytest.raises(Refused, match="physician or a nurse"):
            hand_over(session, alert, noel, "", roux.id, cabinet.now)
