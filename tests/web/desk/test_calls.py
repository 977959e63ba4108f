"""The secretary's page: calls, sheets, addresses that are refused, appointments that nobody recorded."""

from datetime import timedelta
from typing import Any

import pytest

from tests.people import DAY, HOUR, MARIE, refused
from tests.plans import reading_whole_clinics, told
from tests.web.desk.conftest import Desk, Seat
from tests.web.desk.test_recording import queries
from tests.web.reading_html import parsed
from vigil.domain.recording.facts import PatientFacts
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, PatientState, Role, SessionState
from vigil.store.tables import Event, Message, Patient, Staff


@pytest.fixture
def by_phone(desk: Desk) -> Desk:
    """Marie wants no e-mail; she was treated three days ago."""
    desk.cabinet.patient(PatientFacts(**{**vars(MARIE), "consents_to_email": False}))
    desk.cabinet.treats()
    desk.cabinet.wait(3 * DAY)
    return desk


def task(desk: Desk, channel: Channel) -> Any:
    rows = desk.cabinet.rows(Message, Message.channel == channel, Message.state == MessageState.PLANNED)
    return min(rows, key=lambda row: row.due_at)


def patient(desk: Desk, external_id: str = "P-1") -> Any:
    mine = Patient.clinic_id == desk.cabinet.clinic_id
    (row,) = desk.cabinet.rows(Patient, mine, Patient.external_id == external_id)
    return row


def listed(seat: Seat, path: str = "/calls") -> str:
    return seat.page(path).all("ol", class_="rows")[0].text.replace("\u00a0", " ")


def test_a_call_comes_with_what_to_say_and_the_answers_to_tick(by_phone: Desk) -> None:
    seat, call = by_phone.signed_in(Role.SECRETARY), task(by_phone, Channel.PHONE)
    page = seat.page("/calls")
    text = listed(seat)
    for said in ("Durand", "06 00 00 00 01", "Pas d’e-mail", "Sacha Roy", "Cabinet du Parc", "le 15 ou le 112"):
        assert said in text, said
    answers = seat.url(f"/patients/{patient(by_phone).id.hex}/answers/{call.ask_id.hex}")
    assert answers in [link.attributes.get("href") for link in page.all("a")]
    assert seat.client.get(answers).status_code == 200


def test_a_call_that_was_answered_or_done_leaves_the_list_with_its_author(by_phone: Desk) -> None:
    seat, call = by_phone.signed_in(Role.SECRETARY), task(by_phone, Channel.PHONE)
    for _ in range(2):
        done = seat.post(f"/calls/{call.id.hex}/done", {"request_id": "press"})
        assert (done.status_code, done.headers["location"]) == (303, seat.url("/calls"))
    assert "Durand" not in listed(seat)
    (row,) = by_phone.cabinet.rows(Message, Message.id == call.id)
    assert row.state is MessageState.SENT


def test_a_sheet_is_printed_from_the_desk_and_handed_over(by_phone: Desk) -> None:
    seat, sheet = by_phone.signed_in(Role.NURSE), task(by_phone, Channel.PRINT)
    waiting = listed(seat, "/calls/sheets").count("Durand")
    assert {row.all("strong")[0].text for row in seat.page("/calls/sheets").all("li", class_="row")} <= {
        "Consignes avant la séance",
        "Consignes après la séance",
        "Questions des 48 h",
        "Questions entre deux séances",
    }
    printed = seat.get(f"/calls/{sheet.id.hex}/sheet")
    assert printed.status_code == 200
    assert "paper-box" in printed.text
    assert seat.get(f"/calls/{task(by_phone, Channel.PHONE).id.hex}/sheet").status_code == 404
    assert seat.post(f"/calls/{sheet.id.hex}/done").headers["location"] == seat.url("/calls/sheets")
    assert listed(seat, "/calls/sheets").count("Durand") == waiting - 1


def test_a_mail_is_no_task_and_another_clinics_task_is_not_there(desk: Desk) -> None:
    desk.cabinet.treats()
    mail = task(desk, Channel.EMAIL)
    seat = desk.signed_in(Role.SECRETARY)
    assert seat.post(f"/calls/{mail.id.hex}/done").status_code == 404
    assert seat.get(f"/calls/{mail.id.hex}/sheet").status_code == 404


def test_another_address_ends_what_a_refused_one_began(desk: Desk) -> None:
    desk.cabinet.treats()
    desk.cabinet.courier.fate = refused
    desk.cabinet.live(timedelta(hours=60), step=6 * HOUR)
    assert patient(desk).state is PatientState.UNREACHABLE
    seat, place = desk.signed_in(Role.SECRETARY), f"/calls/addresses/{patient(desk).id.hex}"
    assert MARIE.email in listed(seat, "/calls/addresses")
    for typed in ("", MARIE.email.upper(), "marie@", "marie courrier"):
        again = seat.post(place, {"email": typed})
        assert again.status_code == 422, typed
        (field,) = parsed(again.text).all("input", name="email")
        assert field.attributes["value"] == typed
        assert parsed(again.text).all("span", class_="trouble")
    assert seat.post(place, {"email": "marie.durand@courrier.example"}).status_code == 303
    assert patient(desk).state is PatientState.ACTIVE
    assert "Durand" not in listed(seat, "/calls/addresses")
    (roy,) = desk.cabinet.rows(Staff, Staff.external_id == "roy", Staff.clinic_id == desk.cabinet.clinic_id)
    changes = [each for each in desk.cabinet.rows(Event) if each.subject_id == patient(desk).id]
    by_desk = [each for each in changes if each.actor == f"staff:{roy.id}"]
    assert any(name.startswith("email") for each in by_desk for name in each.fields)


def test_a_past_appointment_waits_until_somebody_says_what_became_of_it(desk: Desk) -> None:
    id = desk.cabinet.treats("S-1", at=desk.cabinet.now + HOUR, state=SessionState.PLANNED)
    desk.cabinet.wait(3 * HOUR)
    assert "Durand" not in listed(desk.signed_in(Role.SECRETARY), "/calls/past")
    desk.cabinet.wait(DAY)
    secretary, nurse = desk.signed_in(Role.SECRETARY), desk.signed_in(Role.NURSE)
    assert "Durand" in listed(secretary, "/calls/past")
    assert "1 rendez-vous passé" in secretary.page("/sessions").text
    links = [link.attributes.get("href") for link in nurse.page("/calls/past").all("a")]
    assert nurse.url(f"/sessions/{id.hex}") in links
    assert secretary.url(f"/sessions/{id.hex}") not in [
        link.attributes.get("href") for link in secretary.page("/calls/past").all("a")
    ]
    assert secretary.post(f"/sessions/{id.hex}/missed", {"reason": "absente"}).status_code == 303
    assert "Durand" not in listed(secretary, "/calls/past")


def test_every_list_takes_as_many_queries_for_many_as_for_one(by_phone: Desk) -> None:
    seat = by_phone.signed_in(Role.SECRETARY)
    rooms = ("/calls", "/calls/sheets", "/calls/addresses", "/calls/past")
    few = [queries(by_phone, seat, room) for room in rooms]
    for n in range(2, 6):
        facts = {**vars(MARIE), "external_id": f"P-{n}", "consents_to_email": False, "email": ""}
        by_phone.cabinet.patient(PatientFacts(**facts))
        by_phone.cabinet.course(f"C-{n}", patient=f"P-{n}")
        by_phone.cabinet.treats(f"S-{n}", course=f"C-{n}", at=by_phone.cabinet.now - 3 * DAY)
        by_phone.cabinet.treats(f"A-{n}", course=f"C-{n}", at=by_phone.cabinet.now - DAY, state=SessionState.PLANNED)
    assert [queries(by_phone, seat, room) for room in rooms] == few
    assert listed(seat, "/calls").count("Durand") > 1


@pytest.mark.parametrize("page", ["/calls", "/calls/sheets", "/calls/addresses", "/calls/past"])
def test_no_page_of_what_is_to_be_done_reads_every_patient_or_message(desk: Desk, page: str) -> None:
    """An index of those few that are meant is no reading of the whole clinic, although only the clinic is looked up."""
    seat, engine = desk.signed_in(Role.SECRETARY), desk.cabinet.store.engine
    seat.page(page)
    with told(engine) as said:
        seat.page(page)
    few = ("ix_patient_unreachable", "ix_session_state")
    whole = [one for one in reading_whole_clinics(engine, said) if not any(f"INDEX {name} " in one for name in few)]
    assert whole == []
    assert any("ix_message_task_due" in one or "message.channel" in one for one in said)
