"""The page of one patient: what stands first, what may be done there, and what each role sees."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.people import HOUR, MARIE, NOON, Cabinet
from tests.web.desk.conftest import Desk, Seat
from tests.web.desk.scenes import MIXTURE, named, reviewed_desk
from tests.web.reading_html import parsed
from vigil.domain.reasons import Reason
from vigil.domain.recording.notices import Unacknowledged
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState, PatientState, Role, SessionState
from vigil.store import tokens
from vigil.store.tables import Alert, Ask, Clearance, DayCheck, Message, MessageChoice, Patient, Report

FEVER = {"check.fever": "yes", "check.periods": "no", "request_id": "page-1"}


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Desk]:
    yield from reviewed_desk(tmp_path)


def marie(desk: Desk) -> str:
    with desk.cabinet.store.reading() as session:
        return f"/patients/{desk.cabinet.patient_row(session).id.hex}"


def coming(desk: Desk, mail: str = "late_check") -> Any:
    rows = [row for row in desk.cabinet.messages() if row.mail == mail and row.state == MessageState.PLANNED]
    return rows[0]


def test_open_alerts_stand_before_everything_else_worst_first(reviewed: Desk) -> None:
    page = reviewed.signed_in(Role.PHYSICIAN).page(marie(reviewed))
    titles = [each.text for each in page.all("h2")]
    assert titles[0] == "Alertes ouvertes"
    lines = [each.text for each in page.all("li") if (each.attributes.get("class") or "").startswith("row ")]
    assert len(lines) == len(reviewed.cabinet.rows(Alert, Alert.state != AlertState.RESOLVED))
    assert "Sous 72" in lines[0]
    assert "Information" in lines[-1]


def test_the_story_tells_products_lots_depths_reactions_messages_and_scores(reviewed: Desk) -> None:
    page = reviewed.signed_in(Role.NURSE).page(f"{marie(reviewed)}?all=1").text
    for said in ("Lidocaïne 1 %", "lot L-2207", "4 mm", "hématome", "peu gênante", "Questions des 48 h", "EVA 6,5"):
        assert said in page.replace("\u202f", " ").replace("\u00a0", " "), said


def test_the_picture_has_every_score_in_a_table_and_missing_is_missing(reviewed: Desk) -> None:
    page = reviewed.signed_in(Role.PHYSICIAN).page(marie(reviewed))
    (table,) = [each for each in page.all("table") if "EVA" in each.text]
    rows = [row.text for row in table.all("tr")][1:]
    assert len([row for row in rows if "sans réponse" in row]) == 5
    assert len([row for row in rows if "ne compte pas" in row]) == 4
    assert "Au départ" in rows[0] or "Avant l" in rows[0]
    picture = page.all("svg", role="img")[0]
    assert "5 séances" in picture.all("desc")[0].text
    assert len(picture.all("path", class_="eva-session")) == 5


def test_no_style_attribute_is_written_for_the_policy_forbids_it(reviewed: Desk) -> None:
    assert " style=" not in reviewed.signed_in(Role.PHYSICIAN).get(marie(reviewed)).text


def test_a_secretary_sees_who_and_when_and_nothing_of_the_record(reviewed: Desk) -> None:
    text = reviewed.signed_in(Role.SECRETARY).get(f"{marie(reviewed)}?all=1").text
    assert "Durand" in text
    assert "Messages à venir" in text
    for hidden in ("EVA", "Lidocaïne", "L-2207", "hématome", "Alertes ouvertes", "lombaire", "Avant la séance"):
        assert hidden not in text, hidden


def test_the_checks_of_the_day_are_kept_as_they_were_answered(reviewed: Desk) -> None:
    seat = reviewed.signed_in(Role.NURSE)
    answered = seat.post(f"{marie(reviewed)}/checks", FEVER | {"note": "38,2 ce matin"})
    assert answered.status_code == 303
    with reviewed.cabinet.store.reading() as session:
        (kept,) = session.scalars(select(DayCheck))
        assert kept.answers == {"fever": "yes", "periods": "no"}
        assert kept.note == "38,2 ce matin"
    assert seat.post(f"{marie(reviewed)}/checks", FEVER).status_code == 303
    assert len(reviewed.cabinet.rows(DayCheck)) == 1, "a double press is one"
    assert "Pas d’injection sans l’accord du médecin" in seat.get(marie(reviewed)).text


def test_none_answered_keeps_the_note_and_names_what_is_lacking(reviewed: Desk) -> None:
    answered = reviewed.signed_in(Role.NURSE).post(f"{marie(reviewed)}/checks", {"note": "à rappeler"})
    assert answered.status_code == 422
    page = parsed(answered.text)
    assert "cochez au moins une réponse" in page.text
    assert page.all("input", id="checks-note")[0].attributes["value"] == "à rappeler"


def test_fever_told_on_the_day_holds_the_session_until_a_physician_says_yes(desk: Desk) -> None:
    cabinet = desk.cabinet
    cabinet.treats("S-1", at=NOON - HOUR, state=SessionState.PLANNED)
    place = marie(desk)
    desk.signed_in(Role.NURSE).post(f"{place}/checks", FEVER)
    with pytest.raises(Unacknowledged, match="session_held"):
        cabinet.treats("S-1", at=NOON - HOUR)
    nurse = desk.signed_in(Role.NURSE).post(f"{place}/clear", {"reason": "x"})
    assert nurse.status_code == 403
    refused = desk.signed_in(Role.PHYSICIAN).post(f"{place}/clear", {"reason": " "})
    assert refused.status_code == 422
    assert "la raison manque" in refused.text
    assert desk.signed_in(Role.PHYSICIAN).post(f"{place}/clear", {"reason": "vue, afébrile"}).status_code == 303
    assert "Accord donné par Dr Anne Roux" in desk.signed_in(Role.NURSE).get(place).text
    cabinet.treats("S-1", at=NOON - HOUR)
    assert len(cabinet.rows(Clearance)) == 1
    cabinet.wait(timedelta(days=7))
    with pytest.raises(Unacknowledged, match="session_held"):
        cabinet.treats("S-2")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.PHYSICIAN])
def test_a_coming_mail_is_shown_as_it_will_leave_but_for_the_patients_own_links(reviewed: Desk, role: Role) -> None:
    seat, place, row = reviewed.signed_in(role), marie(reviewed), coming(reviewed)
    url = f"{place}/messages/{row.id.hex}"
    assert seat.url(url) in [link.attributes["href"] for link in seat.page(place).all("a")]
    page = seat.page(url)
    shown = page.all("pre")[0].text
    for told in (shown, page.all("iframe")[0].attributes["srcdoc"] or ""):
        assert "Cabinet du Parc" in told
        assert not re.search(r"/(answer|stop|read)/[A-Za-z0-9]", told)
    reviewed.cabinet.clock.move_to(row.due_at)
    reviewed.cabinet.run("deliver")
    (sent,) = [each for each in reviewed.cabinet.courier.kept if each.id == row.id]
    leaves = message_from_bytes(sent.content, policy=policy.default)
    body = leaves.get_body(("plain",))
    assert body is not None
    without_links = re.sub(r"(http\S*/(?:answer|stop|read)/)[^\s/]+(/\w+)?", r"\1…", body.get_content())
    assert without_links.split() == shown.split()
    assert str(leaves["subject"]).split() == page.all("p", class_="strong")[0].text.split()


def test_what_has_left_or_is_no_mail_has_no_page_of_its_own(reviewed: Desk) -> None:
    seat, place = reviewed.signed_in(Role.PHYSICIAN), marie(reviewed)
    for row in reviewed.cabinet.rows(Message):
        is_mail = row.state is MessageState.PLANNED and row.channel == "email" and row.patient_id is not None
        answered = seat.get(f"{place}/messages/{row.id.hex}")
        assert answered.status_code == (200 if is_mail else 404), row.key
    assert seat.get(f"{place}/messages/x").status_code == 404


def test_a_message_is_held_back_and_sent_after_all(reviewed: Desk) -> None:
    seat, place, row = reviewed.signed_in(Role.SECRETARY), marie(reviewed), coming(reviewed)
    url = f"{place}/messages/{row.id.hex}"
    assert seat.post(url, {"choice": "hold", "reason": "part en voyage"}).status_code == 303
    (held,) = reviewed.cabinet.rows(Message, Message.id == row.id)
    assert (held.state, held.reason) == (MessageState.SKIPPED, Reason.HELD_BACK)
    assert "retenu" in seat.page(place).text
    assert seat.post(url, {"choice": "release", "reason": "reste finalement"}).status_code == 303
    (back,) = reviewed.cabinet.rows(Message, Message.id == row.id)
    assert (back.state, back.due_at) == (MessageState.PLANNED, row.due_at)
    assert len(reviewed.cabinet.rows(MessageChoice)) == 2
    assert reviewed.cabinet.run("reconcile")["differences"] == 0


def test_a_refused_choice_keeps_what_was_typed_and_says_when_it_would_do(reviewed: Desk) -> None:
    seat, row = reviewed.signed_in(Role.PHYSICIAN), coming(reviewed)
    answered = seat.post(f"{marie(reviewed)}/messages/{row.id.hex}", {"choice": "now", "reason": "inquiète"})
    assert answered.status_code == 422
    assert "Trop tôt" in answered.text
    typed = [box.attributes.get("value") for box in parsed(answered.text).all("input", name="reason")]
    assert "inquiète" in typed


def test_the_message_of_another_patient_is_nowhere(reviewed: Desk) -> None:
    other = reviewed.cabinet.patient(MARIE.__class__(external_id="P-9", family_name="Autre"))
    row = coming(reviewed)
    answered = reviewed.signed_in(Role.PHYSICIAN).post(
        f"/patients/{other.hex}/messages/{row.id.hex}", {"choice": "hold", "reason": "x"}
    )
    assert answered.status_code == 404
    (kept,) = reviewed.cabinet.rows(Message, Message.id == row.id)
    assert kept.state == MessageState.PLANNED


def test_an_answer_by_telephone_is_entered_on_the_patients_own_questions(reviewed: Desk) -> None:
    seat = reviewed.signed_in(Role.SECRETARY)
    silent = max(reviewed.cabinet.rows(Ask, Ask.state == AskState.SILENT), key=lambda ask: ask.opens_at)
    url = f"{marie(reviewed)}/answers/{silent.id.hex}"
    assert seat.page(url).all("input", type="radio")
    empty = seat.post(url, {"request_id": "a"})
    assert empty.status_code == 422
    assert "Aucune réponse" in empty.text
    said = {"danger": "none", "past": "none", "reaction": "none", "words": "va mieux", "request_id": "b"}
    answered = seat.post(url, said)
    assert answered.status_code == 200
    assert "À lire au patient" in answered.text
    (report,) = reviewed.cabinet.rows(Report, Report.ask_id == silent.id)
    assert report.channel == "phone"


def test_a_death_stops_everything_only_when_it_is_confirmed(reviewed: Desk) -> None:
    seat, place = reviewed.signed_in(Role.SECRETARY), marie(reviewed)
    refused = seat.post(f"{place}/stop")
    assert refused.status_code == 422
    assert "Rien n’a été changé" in refused.text
    assert seat.post(f"{place}/stop", {"sure": "yes"}).status_code == 303
    (patient,) = reviewed.cabinet.rows(Patient, Patient.clinic_id == reviewed.cabinet.clinic_id)
    assert patient.state == PatientState.DECEASED
    assert not [row for row in reviewed.cabinet.messages() if row.state == MessageState.PLANNED]


def test_a_transfer_stops_everything_with_a_reason_and_is_taken_back(reviewed: Desk) -> None:
    seat, place = reviewed.signed_in(Role.SECRETARY), marie(reviewed)
    refused = seat.post(f"{place}/stop", {"do": "transfer", "reason": " "})
    assert (refused.status_code, "Dites en quelques mots pourquoi" in refused.text) == (422, True)
    assert "encore ouverte" in refused.text
    assert seat.post(f"{place}/stop", {"do": "transfer", "reason": "Suivie à Lyon"}).status_code == 303
    (patient,) = reviewed.cabinet.rows(Patient, Patient.clinic_id == reviewed.cabinet.clinic_id)
    assert patient.state == PatientState.TRANSFERRED
    assert not [row for row in reviewed.cabinet.messages() if row.state == MessageState.PLANNED and row.patient_id]
    page = seat.page(place)
    assert "Suivie à Lyon" in page.all("section", **{"aria-labelledby": "elsewhere"})[0].text
    assert "Suivi ailleurs" in page.all("section", **{"aria-labelledby": "story"})[0].text
    physician = reviewed.signed_in(Role.PHYSICIAN).page(place)
    assert physician.all("section", **{"aria-labelledby": "alerts"})[0].all("li", class_="row alert-within_72h") != []
    again = seat.post(f"{place}/stop", {"do": "transfer", "reason": "Encore"})
    assert again.status_code == 422
    assert "cela a déjà été fait" in again.text
    assert "Encore" not in again.text
    assert "Reprendre le suivi" in parsed(seat.get(f"{place}/stop").text).all("h1")[0].text
    assert seat.post(f"{place}/stop", {"do": "take_back", "reason": "Revenue"}).status_code == 303
    assert [row for row in reviewed.cabinet.messages() if row.state == MessageState.PLANNED and row.patient_id]
    assert "Revenue" in seat.page(place).all("section", **{"aria-labelledby": "story"})[0].text


def test_the_links_of_who_is_followed_elsewhere_say_whom_to_call(desk: Desk) -> None:
    desk.cabinet.treats()
    desk.cabinet.live(timedelta(hours=60), step=timedelta(hours=12))
    (ask,) = [ask for ask in desk.cabinet.rows(Ask) if ask.asked_at]
    ring = desk.cabinet.store.keyring
    link = f"/answer/{tokens.derive(ring, tokens.Purpose.ANSWER, ask.clinic_id, ask.id, generation=ask.generation)}"
    assert desk.client().get(link).status_code == 200
    desk.signed_in(Role.SECRETARY).post(f"{marie(desk)}/stop", {"do": "transfer", "reason": "Suivie à Lyon"})
    closed = desk.client().get(link)
    assert closed.status_code == 410
    for said in ("le médecin qui vous suit maintenant", 'href="tel:15"', 'href="tel:112"', "+33 3 80 00 00 00"):
        assert said in closed.text, said


def test_the_story_says_why_a_session_was_missed_or_is_void(desk: Desk) -> None:
    when = desk.cabinet.now + timedelta(days=3)
    desk.cabinet.treats(at=when, state=SessionState.PLANNED)
    desk.cabinet.wait(timedelta(days=4))
    desk.cabinet.treats(at=when, state=SessionState.MISSED, state_reason="Grippe, a prévenu la veille")
    for role in (Role.PHYSICIAN, Role.SECRETARY):
        page = desk.signed_in(role).page(marie(desk))
        assert "Grippe, a prévenu la veille" in page.all("section", **{"aria-labelledby": "story"})[0].text


def statements(seat: Seat, desk: Desk, path: str) -> int:
    counted: list[str] = []
    engine = desk.cabinet.store.engine

    def count(*arguments: Any) -> None:
        counted.append(arguments[2])

    event.listen(engine, "before_cursor_execute", count)
    assert seat.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_ten_times_the_history_takes_no_more_statements(desk: Desk) -> None:
    cabinet: Cabinet = desk.cabinet
    seat, place = desk.signed_in(Role.PHYSICIAN), marie(desk)
    cabinet.treats("S-1", products=named(1))
    statements(seat, desk, place)
    few = statements(seat, desk, place)
    for number in range(2, 12):
        cabinet.wait(timedelta(days=7))
        cabinet.treats(f"S-{number}", products=named(number))
        cabinet.run("deliver")
    seat = desk.signed_in(Role.PHYSICIAN)
    statements(seat, desk, place)
    assert statements(seat, desk, place) <= few
    assert len(MIXTURE) == 2
