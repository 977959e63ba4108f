"""deliver when things go wrong: refusals, outages, lost connections and lost workers."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from itertools import pairwise
from typing import Any, NoReturn

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tests.people import DAY, HOUR, KEYRING, MARIE, NOEL, SENDER, Cabinet, refused
from vigil.domain.answers import Answers
from vigil.domain.words import Sign
from vigil.jobs import deliver
from vigil.jobs.outcomes import LONGEST_WAIT, MOST_ATTEMPTS
from vigil.mail.connection import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.store import leases, versions
from vigil.store.database import Store
from vigil.store.tables import Alert, Message, MessageEvent, Patient, Staff

DANGER = Answers(danger_signs=frozenset({Sign.BREATHING}))
LEASE = timedelta(minutes=15)


def transient(envelope: Envelope) -> Outcome:
    return Outcome(envelope.id, Kind.TRANSIENT, 451, "4.3.0", "try later")


def our_fault(envelope: Envelope) -> Outcome:
    return Outcome(envelope.id, Kind.PERMANENT, 554, "5.7.1", "policy", is_about_recipient=False)


def followup_due(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)


def followup(cabinet: Cabinet) -> Any:
    (row,) = [row for row in cabinet.messages("followup") if row.channel == "email"]
    return row


def lose_the_worker(cabinet: Cabinet) -> None:
    """A worker claims what is due, and dies."""

    def dies(_envelope: Envelope) -> None:
        raise KeyboardInterrupt

    cabinet.courier.before = dies
    with pytest.raises(KeyboardInterrupt):
        cabinet.run("deliver")
    cabinet.courier.before = lambda envelope: None
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.state == "claimed").values(lease_until=cabinet.now - DAY * 999))


def test_an_address_refused_for_good_becomes_a_call_and_an_alert(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    cabinet.courier.fate = refused
    assert cabinet.run("deliver")["failed"] == 1
    assert (followup(cabinet).state, followup(cabinet).reason) == ("failed", "recipient_refused")
    assert cabinet.rows(Patient)[0].state == "unreachable"
    assert [row.state for row in cabinet.messages("followup", channel="phone")] == ["planned"]
    assert [row.rule for row in cabinet.rows(Alert)] == ["unreachable"]
    assert {row.state for row in cabinet.messages("late", channel="email")} == {"cancelled"}
    assert cabinet.run("reconcile")["differences"] == 0


def test_a_refusal_that_is_about_us_never_makes_a_patient_unreachable(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    cabinet.courier.fate = our_fault
    cabinet.run("deliver")
    assert (followup(cabinet).state, followup(cabinet).reason) == ("planned", "message_refused")
    assert cabinet.rows(Patient)[0].state == "active"


def test_trouble_is_tried_again_ever_later_and_then_given_up_and_called(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.mail == "followup").values(expires_at=cabinet.now + 99 * DAY))
        session.execute(update(Message).where(Message.mail != "followup").values(due_at=cabinet.now + 99 * DAY))
    cabinet.courier.fate = transient
    waits = []
    begun_at = cabinet.now
    cabinet.run("deliver")
    while (row := followup(cabinet)).state == "planned":
        waits.append(row.due_at - cabinet.now)
        cabinet.wait(row.due_at - cabinet.now)
        while not 8 <= cabinet.now.hour < 18:  # within sending hours
            cabinet.wait(HOUR)
        cabinet.run("deliver")
        assert followup(cabinet).attempts == len(waits) + 1
    assert len(waits) >= MOST_ATTEMPTS
    assert LONGEST_WAIT <= cabinet.now - begun_at < LONGEST_WAIT + DAY
    assert all(later > earlier for earlier, later in pairwise(waits[:8]))
    assert timedelta(minutes=1) < waits[0] < timedelta(minutes=3)
    assert max(waits) < 7 * HOUR
    assert (followup(cabinet).state, followup(cabinet).reason) == ("failed", "gave_up")
    assert [row.state for row in cabinet.messages("followup", channel="phone")] == ["planned"]
    assert cabinet.rows(Patient)[0].state == "active"


def test_a_telephone_task_that_stands_in_for_failed_mail_outlives_a_new_plan(cabinet: Cabinet) -> None:
    test_trouble_is_tried_again_ever_later_and_then_given_up_and_called(cabinet)
    patient = cabinet.rows(Patient)[0].id
    cabinet.replan(patient)
    assert [row.state for row in cabinet.messages("followup", channel="phone")] == ["planned"]


def test_a_question_that_a_failed_message_carried_is_called_too(cabinet: Cabinet) -> None:
    """Two courses end together: one message asks about both, and fails."""
    cabinet.course("C-2", zone="cervicale")
    cabinet.treats()
    cabinet.treats("S-2", course="C-2")
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.mail != "late_check").values(state="cancelled"))
    w4 = [row for row in cabinet.messages("late") if ":w4:" in row.key]
    assert sorted(row.state for row in w4) == ["planned", "skipped"]
    (carrier,) = [row for row in w4 if row.state == "planned"]
    assert len(carrier.carries) == 1
    cabinet.clock.move_to(carrier.due_at)
    with cabinet.writing() as session:
        session.execute(
            update(Message)
            .where(Message.id == carrier.id)
            .values(attempts=MOST_ATTEMPTS - 1, ideal_at=carrier.ideal_at - LONGEST_WAIT)
        )
    cabinet.courier.fate = transient
    cabinet.run("deliver")
    calls = {row.key for row in cabinet.messages("late", channel="phone") if row.state == "planned"}
    assert calls == {key.replace(":first", ":call") for key in (carrier.key, *carrier.carries)}
    cabinet.replan(carrier.patient_id)
    assert {row.key for row in cabinet.messages("late", channel="phone") if row.state == "planned"} == calls


def test_an_uncertain_message_is_sent_again_to_the_byte(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    cabinet.courier.fate = lambda envelope: Kind.UNCERTAIN
    assert cabinet.run("deliver")["uncertain"] == 1
    assert (followup(cabinet).state, followup(cabinet).reason) == ("uncertain", "connection_lost")
    cabinet.courier.fate = lambda envelope: Kind.SENT
    cabinet.wait(HOUR)
    with cabinet.writing() as session:  # a new text must not change what may have arrived already
        current = versions.latest(session, cabinet.clinic_id, "text", "followup/fr")
        assert current is not None
        text = current.content.replace("Bonjour", "Bonsoir")
        versions.add(session, cabinet.clinic_id, "text", "followup/fr", text, cabinet.now, is_seeded=False)
    assert cabinet.run("deliver")["sent"] == 1
    first, second = cabinet.courier.kept
    assert first == second
    ids = {message_from_bytes(envelope.content)["Message-ID"] for envelope in (first, second)}
    assert len(ids) == 1
    assert followup(cabinet).sent_at == cabinet.now


def test_what_may_have_arrived_stays_uncertain_through_trouble_and_closed_hours(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    cabinet.courier.fate = lambda envelope: Kind.UNCERTAIN
    cabinet.run("deliver")
    cabinet.courier.fate = transient
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    assert (followup(cabinet).state, followup(cabinet).attempts) == ("uncertain", 2)
    cabinet.clock.move_to(cabinet.now.replace(hour=22))
    cabinet.run("deliver")
    assert (followup(cabinet).state, followup(cabinet).attempts) == ("uncertain", 2)
    assert followup(cabinet).due_at > cabinet.now
    assert cabinet.run("reconcile")["differences"] == 0


def test_what_stays_uncertain_is_given_up_in_the_end(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    with cabinet.writing() as session:
        session.execute(update(Message).where(Message.mail == "followup").values(attempts=MOST_ATTEMPTS - 1))
    cabinet.courier.fate = lambda envelope: Kind.UNCERTAIN
    cabinet.run("deliver")
    assert (followup(cabinet).state, followup(cabinet).reason) == ("failed", "gave_up")
    assert cabinet.messages("followup", channel="phone")


def test_a_worker_that_dies_leaves_its_messages_uncertain_and_the_next_sends_them_the_same(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    lose_the_worker(cabinet)
    claimed = followup(cabinet)
    assert claimed.state == "claimed"
    summary = cabinet.run("deliver")
    assert (summary["uncertain"], summary["sent"]) == (1, 1)
    row = followup(cabinet)
    assert (row.state, row.attempts) == ("sent", 2)
    assert (row.text_version_id, row.dated_at) == (claimed.text_version_id, claimed.dated_at)
    after = [event.after for event in cabinet.rows(MessageEvent, MessageEvent.message_id == row.id)]
    assert after == ["planned", "uncertain", "sent"]


class Unreadable(Store):
    """A program that gets no connection to look with."""

    def reading(self) -> NoReturn:
        raise OperationalError("", None, Exception("no connection"))


def test_what_a_worker_cannot_even_look_at_waits_again_at_once_and_for_no_lease(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    store = Unreadable(cabinet.store.url, KEYRING, cabinet.store.ids)
    with pytest.raises(OperationalError):
        deliver.run(store, cabinet.courier, SENDER, cabinet.now)
    store.close()
    assert (followup(cabinet).state, followup(cabinet).lease, followup(cabinet).attempts) == ("planned", None, 0)
    cabinet.run("deliver")
    assert followup(cabinet).state == "sent"


def test_a_worker_that_comes_back_late_says_that_it_sent(cabinet: Cabinet) -> None:
    followup_due(cabinet)

    def lapses(envelope: Envelope) -> Kind:
        with cabinet.writing() as session:
            session.execute(
                update(Message).where(Message.id == envelope.id).values(lease_until=cabinet.now - 999 * DAY)
            )
            leases.lapse(session, cabinet.now)
        return Kind.SENT

    cabinet.courier.fate = lapses
    assert cabinet.run("deliver")["sent"] == 1
    assert followup(cabinet).state == "sent"
    assert not cabinet.run("deliver")
    assert len(cabinet.courier.kept) == 1


def test_what_a_dead_worker_held_waits_for_the_morning_like_the_rest(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    lose_the_worker(cabinet)
    cabinet.wait(9 * HOUR)
    assert cabinet.run("deliver")["waits_for_hours"] == 1
    assert (followup(cabinet).state, followup(cabinet).reason) == ("uncertain", "worker_lost")
    cabinet.wait(12 * HOUR)
    assert cabinet.run("deliver")["sent"] == 1
    assert cabinet.run("reconcile")["differences"] == 0


def danger_told(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", DANGER)


@pytest.mark.parametrize(
    "fate", [refused, our_fault, transient, lambda envelope: Kind.UNCERTAIN], ids=["refused", "ours", "later", "lost"]
)
def test_an_alert_that_may_not_have_arrived_climbs_at_once(cabinet: Cabinet, fate: Any) -> None:
    danger_told(cabinet)
    cabinet.courier.fate = lambda envelope: fate(envelope) if envelope.recipient.startswith("roux") else Kind.SENT
    cabinet.run("deliver")
    assert cabinet.run("escalate")["climbed"] == 1
    cabinet.run("deliver")
    assert len(cabinet.courier.to("petit@cabinet.example")) == 1


def test_an_alert_whose_worker_died_climbs_at_once(cabinet: Cabinet) -> None:
    danger_told(cabinet)
    lose_the_worker(cabinet)
    cabinet.run("deliver")
    assert cabinet.run("escalate")["climbed"] == 1


def test_an_alert_to_somebody_who_has_left_climbs_at_once(cabinet: Cabinet) -> None:
    danger_told(cabinet)
    with cabinet.writing() as session:
        session.execute(update(Staff).where(Staff.external_id == "roux").values(is_active=False))
    assert cabinet.run("deliver")["not_to_be_emailed"] == 1
    assert cabinet.run("escalate")["climbed"] == 1


def test_a_relay_that_is_down_does_not_owe_an_alert_at_every_tick(cabinet: Cabinet) -> None:
    danger_told(cabinet)
    cabinet.courier.fate = transient
    for _ in range(120):  # an hour of ticks, every half minute
        cabinet.wait(timedelta(seconds=30))
        cabinet.run("escalate")
        cabinet.run("deliver")
    assert cabinet.rows(Alert)[0].climbed <= 2 + 60 // 30 + 1


def test_a_fault_in_what_follows_loses_no_outcome(cabinet: Cabinet) -> None:
    """The clinic's rules cannot be read, so that no ladder can be climbed and no patient re-planned."""
    danger_told(cabinet)
    cabinet.patient(replace(MARIE, external_id="P-2", email="paul@courrier.example"))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2")
    with cabinet.writing() as session:
        for kind, name in (("clinic", "clinic"), ("schedule", "standard")):
            versions.add(session, cabinet.clinic_id, kind, name, "broken [", cabinet.now, is_seeded=False)
    cabinet.wait(2 * DAY)
    cabinet.courier.fate = refused
    cabinet.run("deliver")
    assert {row.state for row in cabinet.messages("alert:")} == {"failed"}
    assert {row.state for row in cabinet.messages("followup", channel="email")} >= {"failed"}
    assert not [row for row in cabinet.rows(Message) if row.state == "claimed"]


def test_everybody_on_a_failing_rung_counts_once(cabinet: Cabinet) -> None:
    cabinet.staff(replace(NOEL, external_id="leroy", name="Zoé Leroy", email="leroy@cabinet.example"))
    danger_told(cabinet)
    cabinet.courier.fate = refused
    for _ in range(6):
        cabinet.run("deliver")
        cabinet.run("escalate")
    climbs = {row.key.split(":")[2] for row in cabinet.messages("alert:")}
    assert climbs == {"1", "2", "3"}


def test_what_was_tried_in_vain_until_its_time_was_over_is_asked_by_telephone(cabinet: Cabinet) -> None:
    followup_due(cabinet)
    cabinet.courier.fate = transient
    cabinet.run("deliver")
    cabinet.clock.move_to(followup(cabinet).expires_at or cabinet.now)
    cabinet.run("deliver")
    assert (followup(cabinet).state, followup(cabinet).reason) == ("expired", "time_passed")
    assert [row.state for row in cabinet.messages("followup", channel="phone")] == ["planned"]
