"""digest: once a day, worst first, only what can be acted on."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.people import DAY, FABRE, HOUR, LYON, PETIT, ROUX, Cabinet, open_cabinet, shipped_files
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.open_alert import open_alerts
from vigil.actions.record_staff import record_staff
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.words import Urgency
from vigil.mail.connection import Envelope
from vigil.store import versions
from vigil.store.tables import Alert, Course, Staff

PARIS = ZoneInfo("Europe/Paris")
HALF_PAST_SEVEN = datetime(2026, 3, 11, 7, 30, tzinfo=PARIS)


def found(cabinet: Cabinet, rule: str, urgency: Urgency = Urgency.WITHIN_72H) -> Any:
    """Something is found on Marie's course."""
    (course,) = cabinet.rows(Course, Course.clinic_id == cabinet.clinic_id)
    reason = Bilingual(f"EVA 9, {rule}", f"EVA 9, {rule}")
    finding = Finding(rule, 1, urgency, Cause.COURSE, course.id, reason)
    with cabinet.writing() as session:
        (alert,) = open_alerts(
            session,
            [finding],
            clinic_id=cabinet.clinic_id,
            patient_id=course.patient_id,
            course_id=course.id,
            now=cabinet.now,
        )
        return alert.id


def text_of(envelope: Envelope) -> str:
    parsed = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def references(cabinet: Cabinet, *alerts: Any) -> list[str]:
    return [row.reference for id in alerts for row in cabinet.rows(Alert, Alert.id == id)]


def digests(cabinet: Cabinet) -> list[Any]:
    return cabinet.messages("digest:")


def morning(cabinet: Cabinet, at: datetime = HALF_PAST_SEVEN) -> int:
    cabinet.clock.move_to(at)
    owed = cabinet.run("digest")["digests"]
    cabinet.run("deliver")
    return owed


def test_it_is_owed_at_its_hour_and_once_a_day(cabinet: Cabinet) -> None:
    found(cabinet, "worsening")
    assert not cabinet.run("digest", HALF_PAST_SEVEN - timedelta(seconds=1))
    assert morning(cabinet) == 1
    for hours in (0, 1, 23):
        assert not cabinet.run("digest", HALF_PAST_SEVEN + hours * HOUR)
    assert cabinet.run("digest", HALF_PAST_SEVEN + DAY)["digests"] == 1
    assert [row.covers_on.isoformat() for row in digests(cabinet)] == ["2026-03-11", "2026-03-12"]


def test_nothing_to_act_on_is_no_mail(cabinet: Cabinet) -> None:
    found(cabinet, "early_note", Urgency.INFORMATION)
    resolved = found(cabinet, "worsening")
    with cabinet.writing() as session:
        resolve_alert(session, session.get_one(Alert, resolved), "called", None, cabinet.now)
    assert morning(cabinet) == 0
    assert digests(cabinet) == []


def test_it_lists_the_worst_first_and_the_longest_waiting_among_equals(cabinet: Cabinet) -> None:
    ids = [found(cabinet, "b", Urgency.BEFORE_NEXT_SESSION)]
    cabinet.wait(HOUR)
    ids += [found(cabinet, "c")]
    cabinet.wait(HOUR)
    ids += [found(cabinet, "d"), found(cabinet, "e", Urgency.EMERGENCY)]
    with cabinet.writing() as session:
        acknowledge_alert(session, session.get_one(Alert, ids[3]), None, cabinet.now)
    morning(cabinet)
    (envelope,) = cabinet.courier.to("roux@cabinet.example")
    expected = references(cabinet, ids[3], ids[1], ids[2], ids[0])
    text = text_of(envelope)
    assert sorted(expected, key=text.index) == expected
    assert "EVA" not in text
    assert "Durand" not in text


def test_each_physician_gets_their_own_and_what_is_nobodys(cabinet: Cabinet) -> None:
    mine = found(cabinet, "worsening")
    assert morning(cabinet) == 1
    (row,) = digests(cabinet)
    assert (row.staff_id, row.carries) == (staff(cabinet, "roux"), [mine.hex])


def test_what_belonged_to_somebody_who_has_left_is_everybodys(cabinet: Cabinet) -> None:
    found(cabinet, "worsening")
    with cabinet.writing() as session:
        record_staff(session, cabinet.clinic_id, replace(ROUX, is_active=False), cabinet.now)
    assert morning(cabinet) == 1
    assert len(cabinet.courier.to("petit@cabinet.example")) == 1


def staff(cabinet: Cabinet, external_id: str) -> Any:
    (row,) = cabinet.rows(Staff, Staff.external_id == external_id, Staff.clinic_id == cabinet.clinic_id)
    return row.id


def test_a_physician_of_another_clinic_reads_nothing_of_it(cabinet: Cabinet) -> None:
    lyon = open_cabinet(cabinet.store, clinic=LYON)
    lyon.staff(FABRE)
    found(cabinet, "worsening")
    morning(cabinet)
    assert {row.clinic_id for row in digests(cabinet)} == {cabinet.clinic_id}


@pytest.fixture
def secure(cabinet: Cabinet) -> Cabinet:
    """The clinic lists its own domain as secure."""
    clinic = shipped_files().clinic.replace("secure_mail_domains = []", 'secure_mail_domains = ["cabinet.example"]')
    with cabinet.writing() as session:
        versions.add(session, cabinet.clinic_id, "clinic", "clinic", clinic, cabinet.now, is_seeded=False)
    return cabinet


def test_a_secure_domain_may_read_the_abnormal_datum(secure: Cabinet) -> None:
    found(secure, "worsening")
    morning(secure)
    assert "EVA 9, worsening" in text_of(secure.courier.to("roux@cabinet.example")[0])


def test_a_domain_that_only_ends_like_a_secure_one_may_not(secure: Cabinet) -> None:
    secure.staff(replace(ROUX, email="roux@notcabinet.example"))
    found(secure, "worsening")
    morning(secure)
    assert "EVA" not in text_of(secure.courier.to("roux@notcabinet.example")[0])


def test_an_outage_is_not_made_up_day_by_day(cabinet: Cabinet) -> None:
    found(cabinet, "worsening")
    assert morning(cabinet, HALF_PAST_SEVEN + 3 * DAY + 5 * HOUR) == 1
    assert len(digests(cabinet)) == 1
    assert not cabinet.run("digest")


@pytest.mark.parametrize(
    ("night", "instant"),
    [
        ("2026-03-29", "2026-03-29T01:30+00:00"),  # 02:30 does not exist: it is 03:30
        ("2026-10-25", "2026-10-25T00:30+00:00"),  # 02:30 comes twice: the first
    ],
    ids=["spring", "autumn"],
)
def test_at_half_past_two_on_a_night_of_changing_clocks_it_comes_once(
    cabinet: Cabinet, night: str, instant: str
) -> None:
    at = datetime.fromisoformat(instant)
    with cabinet.writing() as session:
        clinic = shipped_files().clinic.replace('"07:30"', '"02:30"')
        versions.add(session, cabinet.clinic_id, "clinic", "clinic", clinic, cabinet.now, is_seeded=False)
    cabinet.clock.move_to(at - 20 * HOUR)
    cabinet.run("digest")
    found(cabinet, "worsening")
    for minutes in range(0, 48 * 60, 10):
        cabinet.clock.move_to(at - 20 * HOUR + timedelta(minutes=minutes))
        cabinet.run("digest")
    due = {str(row.covers_on): row.due_at for row in digests(cabinet)}
    assert due[night] == at
    assert len(due) == len(digests(cabinet)) == 2


def test_a_clinic_at_fault_holds_up_no_other(cabinet: Cabinet) -> None:
    lyon = open_cabinet(cabinet.store, clinic=LYON)
    lyon.staff(FABRE)
    found(cabinet, "worsening")
    with cabinet.writing() as session:
        versions.add(session, lyon.clinic_id, "clinic", "clinic", "broken [", cabinet.now, is_seeded=False)
    cabinet.clock.move_to(HALF_PAST_SEVEN)
    summary = cabinet.run("digest")
    assert (summary["digests"], summary["failed"]) == (1, 1)


def test_a_second_physician_is_not_told_of_a_colleagues_patients(cabinet: Cabinet) -> None:
    found(cabinet, "worsening")
    morning(cabinet)
    assert not cabinet.courier.to(PETIT.email)
