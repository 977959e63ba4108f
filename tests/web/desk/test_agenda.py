"""Importing the agenda at the desk: a dry run first, matched by file number alone, the rest assigned by hand."""

from typing import Any

import pytest

from tests.people import DAY, MARIE, WEEK
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.actions.import_agenda import numbers_in
from vigil.domain.recording.facts import PatientFacts
from vigil.domain.words import Role, SessionState
from vigil.store.tables import TreatmentSession


def calendar(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//agenda//FR"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*(line.strip() for line in lines), "END:VCALENDAR", ""])


MARIES = "UID:a1@agenda.example\nSUMMARY:Durand dossier P-1\nDTSTART;TZID=Europe/Paris:20260317T093000"
NOBODYS = "UID:a2@agenda.example\nSUMMARY:Mme Durand\nDTSTART:20260318T083000Z"


def upload(seat: Seat, content: str, **fields: str) -> Any:
    return seat.post("/calls/agenda", fields, files={"file": ("agenda.ics", content, "text/calendar")})


def press(seat: Seat, page: Element, do: str, **assigned: str) -> Any:
    (content,) = page.all("input", name="content")
    names = [str(each.attributes["name"]) for each in page.all("input", type="text")]
    given = dict(zip(names, assigned.values(), strict=False))
    return seat.post("/calls/agenda", {"content": str(content.attributes["value"]), "do": do} | given)


def planned(desk: Desk) -> list[str]:
    rows = desk.cabinet.rows(TreatmentSession, TreatmentSession.state == SessionState.PLANNED)
    return sorted(f"{row.at:%d %H:%M}" for row in rows)


def test_a_file_is_shown_first_and_written_when_confirmed_once(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    shown = upload(seat, calendar(MARIES, NOBODYS))
    assert shown.status_code == 200
    assert "Rien n’est encore écrit" in shown.text
    assert planned(desk) == []
    for _ in range(2):
        assert press(seat, parsed(shown.text), "apply").status_code == 200
        assert planned(desk) == ["17 08:30"]


def test_a_file_that_is_uploaded_is_never_written_at_once(desk: Desk) -> None:
    upload(desk.signed_in(Role.SECRETARY), calendar(MARIES), do="apply")
    assert planned(desk) == []


def test_what_nobody_could_match_is_assigned_by_hand(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    page = parsed(upload(seat, calendar(NOBODYS)).text)
    assert "Aucun numéro de dossier" in page.text
    wrong = press(seat, page, "apply", first="P-404")
    assert "n’existe pas" in wrong.text
    assert 'value="P-404"' in wrong.text
    assert planned(desk) == []
    press(seat, page, "apply", first="P-1")
    assert planned(desk) == ["18 08:30"]


def test_an_event_that_moved_or_was_cancelled_takes_its_appointment_along(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    for content, expected in (
        (calendar(MARIES), ["17 08:30"]),
        (calendar(MARIES.replace("20260317T093000", "20260319T110000")), ["19 10:00"]),
        (calendar(MARIES + "\nSTATUS:CANCELLED"), []),
    ):
        press(seat, parsed(upload(seat, content).text), "apply")
        assert planned(desk) == expected
    (row,) = desk.cabinet.rows(TreatmentSession)
    assert row.state is SessionState.VOID


@pytest.mark.parametrize(
    "event",
    [
        "UID:b@x\nSUMMARY:P-1\nDTSTART;VALUE=DATE:20260317",
        "UID:b@x\nSUMMARY:P-1\nDTSTART:20260317T083000Z\nRRULE:FREQ=WEEKLY",
        "UID:b@x\nSUMMARY:P-1 et P-2\nDTSTART:20260317T083000Z",
        "UID:b@x\nSUMMARY:P-10\nDTSTART:20260317T083000Z",
        "UID:b@x\nSUMMARY:P-1\nDTSTART:20260301T083000Z",
    ],
)
def test_what_is_not_certain_is_not_planned(desk: Desk, event: str) -> None:
    desk.cabinet.patient(PatientFacts(**{**vars(MARIE), "external_id": "P-2"}))
    seat = desk.signed_in(Role.SECRETARY)
    press(seat, parsed(upload(seat, calendar(event)).text), "apply")
    assert planned(desk) == []


def test_a_patient_with_two_open_courses_or_an_appointment_that_day_is_left_alone(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    desk.cabinet.treats("S-1", at=desk.cabinet.now + WEEK, state=SessionState.PLANNED)
    press(seat, parsed(upload(seat, calendar(MARIES)).text), "apply")
    assert planned(desk) == ["17 11:00"]
    desk.cabinet.course("C-2", zone="épaule")
    press(seat, parsed(upload(seat, calendar(MARIES.replace("0317", "0324"))).text), "apply")
    assert planned(desk) == ["17 11:00"]


@pytest.mark.parametrize("content", ["BEGIN:VCALENDAR\nrien", "n'importe quoi", calendar(), "\x00\x01"])
def test_what_is_no_agenda_is_refused_in_words(desk: Desk, content: str) -> None:
    answered = upload(desk.signed_in(Role.SECRETARY), content)
    assert answered.status_code == 422
    assert any(said in answered.text for said in ("refusé", "Choisissez un fichier", "ni un agenda iCalendar"))


def test_a_table_of_sessions_is_taken_as_the_import_takes_it_and_performs_nothing(desk: Desk) -> None:
    seat, header = desk.signed_in(Role.SECRETARY), "clinic;external_id;course;at;state\n"
    good = header + "dijon;S-50;C-1;2026-03-24 10:00;planned\n"
    shown = parsed(upload(seat, good).text)
    assert "ajouts 1" in shown.text.replace("\u00a0", " ")
    assert "created" not in shown.text
    assert planned(desk) == []
    press(seat, shown, "apply")
    assert planned(desk) == ["24 09:00"]
    for line in ("lyon;S-51;C-1;2026-03-24 10:00;planned", "dijon;S-51;C-1;2026-03-09 10:00;performed"):
        assert upload(seat, header + line).status_code == 422
    bad = upload(seat, header + "dijon;S-52;C-1;demain;planned").text
    assert "attendu" in bad
    assert "expected" not in bad
    desk.cabinet.treats("S-1", at=desk.cabinet.now - DAY)
    assert upload(seat, header + "dijon;S-1;C-1;2026-03-24 10:00;void").status_code == 422


def test_a_short_number_counts_only_where_it_is_called_a_file_number() -> None:
    assert "17" not in numbers_in("Durand 17 h 30, tél. 06 00 00 00 17")
    assert "17" in numbers_in("Durand, dossier n° 17")
    assert {"12345", "P-1"} <= numbers_in("(P-1), 12345.")
