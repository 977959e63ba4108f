"""Taking an alert on stops its ladder and its mail; resolving it needs an outcome."""

from typing import Any

import pytest

from tests.people import HOUR, Cabinet
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.words import Sign
from vigil.mail.connection import Envelope
from vigil.mail.outcomes import Kind
from vigil.store.tables import Alert, Staff


@pytest.fixture
def alerted(cabinet: Cabinet) -> Cabinet:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    return cabinet


def alert(cabinet: Cabinet) -> Any:
    (row,) = cabinet.rows(Alert)
    return row


def acknowledge(cabinet: Cabinet, request_id: str | None = None) -> bool:
    (roux,) = cabinet.rows(Staff, Staff.external_id == "roux")
    with cabinet.writing() as session:
        return acknowledge_alert(session, session.query(Alert).one(), roux.id, cabinet.now, request_id)


def test_it_stops_the_ladder_and_cancels_what_has_not_left(alerted: Cabinet) -> None:
    assert acknowledge(alerted)
    row = alert(alerted)
    assert (row.state, row.climb_due_at, row.acknowledged_at) == ("acknowledged", None, alerted.now)
    assert [(row.state, row.reason) for row in alerted.messages("alert:")] == [("cancelled", "alert_answered")]
    alerted.wait(HOUR)
    assert not alerted.run("escalate")
    alerted.run("deliver")
    assert not alerted.courier.to("roux@cabinet.example")


def test_who_comes_second_is_told_so_and_changes_nothing(alerted: Cabinet) -> None:
    acknowledge(alerted)
    before = alert(alerted)
    alerted.wait(HOUR)
    assert not acknowledge(alerted)
    assert alert(alerted) == before


def test_a_double_click_gives_the_first_answer(alerted: Cabinet) -> None:
    assert acknowledge(alerted, "click")
    assert acknowledge(alerted, "click")


def test_a_message_on_its_way_is_stopped_before_mail(alerted: Cabinet) -> None:
    def takes_on(_envelope: Envelope) -> None:
        acknowledge(alerted)

    alerted.courier.before = takes_on
    assert alerted.run("deliver")["withdrawn"] == 1
    assert alerted.courier.kept == []


def test_what_may_have_arrived_is_not_sent_again(alerted: Cabinet) -> None:
    alerted.courier.fate = lambda envelope: Kind.UNCERTAIN
    alerted.run("deliver")
    acknowledge(alerted)
    alerted.wait(HOUR)
    alerted.run("deliver")
    assert len(alerted.courier.to("roux@cabinet.example")) == 1
    assert alerted.run("reconcile")["differences"] == 0


def test_resolving_acknowledges_by_the_same_act_and_keeps_the_outcome(alerted: Cabinet) -> None:
    with alerted.writing() as session:
        assert resolve_alert(session, session.query(Alert).one(), " adressée au 15 ", None, alerted.now)
    row = alert(alerted)
    with alerted.store.reading() as session:
        assert session.query(Alert).one().outcome == "adressée au 15"
    assert row.state == "resolved"
    assert row.acknowledged_at == row.resolved_at == alerted.now
    with alerted.writing() as session:
        assert not resolve_alert(session, session.query(Alert).one(), "autre", None, alerted.now)
    assert alert(alerted) == row


@pytest.mark.parametrize("outcome", ["", "   "])
def test_an_alert_is_not_resolved_without_an_outcome(alerted: Cabinet, outcome: str) -> None:
    with pytest.raises(Refused, match="outcome"), alerted.writing() as session:
        resolve_alert(session, session.query(Alert).one(), outcome, None, alerted.now)
    assert alert(alerted).state == "open"
