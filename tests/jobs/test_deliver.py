"""deliver: what is due leaves, once, as long as it may."""

import hashlib
import threading
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from tests.people import DAY, HOUR, KEYRING, MARIE, NOON, SENDER, Cabinet, another_store
from vigil.actions.change_contact import change_consent, change_email
from vigil.actions.reach_patient import opt_out
from vigil.domain.answers import Answers
from vigil.domain.words import Language, SessionState
from vigil.jobs import deliver
from vigil.mail.connection import Envelope
from vigil.mail.courier import Courier
from vigil.mail.mailbox import Mailbox
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Relay, Security
from vigil.store import ledger, versions
from vigil.store.tables import Ask, Message, Version

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)


def patients(cabinet: Cabinet, count: int) -> None:
    """Further patients, each treated now."""
    for number in range(2, count + 2):
        cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@courrier.example"))
        cabinet.course(f"C-{number}", patient=f"P-{number}")
        cabinet.treats(f"S-{number}", course=f"C-{number}")


def test_a_real_courier_hands_a_real_mailbox_what_is_due(cabinet: Cabinet) -> None:
    cabinet.treats()
    with Mailbox(cabinet.clock) as mailbox, Courier(Relay("127.0.0.1", mailbox.port, security=Security.PLAIN)) as real:
        assert deliver.run(cabinet.store, real, SENDER, cabinet.now + HOUR)["sent"] == 1
        assert deliver.run(cabinet.store, real, SENDER, cabinet.now + HOUR)["sent"] == 0
        (letter,) = mailbox.messages()
    row = cabinet.message("same_day")
    assert letter.recipients == ("marie@courrier.example",)
    assert row.id.hex in letter.message["Message-ID"].replace("-", "")
    assert (row.state, row.sent_at, row.attempts) == ("sent", cabinet.now + HOUR, 1)
    assert row.address_hash == KEYRING.blind_index("marie@courrier.example")


def test_an_address_that_a_real_mailbox_refuses_is_called_instead(cabinet: Cabinet) -> None:
    cabinet.treats()
    with (
        Mailbox(cabinet.clock, refuse=lambda address: "550 5.1.1 unknown") as mailbox,
        Courier(Relay("127.0.0.1", mailbox.port, security=Security.PLAIN)) as real,
    ):
        assert deliver.run(cabinet.store, real, SENDER, cabinet.now + 2 * DAY)["failed"] == 1
    assert {row.channel: row.state for row in cabinet.messages("followup")} == {
        "email": "failed",
        "phone": "planned",
        "print": "planned",
    }


def test_nothing_leaves_before_it_is_due(cabinet: Cabinet) -> None:
    cabinet.treats()
    assert not cabinet.run("deliver", cabinet.now + HOUR - timedelta(microseconds=1))
    assert cabinet.run("deliver", cabinet.now + HOUR)["sent"] == 1


def test_consent_withdrawn_between_planning_and_sending_is_honoured(cabinet: Cabinet) -> None:
    cabinet.treats()
    with cabinet.writing() as session:
        cabinet.patient_row(session).consents_to_email = False  # and nobody planned anew
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    assert cabinet.courier.tried == []
    followup = cabinet.messages("followup")
    assert {(row.channel, row.state) for row in followup} >= {("email", "cancelled"), ("phone", "planned")}
    assert cabinet.run("reconcile")["differences"] == 0


def test_a_minor_who_comes_of_age_without_an_address_of_their_own_is_called(cabinet: Cabinet) -> None:
    facts = replace(
        MARIE, external_id="P-2", email="", born_on=date(2008, 3, 11), guardian_email="mum@courrier.example"
    )
    cabinet.patient(facts)
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2")
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    assert [envelope.recipient for envelope in cabinet.courier.kept] == ["mum@courrier.example"]
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    assert len(cabinet.courier.kept) == 1
    assert {(row.channel, row.state) for row in cabinet.messages("followup")} >= {("phone", "planned")}


def test_an_opt_out_while_a_message_is_claimed_stops_it_before_mail(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(HOUR)

    def opts_out(_envelope: Envelope) -> None:
        with cabinet.writing() as session:
            opt_out(session, cabinet.patient_row(session), cabinet.now, "click")

    cabinet.courier.before = opts_out
    assert cabinet.run("deliver")["withdrawn"] == 1
    assert cabinet.courier.kept == []
    assert cabinet.run("deliver")["sent"] == 1
    assert cabinet.message("opt_out_confirmed").state == "sent"
    assert [row.state for row in cabinet.messages("same_day", channel="email")] == ["cancelled"]
    assert cabinet.run("reconcile")["differences"] == 0


@pytest.mark.on_both
@pytest.mark.parametrize("is_too_late", [False, True])
def test_a_corrected_address_is_the_one_that_a_message_on_its_way_goes_to(cabinet: Cabinet, is_too_late: bool) -> None:
    cabinet.treats()
    cabinet.wait(HOUR)

    def corrects(_envelope: Envelope) -> Any:
        with cabinet.writing() as session:
            change_email(session, cabinet.patient_row(session), "marie.r@courrier.example", cabinet.now)
        return Kind.SENT

    cabinet.courier.fate = corrects if is_too_late else lambda _: Kind.SENT
    cabinet.courier.before = lambda envelope: None if is_too_late else corrects(envelope)
    cabinet.run("deliver")
    assert [each.recipient for each in cabinet.courier.kept] == ["marie@courrier.example"] * is_too_late
    cabinet.courier.before, cabinet.courier.fate = (lambda _: None), (lambda _: Kind.SENT)
    cabinet.run("deliver")
    assert [each.recipient for each in cabinet.courier.kept][is_too_late:] == ["marie.r@courrier.example"]
    assert cabinet.message("same_day").state == "sent"
    assert cabinet.run("reconcile")["differences"] == 0


def test_what_left_although_it_was_cancelled_is_sent_and_says_so_even_at_a_later_attempt(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    with cabinet.writing() as session:
        session.execute(update(Message).values(attempts=1))

    def opts_out_too_late(_envelope: Envelope) -> Kind:
        with cabinet.writing() as session:
            opt_out(session, cabinet.patient_row(session), cabinet.now, "click")
        return Kind.SENT

    cabinet.courier.fate = opts_out_too_late
    assert cabinet.run("deliver")["sent"] >= 1
    followup = [row for row in cabinet.messages("followup") if row.channel == "email"]
    assert [(row.state, row.reason) for row in followup] == [("sent", "cancelled_too_late")]
    (ask,) = cabinet.rows(Ask, Ask.key.startswith("followup"))
    assert ask.asked_at == cabinet.now
    assert cabinet.run("reconcile")["differences"] == 0


def test_what_is_of_no_more_use_expires(cabinet: Cabinet) -> None:
    cabinet.treats()
    row = cabinet.message("followup")
    cabinet.run("deliver", row.expires_at)
    assert (cabinet.message("followup").state, cabinet.message("followup").reason) == ("expired", "time_passed")
    assert all(b"followup" not in envelope.content for envelope in cabinet.courier.kept)


@pytest.mark.parametrize(
    ("local_hour", "leaves_at"), [(8, 9), (9, 9), (18, 18), (19, 33), (23, 33)], ids=lambda hour: f"{hour} h"
)
def test_patients_mail_keeps_to_daytime_hours(cabinet: Cabinet, local_hour: int, leaves_at: int) -> None:
    cabinet.treats()
    midnight = datetime(2026, 3, 12, tzinfo=PARIS) + DAY
    cabinet.clock.move_to(midnight + local_hour * HOUR)
    cabinet.run("deliver")
    followup = cabinet.message("followup")
    if leaves_at == local_hour:
        assert followup.state == "sent"
    else:
        assert (followup.state, followup.reason) == ("planned", "waits_for_hours")
        assert followup.due_at == midnight + leaves_at * HOUR


def test_after_an_outage_of_days_a_patient_gets_one_a_day_and_four_a_week(cabinet: Cabinet) -> None:
    cabinet.treats(at=cabinet.now)
    for number in range(2, 6):
        cabinet.treats(f"S-{number}", at=cabinet.now + (number - 1) * 7 * DAY, state=SessionState.PLANNED)
    cabinet.wait(5 * DAY)  # nothing ran
    for _ in range(24 * 14):
        cabinet.wait(HOUR)
        cabinet.run("deliver")
    days = Counter(row.sent_at.astimezone(PARIS).date() for row in cabinet.messages(channel="email") if row.sent_at)
    assert days
    assert max(days.values()) == 1
    for day in days:
        assert sum(days[day + offset * DAY] for offset in range(7)) <= 4
    states = {row.state for row in cabinet.messages() if row.due_at <= cabinet.now}
    assert states <= {"sent", "skipped", "expired", "cancelled"}
    assert cabinet.run("reconcile")["differences"] == 0


def test_safety_comes_first_when_an_outage_is_caught_up(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.treats("S-2", at=cabinet.now + 9 * DAY, state=SessionState.PLANNED)
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    (first, *_) = [row for row in cabinet.messages(channel="email") if row.state == "sent"]
    assert first.mail == "followup"


def test_a_template_that_cannot_be_filled_holds_up_nobody_else(cabinet: Cabinet) -> None:
    cabinet.patient(replace(MARIE, external_id="P-2", email="john@courrier.example", language=Language.EN))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats()
    cabinet.treats("S-2", course="C-2")
    with cabinet.writing() as session:
        versions.add(
            session, cabinet.clinic_id, "text", "followup/en", '{"subject": "{{ nobody }}"}', NOON, is_seeded=False
        )
    cabinet.wait(2 * DAY)
    summary = cabinet.run("deliver")
    assert (summary["failed"], summary["sent"]) == (1, 1)
    failed = [row for row in cabinet.messages("followup") if row.state == "failed"]
    assert [(row.reason, row.attempts) for row in failed] == [("cannot_be_written", 1)]
    assert [envelope.recipient for envelope in cabinet.courier.kept] == ["marie@courrier.example"]
    assert len([row for row in cabinet.messages("followup") if row.channel == "phone"]) == 1
    assert cabinet.run("reconcile")["differences"] == 0


def test_a_second_run_does_nothing(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    before = (cabinet.rows(Message), len(cabinet.courier.tried))
    assert not cabinet.run("deliver")
    assert (cabinet.rows(Message), len(cabinet.courier.tried)) == before


def test_two_couriers_at_once_send_every_message_once(cabinet: Cabinet, tmp_path: Path) -> None:
    patients(cabinet, 30)
    cabinet.wait(2 * DAY)
    stores = [another_store(tmp_path, seed=seed) for seed in (21, 22)]
    threads = [
        threading.Thread(target=deliver.run, args=(store, cabinet.courier, SENDER, cabinet.now), kwargs={"batch": 4})
        for store in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    ids = Counter(envelope.id for envelope in cabinet.courier.kept)
    assert len(ids) == 30
    assert set(ids.values()) == {1}
    assert {row.state for row in cabinet.messages("followup")} == {"sent"}


def test_two_couriers_never_give_one_patient_two_messages_on_one_day(cabinet: Cabinet, tmp_path: Path) -> None:
    """What another worker holds counts for the load, though it has not left yet."""
    cabinet.treats()
    cabinet.wait(2 * DAY)
    with cabinet.writing() as session:
        row = session.scalars(select(Message).where(Message.mail == "between")).one()
        ledger.reschedule(session, row, cabinet.now, cabinet.now)
        session.scalars(select(Message).where(Message.mail == "same_day")).one().expires_at = cabinet.now
    other = another_store(tmp_path, seed=31)

    def another_run(_envelope: Envelope) -> None:
        cabinet.courier.before = lambda envelope: None
        deliver.run(other, cabinet.courier, SENDER, cabinet.now)

    cabinet.courier.before = another_run
    deliver.run(cabinet.store, cabinet.courier, SENDER, cabinet.now, batch=1)
    other.close()
    assert len(cabinet.courier.kept) == 1


def test_what_was_answered_by_telephone_is_not_asked_by_mail(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(has_no_reaction=True), channel="phone")
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    assert cabinet.message("followup").state == "cancelled"
    assert [row.mail for row in cabinet.messages() if row.state == "sent"] == []


def test_a_message_names_the_version_of_its_text_and_keeps_a_hash_of_its_bytes(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    row = cabinet.message("same_day")
    (text,) = cabinet.rows(Version, Version.id == row.text_version_id)
    assert (text.kind, text.name) == ("text", "same_day/fr")
    assert row.content_hash == hashlib.sha256(cabinet.courier.kept[0].content).hexdigest()


def test_withdrawing_consent_by_the_proper_action_leaves_nothing_to_send(cabinet: Cabinet) -> None:
    cabinet.treats()
    with cabinet.writing() as session:
        change_consent(session, cabinet.patient_row(session), False, cabinet.now)
    assert {row.state for row in cabinet.messages(channel="email")} == {"cancelled"}
    assert cabinet.messages(channel="phone")
